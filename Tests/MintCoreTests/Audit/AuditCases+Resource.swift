import TestSupport

@testable import MintCore

extension AuditCase {
    static let challenge: [AuditCase] = [
        AuditCase(1, .passed, "401"), AuditCase(1, .notChecked, "not asked") { $0.unauthenticated = nil },
        AuditCase(1, .error, "200", seen: "HTTP 200") { $0.unauthenticated = .init(status: 200) },
        AuditCase(1, .error, "404") { $0.unauthenticated = .init(status: 404) },
        AuditCase(2, .passed, "named"),
        AuditCase(2, .passed, "well-known alone", seen: "found at") {
            $0.challenge("Bearer")
            $0.resourceDocuments = [SoundServer.document(.path, SoundServer.path, SoundServer.resource)]
        },
        AuditCase(2, .error, "neither", seen: "no challenge and no metadata") {
            $0.challenge(nil)
            $0.resourceDocuments = []
        },
        AuditCase(2, .error, "Bearer alone") {
            $0.challenge("Bearer")
            $0.resourceDocuments = [.init(.path, SoundServer.path, status: 404)]
        },
        AuditCase(2, .error, "plain http", seen: "no https URL") {
            $0.challenge(#"Bearer resource_metadata="http://m.example/x""#)
            $0.resourceDocuments = []
        },
        AuditCase(2, .warning, "plain http beside a well-known one") {
            $0.challenge(#"Bearer resource_metadata="http://m.example/x""#)
        },
        AuditCase(2, .warning, "unquoted", seen: "not quoted") {
            $0.challenge("Bearer resource_metadata=https://m.example/x")
        },
        AuditCase(2, .warning, "twice", seen: "repeated") {
            $0.challenge(#"Bearer resource_metadata="https://m.example/x", resource_metadata="https://m.example/y""#)
        },
        AuditCase(2, .notChecked, "nothing asked") {
            $0.unauthenticated = nil
            $0.resourceDocuments = []
        },
        AuditCase(3, .passed, "scope", seen: "tools:read"),
        AuditCase(3, .warning, "no scope") { $0.challenge("Bearer") },
        AuditCase(3, .notApplicable, "200") { $0.unauthenticated = .init(status: 200) },
        AuditCase(3, .notChecked, "not asked") { $0.unauthenticated = nil },
        AuditCase(20, .passed, "not asked for"),
        AuditCase(20, .warning, "in the challenge", seen: "the challenge") {
            $0.challenge(#"Bearer scope="offline_access tools:read""#)
        },
        AuditCase(20, .warning, "in the metadata", seen: "the metadata") {
            $0.inResource { $0["scopes_supported"] = ["offline_access"] }
        },
        AuditCase(20, .warning, "in both", seen: "and in") {
            $0.challenge(#"Bearer scope="offline_access""#)
            $0.inResource { $0["scopes_supported"] = ["offline_access", "tools:read"] }
        },
        AuditCase(20, .notApplicable, "nothing there") {
            $0.challenge(nil)
            $0.resourceDocuments = []
        },
        AuditCase(24, .passed, "invalid_token"),
        AuditCase(24, .passed, "made-up token alone") { $0.expiredToken = nil },
        AuditCase(24, .warning, "403", seen: "HTTP 403") { $0.garbageToken = .init(status: 403) },
        AuditCase(24, .warning, "no error", seen: "without error") {
            $0.garbageToken = .init(status: 401, challengeLines: ["Bearer"])
        },
        AuditCase(24, .warning, "expired is let in", seen: "an expired token got HTTP 200") {
            $0.expiredToken = .init(status: 200)
        },
        AuditCase(24, .notChecked, "not tried") {
            $0.garbageToken = nil
            $0.expiredToken = nil
        },
    ]

    static let resource: [AuditCase] = [
        AuditCase(4, .passed, "one server", seen: "https://as.example"),
        AuditCase(4, .notChecked, "nothing asked") {
            $0.unauthenticated = nil
            $0.resourceDocuments = []
        },
        AuditCase(4, .error, "nothing found", seen: "no metadata") { $0.resourceDocuments = [] },
        AuditCase(4, .error, "404", seen: "HTTP 404") {
            $0.resourceDocuments = [.init(.path, SoundServer.path, status: 404)]
        },
        AuditCase(4, .error, "the named one is gone", seen: "the challenge names") {
            $0.resourceDocuments[0] = .init(.challenge, SoundServer.path, status: 404)
        },
        AuditCase(4, .error, "no JSON", seen: "no JSON object") {
            $0.resourceDocuments = [.init(.path, SoundServer.path, status: 200, json: ["x"])]
        },
        AuditCase(4, .error, "no answer", seen: "did not answer") {
            $0.resourceDocuments = [.init(.path, SoundServer.path, status: nil)]
        },
        AuditCase(4, .error, "no servers", seen: "no authorization_servers") {
            $0.inResource { $0["authorization_servers"] = nil }
        },
        AuditCase(4, .error, "empty", seen: "no list of URLs") { $0.inResource { $0["authorization_servers"] = [] } },
        AuditCase(4, .error, "text") { $0.inResource { $0["authorization_servers"] = "https://as.example" } },
        AuditCase(4, .error, "a number among them") {
            $0.inResource { $0["authorization_servers"] = ["https://as.example", 1] }
        },
        AuditCase(4, .error, "http", seen: "not https") {
            $0.inResource { $0["authorization_servers"] = ["http://as.example"] }
        },
        AuditCase(4, .passed, "http on one machine") {
            $0.server = Practice.url("http://127.0.0.1:8000/mcp")
            $0.inResource { $0["authorization_servers"] = ["http://127.0.0.1:9000"] }
        },
        AuditCase(5, .passed, "the same"),
        AuditCase(5, .passed, "a final slash apart") { $0.inResource { $0["resource"] = "https://m.example/mcp/" } },
        AuditCase(5, .warning, "the origin", seen: "only the start") {
            $0.inResource { $0["resource"] = "https://m.example" }
        },
        AuditCase(5, .error, "another", seen: "is not") {
            $0.inResource { $0["resource"] = "https://evil.example/mcp" }
        },
        AuditCase(5, .error, "a fragment") { $0.inResource { $0["resource"] = "https://m.example/mcp#x" } },
        AuditCase(5, .error, "missing", seen: "no resource") { $0.inResource { $0["resource"] = nil } },
        AuditCase(5, .notChecked, "no metadata") { $0.resourceDocuments = [] },
        AuditCase(6, .passed, "the same"),
        AuditCase(6, .notApplicable, "one place") { $0.resourceDocuments.removeLast() },
        AuditCase(6, .warning, "they differ", seen: "differ in authorization_servers") {
            $0.resourceDocuments[1].json = .object(
                SoundServer.resource.merging(["authorization_servers": ["https://b.example"]]) { $1 })
        },
        AuditCase(7, .passed, "JSON"),
        AuditCase(7, .passed, "Expires") {
            $0.resourceDocuments[0].cacheControl = nil
            $0.resourceDocuments[0].expires = "Thu, 01 Jan 2026 00:00:00 GMT"
        },
        AuditCase(7, .warning, "text", seen: "content type text/html") {
            $0.resourceDocuments[1].contentType = "text/html"
        },
        AuditCase(7, .warning, "no type", seen: "missing") { $0.resourceDocuments[0].contentType = nil },
        AuditCase(7, .warning, "no caching", seen: "caching") { $0.resourceDocuments[0].cacheControl = nil },
        AuditCase(7, .warning, "moved", seen: "redirects to") {
            $0.resourceDocuments[0].redirects = ["https://m.example/y"]
        },
        AuditCase(7, .notApplicable, "no metadata") { $0.resourceDocuments = [] },
    ]
}
