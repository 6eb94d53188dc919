import HTTPTypes

/// A key that tokens are bound to, ready to prove that we have it.
public struct DPoPProver: Sendable {
    public let key: SigningKey
    /// Seconds that the server's clock is ahead of ours, as far as it is known: its window for `iat` is narrow.
    public var clockSkew: Int
    let algorithm: SigningAlgorithm
    let nonces: DPoPNonces
    let now: WallClock

    public init(key: SigningKey, nonces: DPoPNonces, clockSkew: Int = 0, now: @escaping WallClock) {
        self.key = key
        self.clockSkew = clockSkew
        algorithm = key.algorithms[0]
        self.nonces = nonces
        self.now = now
    }

    /// The same key with another idea of the server's time.
    func ahead(by seconds: Int) -> DPoPProver {
        var prover = self
        prover.clockSkew = seconds
        return prover
    }

    /// The `DPoP` field of one request.
    ///
    /// - Parameter token: `nil` at a token endpoint.
    func proof(_ method: HTTPRequest.Method, _ url: HTTPURL, token: Secret? = nil) async throws -> Secret {
        let nonce = nonces.nonce(for: url, as: token == nil ? .authorizationServer : .resourceServer)
        return try await DPoPProof(method, url, token: token, nonce: nonce)
            .signed(with: key, algorithm: algorithm, at: now() + clockSkew, id: UniqueID.make())
    }

    /// Takes a nonce that somebody else was given for the server, for the next proofs.
    ///
    /// - Returns: Whether it can be one (RFC 9449 §8.1).
    public func take(nonce: String, for url: HTTPURL) -> Bool {
        nonces.note(nonce, from: url, as: .resourceServer)
    }

    /// Remembers the nonce of an answer (DP-6).
    ///
    /// - Returns: Whether there is one that the next proof carries. It may be known already: of several requests that were
    ///   under way together each is told the same one, and each is to be repeated.
    @discardableResult
    func noteNonce(in headers: HTTPFields, from url: HTTPURL, as role: DPoPNonces.Role) -> Bool {
        headers[.dpopNonce].map { nonces.note($0, from: url, as: role) } ?? false
    }
}

extension HTTPField.Name {
    // Both are valid field names by their spelling, so the optional initializer gives a value.
    static var dpop: Self { Self("DPoP") ?? .accept }
    static var dpopNonce: Self { Self("DPoP-Nonce") ?? .accept }
}
