import HTTPTypes

/// A key that tokens are bound to, ready to prove that we have it.
public struct DPoPProver: Sendable {
    public let key: SigningKey
    let algorithm: SigningAlgorithm
    let nonces: DPoPNonces
    /// The server's time as far as it is known: its window for `iat` is narrow.
    let now: WallClock

    public init(key: SigningKey, nonces: DPoPNonces, now: @escaping WallClock) {
        self.key = key
        algorithm = key.algorithms[0]
        self.nonces = nonces
        self.now = now
    }

    /// The `DPoP` field of one request.
    func proof(_ method: HTTPRequest.Method, _ url: HTTPURL, token: Secret? = nil) async throws -> Secret {
        try await DPoPProof(method, url, token: token, nonce: nonces.nonce(for: url))
            .signed(with: key, algorithm: algorithm, at: now(), id: UniqueID.make())
    }

    /// Takes a nonce that somebody else was given for the server, for the next proofs.
    ///
    /// - Returns: Whether it can be one (RFC 9449 §8.1).
    public func take(nonce: String, for url: HTTPURL) -> Bool {
        nonces.note(nonce, from: url)
        return nonces.nonce(for: url) == nonce
    }

    /// Remembers the nonce of an answer (DP-6).
    ///
    /// - Returns: Whether it is a new one.
    @discardableResult
    func noteNonce(in headers: HTTPFields, from url: HTTPURL) -> Bool {
        guard let nonce = headers[.dpopNonce], nonce != nonces.nonce(for: url) else { return false }
        nonces.note(nonce, from: url)
        return nonces.nonce(for: url) == nonce
    }
}

extension HTTPField.Name {
    // Both are valid field names by their spelling, so the optional initializer gives a value.
    static var dpop: Self { Self("DPoP") ?? .accept }
    static var dpopNonce: Self { Self("DPoP-Nonce") ?? .accept }
}
