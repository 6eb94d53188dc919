/// The texts that an owner should publish, built from what is there: members that are right stay, missing ones are added.
extension AuditEvidence {
    /// Stands where nothing is known; the place says to replace it.
    static let unknownIssuer = "https://AUTHORIZATION-SERVER"

    /// Where clients look first for the resource's metadata.
    var resourceMetadataURL: HTTPURL {
        resourceDocument?.url ?? WellKnown.protectedResource(of: server).first ?? server
    }

    /// Where clients look first for the authorization server's.
    var serverMetadataURL: HTTPURL? {
        let first = issuer.flatMap { HTTPURL($0) }.flatMap { WellKnown.authorizationServer(of: $0).first }
        return foundServerDocuments.first { $0.place != .elsewhere }?.url ?? first ?? serverDocument?.url
    }

    /// The resource's metadata with the given changes; `.null` takes a member out.
    func resourceRemedy(_ changes: [String: JSONValue] = [:], note: String = "") -> AuditRemedy {
        .edit(AuditEdit(resource: changes, note: note))
    }

    /// The resource's metadata with what every client needs.
    var soundResource: [String: JSONValue] {
        var members = resourceDocument?.members ?? ["bearer_methods_supported": ["header"]]
        if !ResourceIdentifier.covers(members["resource"]?.text ?? "", server: server) {
            members["resource"] = .string(server.text)
        }
        let listed = (members["authorization_servers"]?.texts ?? []).filter(mayBe)
        let issuers = listed.isEmpty ? [knownIssuer ?? Self.unknownIssuer] : listed
        members["authorization_servers"] = .array(issuers.map { .string($0) })
        if members["scopes_supported"] == nil, let scopes = challenge?.scopes?.filter({ $0 != "offline_access" }),
            !scopes.isEmpty
        {
            members["scopes_supported"] = .array(scopes.map { .string($0) })
        }
        return members
    }

    /// The authorization server's metadata with the given changes; `.null` takes a member out.
    func serverRemedy(_ changes: [String: JSONValue]) -> AuditRemedy { .edit(AuditEdit(server: changes)) }

    /// The header line of the refusal, with what the challenge already says.
    ///
    /// - Parameter scopes: `nil` keeps what is there.
    func challengeRemedy(scopes: [String]? = nil) -> AuditRemedy {
        let line = challengeLine(error: nil, scopes: scopes)
        return .header([line], at: "send with 401 to every request without a token")
    }

    func challengeLine(error: String?, scopes: [String]?) -> String {
        let old = challenge
        let isDPoP =
            old?.isScheme("DPoP") ?? (resourceDocument?.json?["dpop_bound_access_tokens_required"]?.flag == true)
        var parameters: [(String, String)] = []
        for name in ["realm", "algs"] { if let value = old?.parameters[name] { parameters.append((name, value)) } }
        if let error { parameters.append(("error", error)) }
        let named = old?.resourceMetadata.flatMap { mayBe($0) ? $0 : nil }
        parameters.append(("resource_metadata", named ?? resourceMetadataURL.text))
        if let scopes = scopes ?? old?.scopes { parameters.append(("scope", scopes.joined(separator: " "))) }
        let shown = parameters.map { "\($0.0)=\"\($0.1.quotedForHeaders)\"" }.joined(separator: ", ")
        return "WWW-Authenticate: \(isDPoP ? "DPoP" : "Bearer") \(shown)"
    }

    /// The issuer as its own metadata spells it, else as it was listed.
    var knownIssuer: String? {
        [serverDocument?.json?["issuer"]?.text, issuer].compactMap { $0 }.first(where: mayBe)
    }
}

extension String {
    /// For a quoted-string (RFC 9110 §5.6.4): printable ASCII, quotes and backslashes escaped.
    fileprivate var quotedForHeaders: String {
        String(filter { $0.isASCII && $0.isSafeInHeader }.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] })
    }
}

extension Character {
    fileprivate var isSafeInHeader: Bool { utf8.allSatisfy { (0x20..<0x7F).contains($0) } }
}
