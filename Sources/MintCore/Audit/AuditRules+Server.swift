/// The authorization server's metadata: where it is, and its endpoints.
extension AuditRule {
    static let serverRules: [AuditRule] = [
        AuditRule(
            number: 8, severity: .error, isRequired: true,
            title: "the issuer's metadata is where clients look, and its own",
            basis: "RFC 8414 §2, §3.3; MCP 2026-07-28, Authorization Server Metadata Discovery", check: issuer),
        AuditRule(
            number: 9, severity: .warning, title: "both kinds of metadata are there and agree",
            basis: "MCP 2026-07-28, Authorization Server Metadata Discovery", check: bothKinds),
        AuditRule(
            number: 10, severity: .error, isRequired: true, title: "the token endpoint is https",
            basis: "OAuth 2.1 §1.5; RFC 8414 §2", check: tokenEndpoint),
        AuditRule(
            number: 17, severity: .info, title: "the authorization server knows this resource", basis: "RFC 9728 §4",
            check: protectedResources),
        AuditRule(
            number: 18, severity: .info, title: "tokens can be revoked and introspected",
            basis: "RFC 7009 §2; RFC 7662 §2", check: companions),
    ]

    private static func issuer(_ evidence: AuditEvidence) -> Check {
        guard let issuer = evidence.issuer else { return .notChecked("no issuer is known") }
        let shown = issuer.plainLine(limit: 200)
        guard let url = HTTPURL(issuer), url.query == nil, !url.hasFragment, evidence.mayBe(issuer) else {
            let better = evidence.knownIssuer ?? AuditEvidence.unknownIssuer
            return .failed(
                "\(shown) is no https URL without query and fragment",
                fix: evidence.resourceRemedy(["authorization_servers": [.string(better)]]))
        }
        guard !evidence.serverDocuments.isEmpty else { return .notChecked("the issuer's metadata was not asked for") }
        guard let found = evidence.foundServerDocuments.first(where: { $0.place != .elsewhere }) else {
            let stray = evidence.serverDocument.map { "; it is at \($0.url.withoutQuery)" } ?? ""
            let trouble = evidence.serverDocuments.first { $0.trouble != nil }
                .map { "; \($0.url.withoutQuery) \($0.fault)" }
            return .failed(
                "nothing where clients look for \(shown)\(stray)\(trouble ?? "")", fix: evidence.skeletonRemedy(issuer))
        }
        guard let own = found.json?["issuer"]?.text else {
            return .failed(
                "\(found.url.withoutQuery) names no issuer", fix: evidence.serverRemedy(["issuer": .string(issuer)]))
        }
        if own == issuer { return .passed("\(shown), at \(found.url.withoutQuery)") }
        // The same address serves both spellings: then it is the resource's list that is wrong.
        let isSpelling = HTTPURL(own).map { WellKnown.authorizationServer(of: $0).contains(found.url) } ?? false
        return .failed(
            "\(found.url.withoutQuery) says that it is \(own.plainLine(limit: 200)), not \(shown)",
            fix: isSpelling
                ? evidence.resourceRemedy(["authorization_servers": evidence.issuers(replacing: issuer, with: own)])
                : evidence.serverRemedy(["issuer": .string(issuer)]))
    }

    private static func bothKinds(_ evidence: AuditEvidence) -> Check {
        let found = evidence.foundServerDocuments
        let oauth = found.first { $0.place == .oauth }
        let openID = found.first { $0.place == .openID || $0.place == .openIDAppended }
        switch (oauth, openID) {
        case (nil, nil): return .notApplicable("there is no metadata")
        case (nil, let only?):
            return .failed(
                "only OpenID Connect's, at \(only.url.withoutQuery)", fix: evidence.copyRemedy(of: only, to: .oauth))
        case (let only?, nil):
            return .failed(
                "only RFC 8414's, at \(only.url.withoutQuery)", fix: evidence.copyRemedy(of: only, to: .openID))
        case (let first?, let second?):
            let shared = Set((first.members ?? [:]).keys).intersection((second.members ?? [:]).keys)
            let differing = shared.filter { first.json?[$0] != second.json?[$0] }.sorted()
            guard !differing.isEmpty else { return .passed("both, without contradiction") }
            return .failed("they differ in \(differing.shown)", fix: .edit(AuditEdit(agreeing: differing)))
        }
    }

    private static func tokenEndpoint(_ evidence: AuditEvidence) -> Check {
        guard let json = evidence.serverDocument?.json else { return .notChecked("there is no metadata") }
        guard let text = json["token_endpoint"]?.text else {
            return .failed(
                "no token_endpoint",
                fix: evidence.serverRemedy(["token_endpoint": .string(AuditEvidence.unknownIssuer + "/token")]))
        }
        guard let url = HTTPURL(text), evidence.mayBe(text), !url.hasFragment else {
            let better = HTTPURL(text).map { "https://" + $0.text.dropFirst($0.isSecure ? 8 : 7).prefix { $0 != "#" } }
            return .failed(
                text.plainLine(limit: 200),
                fix: evidence.serverRemedy([
                    "token_endpoint": .string(better ?? AuditEvidence.unknownIssuer + "/token")
                ]))
        }
        return .passed(url.withoutQuery)
    }

    private static func protectedResources(_ evidence: AuditEvidence) -> Check {
        guard let listed = evidence.serverDocument?.json?.list("protected_resources") else {
            return .notApplicable("the authorization server lists no resources")
        }
        if listed.contains(evidence.resource) { return .passed("listed") }
        let all = (listed + [evidence.resource]).map { JSONValue.string($0) }
        return .failed(
            "not among \(listed.shown)", fix: evidence.serverRemedy(["protected_resources": .array(all)]))
    }

    private static func companions(_ evidence: AuditEvidence) -> Check {
        guard let json = evidence.serverDocument?.json else { return .notApplicable("there is no metadata") }
        let missing = ["revocation_endpoint", "introspection_endpoint"].filter { json[$0]?.text == nil }
        let methods = "introspection_endpoint_auth_methods_supported"
        guard missing.isEmpty else {
            return .failed(
                "no \(missing.joined(separator: " and no "))",
                fix: .words(
                    "Publish \(missing.joined(separator: " and ")) where the server has them.", at: "the metadata"))
        }
        // Whoever introspects proves itself (RFC 7662 §2.1): `none` is for a public client's token requests.
        let own = evidence.methods.filter { $0 != "none" }
        let proofs = own.isEmpty ? ["client_secret_basic"] : own
        guard json.list(methods) != nil else {
            return .failed(
                "no \(methods), which has no default",
                fix: evidence.serverRemedy([methods: .array(proofs.map { .string($0) })]))
        }
        return .passed("both endpoints, and how to authenticate at them")
    }
}
