/// What the servers want of proofs (RFC 9449); changed through the control interface.
struct DPoPSettings: Sendable, Equatable {
    /// No token without a proof, and none accepted that is not bound to a key.
    var isRequired = false
    /// The authorization servers want a nonce of theirs in each proof (§8).
    var wantsServerNonce = false
    /// The protected servers want one of theirs (§9).
    var wantsResourceNonce = false
    /// Each good answer brings a new nonce (§8.2); else the nonce stays until it is made stale.
    var renewsNonces = false
    var serverNonces = NonceSource()
    var resourceNonces = NonceSource()
}

/// The nonces of one kind of server: the newest, and the one before for requests that cross on the way.
struct NonceSource: Sendable, Equatable {
    private(set) var current = Opaque.make()
    private var previous: String?

    func accepts(_ nonce: String) -> Bool { nonce == current || nonce == previous }

    mutating func renew() {
        previous = current
        current = Opaque.make()
    }

    /// As if time had passed: none that is out is good any more.
    mutating func makeStale() {
        previous = nil
        current = Opaque.make()
    }
}
