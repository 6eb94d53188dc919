internal import HTTPTypes
internal import MintCore

/// Decides whether a request may reach the MCP endpoint.
protocol Gate: Sendable {
    /// - Returns: `nil` to let it through.
    func refusal(of request: Incoming) -> Answer?
}

/// A `WWW-Authenticate` value.
enum ChallengeText {
    static func bearer(_ parameters: [(String, String?)]) -> String {
        "Bearer " + list(parameters)
    }

    static func list(_ parameters: [(String, String?)]) -> String {
        parameters.compactMap { name, value in value.map { "\(name)=\"\($0)\"" } }.joined(separator: ", ")
    }
}

extension Answer {
    static func challenge(
        _ status: HTTPResponse.Status, _ error: String, _ description: String, _ parameters: [(String, String?)]
    ) -> Answer {
        oauthError(error, description, status: status)
            .with("WWW-Authenticate", ChallengeText.bearer(parameters))
    }
}

/// Demands a bearer token on every request, the handshake included, as the TypeScript SDK's middleware does.
struct BearerGate: Gate {
    let ledger: TokenLedger
    /// Scopes that a token must have, and that the challenge names.
    var scopes: [String] = []
    /// What the challenge names as `resource_metadata`; `nil` where the client has to find it by itself.
    let metadata: @Sendable () -> String?

    func refusal(of request: Incoming) -> Answer? {
        guard let authorization = request.authorization else {
            return refuse(.unauthorized, "invalid_token", "Missing Authorization header")
        }
        let parts = authorization.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].lowercased() == "bearer", !parts[1].isEmpty else {
            return refuse(.unauthorized, "invalid_token", "Expected a Bearer token")
        }
        guard let granted = ledger.verify(String(parts[1])) else {
            return refuse(.unauthorized, "invalid_token", "Invalid token")
        }
        guard scopes.allSatisfy(granted.contains) else {
            return refuse(.forbidden, "insufficient_scope", "Insufficient scope")
        }
        return nil
    }

    private func refuse(_ status: HTTPResponse.Status, _ error: String, _ description: String) -> Answer {
        .challenge(
            status, error, description,
            [
                ("error", error), ("error_description", description),
                ("scope", scopes.isEmpty ? nil : scopes.joined(separator: " ")),
                ("resource_metadata", metadata()),
            ])
    }
}

/// A gate written out in a scenario: `initialize` and notifications pass, everything else is its own affair.
struct MethodGate: Gate {
    let judge: @Sendable (_ method: String, Incoming) -> Answer?

    func refusal(of request: Incoming) -> Answer? {
        let method = RPCMessage(request.json)?.method ?? ""
        if method == "initialize" || method.hasPrefix("notifications/") { return nil }
        return judge(method, request)
    }
}
