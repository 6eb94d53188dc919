import TestSupport

@testable import MintCore

extension AuditCase {
    static let server: [AuditCase] = [
        AuditCase(8, .passed, "its own"), AuditCase(8, .notChecked, "no issuer") { $0.issuer = nil },
        AuditCase(8, .notChecked, "not asked") { $0.serverDocuments = [] },
        AuditCase(8, .error, "http", seen: "no https URL") { $0.issuer = "http://as.example" },
        AuditCase(8, .error, "query") { $0.issuer = "https://as.example?x" },
        AuditCase(8, .error, "fragment") { $0.issuer = "https://as.example#x" },
        AuditCase(8, .error, "nothing there", seen: "nothing where clients look") {
            $0.serverDocuments = [.init(.oauth, SoundServer.oauth, status: 404)]
        },
        AuditCase(8, .error, "elsewhere", seen: "it is at") { $0.serverDocuments = [Self.stray] },
        AuditCase(8, .error, "another", seen: "says that it is https://b.example") {
            $0.inServer { $0["issuer"] = "https://b.example" }
        },
        AuditCase(8, .error, "a slash more") { $0.inServer { $0["issuer"] = "https://as.example/" } },
        AuditCase(8, .error, "none", seen: "names no issuer") { $0.inServer { $0["issuer"] = nil } },
        AuditCase(9, .passed, "both"), AuditCase(9, .notApplicable, "none") { $0.serverDocuments = [] },
        AuditCase(9, .warning, "RFC 8414 alone", seen: "only RFC 8414's") { $0.serverDocuments.removeLast() },
        AuditCase(9, .warning, "OpenID alone", seen: "only OpenID") { $0.serverDocuments.removeFirst() },
        AuditCase(9, .passed, "more in one") {
            $0.serverDocuments[1] = SoundServer.document(
                .openID, SoundServer.openID,
                SoundServer.metadata.merging(["subject_types_supported": ["public"]]) { $1 })
        },
        AuditCase(9, .warning, "they differ", seen: "differ in token_endpoint") {
            $0.serverDocuments[1] = SoundServer.document(
                .openID, SoundServer.openID,
                SoundServer.metadata.merging(["token_endpoint": "https://b.example/t"]) { $1 })
        },
        AuditCase(10, .passed, "https"), AuditCase(10, .notChecked, "no metadata") { $0.serverDocuments = [] },
        AuditCase(10, .error, "missing", seen: "no token_endpoint") { $0.inServer { $0["token_endpoint"] = nil } },
        AuditCase(10, .error, "http") { $0.inServer { $0["token_endpoint"] = "http://as.example/token" } },
        AuditCase(10, .error, "fragment") { $0.inServer { $0["token_endpoint"] = "https://as.example/token#x" } },
        AuditCase(10, .error, "no URL") { $0.inServer { $0["token_endpoint"] = "javascript:1" } },
        AuditCase(17, .passed, "listed"),
        AuditCase(17, .notApplicable, "lists none") { $0.inServer { $0["protected_resources"] = nil } },
        AuditCase(17, .info, "not listed", seen: "not among") {
            $0.inServer { $0["protected_resources"] = ["https://o.example"] }
        },
        AuditCase(18, .passed, "both"), AuditCase(18, .notApplicable, "no metadata") { $0.serverDocuments = [] },
        AuditCase(18, .info, "no endpoints", seen: "no revocation_endpoint and no introspection_endpoint") {
            $0.inServer {
                $0["revocation_endpoint"] = nil
                $0["introspection_endpoint"] = nil
            }
        },
        AuditCase(18, .info, "no methods", seen: "no default") {
            $0.inServer { $0["introspection_endpoint_auth_methods_supported"] = nil }
        },
    ]

    private static let stray = SoundServer.document(
        .elsewhere, Practice.url("https://as.example/metadata.json"), SoundServer.metadata)

    private static let methodsMember = "token_endpoint_auth_methods_supported"
    private static let algorithmsMember = "token_endpoint_auth_signing_alg_values_supported"

    static let methods: [AuditCase] = [
        AuditCase(11, .passed, "listed"), AuditCase(11, .notChecked, "no metadata") { $0.serverDocuments = [] },
        AuditCase(11, .warning, "absent", seen: "default") { $0.inServer { $0["grant_types_supported"] = nil } },
        AuditCase(11, .warning, "another") { $0.inServer { $0["grant_types_supported"] = ["authorization_code"] } },
        AuditCase(11, .error, "workload identity") { $0.grant = .jwtBearer },
        AuditCase(11, .passed, "workload identity listed") {
            $0.grant = .jwtBearer
            $0.inServer { $0["grant_types_supported"] = ["urn:ietf:params:oauth:grant-type:jwt-bearer"] }
        },
        AuditCase(11, .passed, "code by default") {
            $0.grant = .authorizationCode
            $0.inServer { $0["grant_types_supported"] = nil }
        },
        AuditCase(11, .warning, "device") { $0.grant = .deviceCode },
        AuditCase(11, .notApplicable, "static") { $0.grant = .static },
        AuditCase(12, .passed, "both"), AuditCase(12, .notChecked, "no metadata") { $0.serverDocuments = [] },
        AuditCase(12, .error, "absent", seen: "the default") { $0.inServer { $0[methodsMember] = nil } },
        AuditCase(12, .error, "empty") { $0.inServer { $0[methodsMember] = [] } },
        AuditCase(12, .error, "post alone", seen: "only client_secret_post") {
            $0.inServer { $0[methodsMember] = ["client_secret_post"] }
        },
        AuditCase(12, .passed, "basic alone") { $0.inServer { $0[methodsMember] = ["client_secret_basic"] } },
        AuditCase(13, .passed, "both"), AuditCase(13, .notChecked, "no metadata") { $0.serverDocuments = [] },
        AuditCase(13, .notApplicable, "no JWT method") { $0.inServer { $0[methodsMember] = ["client_secret_basic"] } },
        AuditCase(13, .error, "absent", seen: "though private_key_jwt") { $0.inServer { $0[algorithmsMember] = nil } },
        AuditCase(13, .error, "none", seen: "`none`") {
            $0.inServer { $0[algorithmsMember] = ["RS256", "ES256", "none"] }
        },
        AuditCase(13, .warning, "no RS256", seen: "without RS256") { $0.inServer { $0[algorithmsMember] = ["EdDSA"] } },
        AuditCase(13, .warning, "no ES256", seen: "without ES256 or EdDSA") {
            $0.inServer { $0[algorithmsMember] = ["RS256"] }
        },
        AuditCase(13, .warning, "neither", seen: "RS256 and ES256") {
            $0.inServer { $0[algorithmsMember] = ["PS512"] }
        },
        AuditCase(13, .passed, "shared keys") {
            $0.inServer {
                $0[methodsMember] = ["client_secret_jwt"]
                $0[algorithmsMember] = ["HS256"]
            }
        },
        AuditCase(13, .error, "shared keys without algorithms") {
            $0.inServer {
                $0[methodsMember] = ["client_secret_jwt"]
                $0[algorithmsMember] = nil
            }
        },
        AuditCase(14, .passed, "private_key_jwt"),
        AuditCase(14, .notApplicable, "no metadata") { $0.serverDocuments = [] },
        AuditCase(14, .passed, "certificates") { $0.inServer { $0[methodsMember] = ["tls_client_auth"] } },
        AuditCase(14, .warning, "secrets", seen: "only client_secret_basic") {
            $0.inServer { $0[methodsMember] = nil }
        },
    ]

    static let people: [AuditCase] = [
        AuditCase(15, .passed, "S256"),
        AuditCase(15, .notApplicable, "machines alone") { $0.inServer { $0["authorization_endpoint"] = nil } },
        AuditCase(15, .warning, "absent") { $0.inServer { $0["code_challenge_methods_supported"] = nil } },
        AuditCase(15, .warning, "plain") { $0.inServer { $0["code_challenge_methods_supported"] = ["plain"] } },
        AuditCase(15, .warning, "not in OpenID's", seen: "openid-configuration") {
            var members = SoundServer.metadata
            members["code_challenge_methods_supported"] = nil
            $0.serverDocuments[1].json = .object(members)
        },
        AuditCase(16, .passed, "true"),
        AuditCase(16, .notApplicable, "machines alone") { $0.inServer { $0["authorization_endpoint"] = nil } },
        AuditCase(16, .warning, "false") {
            $0.inServer { $0["authorization_response_iss_parameter_supported"] = false }
        },
        AuditCase(16, .warning, "absent") {
            $0.inServer { $0["authorization_response_iss_parameter_supported"] = nil }
        },
        AuditCase(21, .passed, "documents"), AuditCase(21, .notApplicable, "no metadata") { $0.serverDocuments = [] },
        AuditCase(21, .notApplicable, "by hand") { $0.inServer { $0["client_id_metadata_document_supported"] = nil } },
        AuditCase(21, .warning, "dynamic alone", seen: "only dynamic") {
            $0.inServer {
                $0["client_id_metadata_document_supported"] = nil
                $0["registration_endpoint"] = "https://as.example/register"
            }
        },
        AuditCase(21, .warning, "open", seen: "anybody") { $0.registrationIsOpen = true },
    ]
}
