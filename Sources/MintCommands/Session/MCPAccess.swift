import MintCore
import MintMCP

extension Services {
    /// A client for a server, with a profile's tokens or without any.
    func mcp(
        _ server: HTTPURL, profile: Profile?, observe: @escaping @Sendable (Trace.Hop) -> Void
    ) -> MCPClient {
        let source: any TokenSource =
            profile.map { ProfileTokenSource(tokens, profile: $0.id) } ?? AnonymousTokenSource()
        return MCPClient(
            server: server, transport: transport, tokens: source, caFile: profile?.settings.caFile,
            identity: ClientIdentity(version: version), trace: observe)
    }

    /// Runs `body` and notes on the profile whether the server was content.
    func withContact<R: Sendable>(
        _ profile: Profile?, _ body: () async throws -> R
    ) async throws -> R {
        do {
            let result = try await body()
            if let profile { try? await profiles.noteContact(ContactRecord(at: now()), of: profile.id) }
            return result
        } catch let error as MCPError {
            // A refused call or a busy server says nothing against the profile; a refused token does.
            if let profile, let code = error.contactCode {
                let failure = Failure(error)
                let contact = ContactFailure(code: code, headline: failure.headline, hint: failure.hint)
                try? await profiles.noteContact(ContactRecord(at: now(), failure: contact), of: profile.id)
            }
            throw error
        }
    }
}

extension MCPError {
    /// For the health column; `nil` where the failure is not the profile's.
    var contactCode: String? {
        switch self {
        case .unauthorized: "http 401"
        case .forbidden: "http 403"
        default: nil
        }
    }
}
