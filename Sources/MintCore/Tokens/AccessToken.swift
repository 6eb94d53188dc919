public import HTTPTypes

/// An access token in the shape in which a request carries it.
public struct AccessToken: Sendable {
    public var value: Secret
    /// Where it is bound to a key (RFC 9449); else it is a bearer token.
    public var prover: DPoPProver?

    public init(_ value: Secret, prover: DPoPProver? = nil) {
        self.value = value
        self.prover = prover
    }

    /// `Bearer` or `DPoP`, never the one for the other (DP-5).
    public var scheme: String { prover == nil ? "Bearer" : "DPoP" }

    /// Adds `Authorization`, and for a bound token a proof made for this very request.
    ///
    /// - Throws: ``SigningKeyError``.
    public func authorize(_ headers: inout HTTPFields, _ method: HTTPRequest.Method, _ url: HTTPURL) async throws {
        let proof = try await prover?.proof(method, url, token: value)
        value.withText { headers[.authorization] = "\(scheme) \($0)" }
        proof?.withText { headers[.dpop] = $0 }
    }

    /// Takes the nonce of an answer; whether the request should be sent once more because of it (DP-6), which the caller
    /// does once only.
    public func wantsRepetition(after status: Int, _ headers: HTTPFields, from url: HTTPURL) -> Bool {
        guard let prover else { return false }
        let hasNonce = prover.noteNonce(in: headers, from: url, as: .resourceServer)
        let asks = Challenge.parse(headers[values: .wwwAuthenticate])
            .contains { $0.isScheme("DPoP") && $0.error == "use_dpop_nonce" }
        return status == 401 && asks && hasNonce
    }
}

extension AccessToken: Equatable {
    public static func == (a: AccessToken, b: AccessToken) -> Bool { a.value == b.value }
}
