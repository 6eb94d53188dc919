import Foundation

@testable import MintSandbox

extension RunningSandbox {
    static func basic(_ id: String, _ secret: String) -> (String, String) {
        ("Authorization", "Basic " + Data("\(id.formEncoded):\(secret.formEncoded)".utf8).base64EncodedString())
    }

    static let grant = ("grant_type", "client_credentials")

    /// A token request by client_secret_basic.
    func requestToken(
        basic id: String, secret: String? = nil, _ fields: [(String, String)] = []
    ) async throws -> Reply {
        let secret = try secret ?? self.secret(of: id)
        return try await form(tokenEndpoint, [Self.grant] + fields, [Self.basic(id, secret)])
    }

    func requestToken(assertion: String, _ fields: [(String, String)] = []) async throws -> Reply {
        let proof = [("client_assertion_type", ClientAuthenticator.assertionType), ("client_assertion", assertion)]
        return try await form(tokenEndpoint, [Self.grant] + proof + fields)
    }

    /// A token that must be given, for `search-worker`.
    func token(scope: String? = nil, resource: String? = nil) async throws -> String {
        var fields: [(String, String)] = []
        if let scope { fields.append(("scope", scope)) }
        if let resource { fields.append(("resource", resource)) }
        let reply = try await requestToken(basic: "search-worker", fields)
        struct Refused: Error { let body: String }
        guard let token = reply.json["access_token"]?.text else { throw Refused(body: reply.text) }
        return token
    }
}
