/// Which grants and client authentications the authorization server says it takes.
extension AuditRule {
    static let methodRules: [AuditRule] = [
        AuditRule(
            number: 11, severity: .warning, isRequired: true, title: "the grant is listed",
            basis: "RFC 8414 §2; MCP workload identity federation", check: grants),
        AuditRule(
            number: 12, severity: .error, isRequired: true, title: "a machine can authenticate at the token endpoint",
            basis: "MCP client credentials extension, Server Metadata Requirements", check: methods),
        AuditRule(
            number: 13, severity: .error, isRequired: true, title: "the algorithms of signed assertions are listed",
            basis: "RFC 8414 §2; MCP client credentials extension", check: algorithms),
        AuditRule(
            number: 14, severity: .warning, title: "machines can do without a shared secret",
            basis: "MCP client credentials extension, Client Authentication Methods", check: sharedSecrets),
    ]

    private static let methodsMember = "token_endpoint_auth_methods_supported"
    private static let algorithmsMember = "token_endpoint_auth_signing_alg_values_supported"

    private static func grants(_ evidence: AuditEvidence) -> Check {
        guard let json = evidence.serverDocument?.json else { return .notChecked("there is no metadata") }
        guard let wanted = evidence.grant.wireName else {
            return .notApplicable("[\(evidence.grant.rawValue)] asks for no token")
        }
        let listed = json.list("grant_types_supported")
        // The default of RFC 8414 §2.
        let effective = listed ?? ["authorization_code", "implicit"]
        if effective.contains(wanted) { return .passed(effective.shown) }
        let all = (listed ?? []) + [wanted]
        return .failed(
            listed == nil ? "no grant_types_supported, whose default is without \(wanted)" : listed?.shown ?? "",
            evidence.grant == .jwtBearer ? .error : nil,
            fix: evidence.serverRemedy(["grant_types_supported": .array(all.map { .string($0) })]))
    }

    private static func methods(_ evidence: AuditEvidence) -> Check {
        guard let json = evidence.serverDocument?.json else { return .notChecked("there is no metadata") }
        let listed = json.list(methodsMember)
        let wanted = ["private_key_jwt", "client_secret_basic"]
        if let listed, listed.contains(where: wanted.contains) { return .passed(listed.shown) }
        let fix = evidence.serverRemedy([
            methodsMember: .array(((listed ?? []) + ["client_secret_basic"]).map { .string($0) })
        ])
        guard let listed else {
            return .failed("not listed; the default is client_secret_basic, and the extension wants a list", fix: fix)
        }
        return .failed("only \(listed.shown)", fix: fix)
    }

    private static func algorithms(_ evidence: AuditEvidence) -> Check {
        guard let json = evidence.serverDocument?.json else { return .notChecked("there is no metadata") }
        let signing = evidence.methods.filter { $0 == "private_key_jwt" || $0 == "client_secret_jwt" }
        guard !signing.isEmpty else { return .notApplicable("no method signs assertions") }
        let takesKeys = signing.contains("private_key_jwt")
        let listed = json.list(algorithmsMember)
        var better = (listed ?? []).filter { $0.lowercased() != "none" }
        if takesKeys {
            if !better.contains("RS256") { better.append("RS256") }
            if !better.contains(where: isModern) { better.append("ES256") }
        } else if better.isEmpty {
            better = ["HS256"]
        }
        let fix = evidence.serverRemedy([algorithmsMember: .array(better.map { .string($0) })])
        guard let listed else { return .failed("no \(algorithmsMember), though \(signing.shown) is listed", fix: fix) }
        if listed.contains(where: { $0.lowercased() == "none" }) { return .failed("`none` is listed", fix: fix) }
        guard takesKeys else { return .passed(listed.shown) }
        let missing =
            (listed.contains("RS256") ? [] : ["RS256"]) + (listed.contains(where: isModern) ? [] : ["ES256 or EdDSA"])
        return missing.isEmpty
            ? .passed(listed.shown)
            : .failed("\(listed.shown), without \(missing.joined(separator: " and "))", .warning, fix: fix)
    }

    private static func isModern(_ algorithm: String) -> Bool { ["ES256", "EdDSA", "Ed25519"].contains(algorithm) }

    private static func sharedSecrets(_ evidence: AuditEvidence) -> Check {
        guard let json = evidence.serverDocument?.json else { return .notApplicable("there is no metadata") }
        let own = ["private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"]
        if let found = evidence.methods.first(where: own.contains) { return .passed(found) }
        let listed = (json.list(algorithmsMember) ?? []).filter { $0.lowercased() != "none" }
        let algorithms = listed.isEmpty ? ["RS256", "ES256"] : listed
        return .failed(
            "only \(evidence.methods.shown)",
            fix: evidence.serverRemedy([
                methodsMember: .array((evidence.methods + ["private_key_jwt"]).map { .string($0) }),
                algorithmsMember: .array(algorithms.map { .string($0) }),
            ]))
    }
}

extension Grant {
    /// The `grant_type` of its token request; `nil` for a token that is pasted in.
    fileprivate var wireName: String? {
        switch self {
        case .clientCredentials: "client_credentials"
        case .deviceCode: "urn:ietf:params:oauth:grant-type:device_code"
        case .authorizationCode: "authorization_code"
        case .jwtBearer, .enterprise: "urn:ietf:params:oauth:grant-type:jwt-bearer"
        case .static: nil
        }
    }
}
