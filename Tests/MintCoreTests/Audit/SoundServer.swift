import TestSupport
import Testing

@testable import MintCore

/// Evidence of a server that does everything right; each test takes away one thing.
enum SoundServer {
    static let server = Practice.url("https://m.example/mcp")
    static let path = Practice.url("https://m.example/.well-known/oauth-protected-resource/mcp")
    static let root = Practice.url("https://m.example/.well-known/oauth-protected-resource")
    static let oauth = Practice.url("https://as.example/.well-known/oauth-authorization-server")
    static let openID = Practice.url("https://as.example/.well-known/openid-configuration")
    static let challenge =
        #"Bearer resource_metadata="https://m.example/.well-known/oauth-protected-resource/mcp", scope="tools:read""#

    static let resource: [String: JSONValue] = [
        "resource": "https://m.example/mcp", "authorization_servers": ["https://as.example"],
        "scopes_supported": ["tools:read"], "x_own": ["kept": 1],
    ]

    static let metadata: [String: JSONValue] = [
        "issuer": "https://as.example", "token_endpoint": "https://as.example/token",
        "authorization_endpoint": "https://as.example/authorize", "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256"],
        "code_challenge_methods_supported": ["S256"], "authorization_response_iss_parameter_supported": true,
        "client_id_metadata_document_supported": true, "protected_resources": ["https://m.example/mcp"],
        "revocation_endpoint": "https://as.example/revoke", "introspection_endpoint": "https://as.example/introspect",
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic"],
        "dpop_signing_alg_values_supported": ["ES256"], "x_own": ["kept": 1],
    ]

    static func document(
        _ place: AuditEvidence.Place, _ url: HTTPURL, _ members: [String: JSONValue]
    ) -> AuditEvidence.Document {
        AuditEvidence.Document(
            place, url, status: 200, contentType: "application/json; charset=utf-8", cacheControl: "max-age=600",
            json: .object(members))
    }

    static var evidence: AuditEvidence {
        var evidence = AuditEvidence(server: server)
        evidence.unauthenticated = .init(status: 401, challengeLines: [challenge])
        evidence.resourceDocuments = [document(.challenge, path, resource), document(.root, root, resource)]
        evidence.issuer = "https://as.example"
        evidence.serverDocuments = [document(.oauth, oauth, metadata), document(.openID, openID, metadata)]
        evidence.certificates = [.init(host: "m.example", daysLeft: 60)]
        evidence.token = .init(cacheControl: "no-store", expiresIn: 600, hasRefreshToken: false, tokenType: "Bearer")
        evidence.garbageToken = .init(status: 401, challengeLines: [#"Bearer error="invalid_token""#])
        evidence.expiredToken = evidence.garbageToken
        evidence.assertionTrial = .issuerAccepted
        evidence.extensions = ["io.modelcontextprotocol/oauth-client-credentials"]
        evidence.secondResource = .init(url: Practice.url("https://n.example/mcp"), status: 401)
        return evidence
    }
}

extension AuditEvidence {
    /// The challenge alone replaced.
    mutating func challenge(_ line: String?) {
        unauthenticated = .init(status: 401, challengeLines: line.map { [$0] } ?? [])
    }

    /// The same change in every document of the resource.
    mutating func inResource(_ change: (inout [String: JSONValue]) -> Void) { Self.edit(&resourceDocuments, change) }

    /// The same change in every document of the authorization server.
    mutating func inServer(_ change: (inout [String: JSONValue]) -> Void) { Self.edit(&serverDocuments, change) }

    private static func edit(_ documents: inout [Document], _ change: (inout [String: JSONValue]) -> Void) {
        for index in documents.indices {
            var members = documents[index].members ?? [:]
            change(&members)
            documents[index].json = .object(members)
        }
    }

    func finding(_ id: String) -> AuditFinding? { AuditReport(self).findings.first { $0.id == id } }
}

/// One row of a rule's table.
struct AuditCase: CustomTestStringConvertible, Sendable {
    enum Expected: Sendable, Equatable {
        case passed, notApplicable, notChecked
        case error, warning, info
    }

    var rule: Int
    var expected: Expected
    var name: String
    /// What the finding says it saw.
    var seen: String
    var change: @Sendable (inout AuditEvidence) -> Void

    init(
        _ rule: Int, _ expected: Expected, _ name: String, seen: String = "",
        _ change: @escaping @Sendable (inout AuditEvidence) -> Void = { _ in }
    ) {
        (self.rule, self.expected, self.name, self.seen, self.change) = (rule, expected, name, seen, change)
    }

    var testDescription: String { "AU-\(rule) \(name)" }

    var evidence: AuditEvidence {
        var evidence = SoundServer.evidence
        change(&evidence)
        return evidence
    }
}

extension AuditFinding {
    var short: AuditCase.Expected {
        switch (outcome, severity) {
        case (.passed, _): .passed
        case (.notApplicable, _): .notApplicable
        case (.notChecked, _): .notChecked
        case (.failed, .error): .error
        case (.failed, .warning): .warning
        case (.failed, .info): .info
        }
    }
}
