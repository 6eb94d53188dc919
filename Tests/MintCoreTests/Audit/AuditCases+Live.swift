import TestSupport

@testable import MintCore

extension AuditCase {
    static let live: [AuditCase] = [
        AuditCase(19, .passed, "short and bare"), AuditCase(19, .notChecked, "not asked") { $0.token = nil },
        AuditCase(19, .passed, "DPoP") { $0.token?.tokenType = "DPoP" },
        AuditCase(19, .passed, "among others") { $0.token?.cacheControl = "private,No-Store" },
        AuditCase(19, .warning, "cached", seen: "no Cache-Control") { $0.token?.cacheControl = "no-storex" },
        AuditCase(19, .warning, "no lifetime", seen: "no expires_in") { $0.token?.expiresIn = nil },
        AuditCase(19, .warning, "a day", seen: "lives 86400 s") { $0.token?.expiresIn = 86_400 },
        AuditCase(19, .warning, "a refresh token", seen: "a refresh token") { $0.token?.hasRefreshToken = true },
        AuditCase(19, .passed, "a person's refresh token") {
            $0.grant = .deviceCode
            $0.token?.hasRefreshToken = true
        },
        AuditCase(19, .warning, "mac", seen: "token_type mac") { $0.token?.tokenType = "mac" },
        AuditCase(19, .warning, "no type", seen: "token_type missing") { $0.token?.tokenType = nil },
        AuditCase(22, .passed, "announced"), AuditCase(22, .notChecked, "not read") { $0.extensions = nil },
        AuditCase(22, .info, "not announced") { $0.extensions = ["io.example/other"] },
        AuditCase(22, .notApplicable, "another grant") { $0.grant = .deviceCode },
        AuditCase(23, .passed, "refused"), AuditCase(23, .notChecked, "no second") { $0.secondResource = nil },
        AuditCase(23, .error, "taken", seen: "n.example took it") { $0.secondResource?.status = 200 },
        AuditCase(23, .passed, "forbidden") { $0.secondResource?.status = 403 },
        AuditCase(23, .notChecked, "trouble", seen: "HTTP 503") { $0.secondResource?.status = 503 },
        AuditCase(28, .passed, "accepted"), AuditCase(28, .notChecked, "no key") { $0.assertionTrial = nil },
        AuditCase(28, .warning, "endpoint alone") { $0.assertionTrial = .endpointOnly },
        AuditCase(28, .notChecked, "refused", seen: "invalid_client") {
            $0.assertionTrial = .refused("invalid_client")
        },
        AuditCase(28, .notApplicable, "no JWT method") {
            $0.assertionTrial = nil
            $0.inServer { $0["token_endpoint_auth_methods_supported"] = nil }
        },
    ]

    static let whole: [AuditCase] = [
        AuditCase(25, .passed, "clean"),
        AuditCase(25, .notApplicable, "no metadata") {
            $0.resourceDocuments = []
            $0.serverDocuments = []
        },
        AuditCase(25, .warning, "empty list", seen: "empty: scopes_supported") {
            $0.inResource { $0["scopes_supported"] = [] }
        },
        AuditCase(25, .warning, "plain http", seen: "plain http: jwks_uri") {
            $0.inServer { $0["jwks_uri"] = "http://as.example/jwks" }
        },
        AuditCase(25, .warning, "private address", seen: "private address: jwks_uri 10.0.0.1") {
            $0.inServer { $0["jwks_uri"] = "https://10.0.0.1/jwks" }
        },
        AuditCase(25, .warning, "this machine, from outside", seen: "private address: authorization_servers") {
            $0.inResource { $0["authorization_servers"] = ["https://127.0.0.1"] }
        },
        AuditCase(25, .passed, "this machine, from itself") {
            $0.server = Practice.url("http://127.0.0.1:8000/mcp")
            $0.issuer = "http://127.0.0.1:9000"
            $0.inServer { $0["jwks_uri"] = "http://127.0.0.1:9000/jwks" }
        },
        AuditCase(26, .notApplicable, "no DPoP"),
        AuditCase(26, .passed, "in common") { $0.inResource { $0["dpop_signing_alg_values_supported"] = ["ES256"] } },
        AuditCase(26, .info, "the server does not", seen: "does not") {
            $0.inResource { $0["dpop_bound_access_tokens_required"] = true }
            $0.inServer { $0["dpop_signing_alg_values_supported"] = nil }
            $0.challenge(#"DPoP resource_metadata="https://m.example/x""#)
        },
        AuditCase(26, .info, "nothing in common", seen: "no algorithm in common") {
            $0.inResource { $0["dpop_signing_alg_values_supported"] = ["EdDSA"] }
        },
        AuditCase(26, .info, "Bearer challenge", seen: "the challenge says Bearer") {
            $0.inResource { $0["dpop_bound_access_tokens_required"] = true }
        },
        AuditCase(26, .passed, "DPoP challenge") {
            $0.inResource { $0["dpop_bound_access_tokens_required"] = true }
            $0.challenge(#"DPoP algs="ES256", resource_metadata="https://m.example/x""#)
        },
        AuditCase(26, .notChecked, "no metadata of the server") {
            $0.inResource { $0["dpop_bound_access_tokens_required"] = true }
            $0.serverDocuments = []
        },
        AuditCase(27, .passed, "60 days", seen: "60 days"),
        AuditCase(27, .notChecked, "not looked at") { $0.certificates = [] },
        AuditCase(27, .passed, "30 days") { $0.certificates = [.init(host: "m.example", daysLeft: 30)] },
        AuditCase(27, .warning, "29 days", seen: "29 days left") {
            $0.certificates.append(.init(host: "as.example", daysLeft: 29))
        },
        AuditCase(27, .warning, "ended", seen: "ended 3 days ago") {
            $0.certificates = [.init(host: "m.example", daysLeft: -3)]
        },
        AuditCase(27, .warning, "invalid", seen: "unknown authority") {
            $0.certificates = [.init(host: "m.example", problem: "unknown authority", daysLeft: 60)]
        },
        AuditCase(27, .notApplicable, "this machine") {
            $0.server = Practice.url("http://127.0.0.1:8000/mcp")
            $0.certificates = []
        },
    ]
}
