/// The protected-resource metadata (RFC 9728).
extension AuditRule {
    static let resourceRules: [AuditRule] = [
        AuditRule(
            number: 4, severity: .error, isRequired: true, title: "the metadata names authorization servers",
            basis: "MCP 2026-07-28, Authorization Server Location; RFC 9728 §2", check: document),
        AuditRule(
            number: 5, severity: .error, isRequired: true, title: "the metadata is for this very server",
            basis: "RFC 9728 §3.3", check: identity),
        AuditRule(
            number: 6, severity: .warning, title: "the metadata says the same wherever it is found",
            basis: "RFC 9728 §3.1, recommended", check: agreement),
        AuditRule(
            number: 7, severity: .warning, title: "the metadata is JSON, may be cached, and is where it is said to be",
            basis: "RFC 9728 §3.2, §7.10", check: delivery),
    ]

    private static func document(_ evidence: AuditEvidence) -> Check {
        guard !evidence.resourceDocuments.isEmpty else {
            // A challenge that points nowhere is not worse than none.
            return evidence.unauthenticated == nil
                ? .notChecked("the metadata was not asked for")
                : .failed("no metadata", fix: evidence.resourceRemedy())
        }
        // A challenge's address is the only one that clients try (PRM-2).
        if let named = evidence.resourceDocuments.first(where: { $0.place == .challenge }), named.members == nil {
            return .failed(
                "the challenge names \(named.url.withoutQuery), which \(named.fault)",
                fix: .words(
                    "publish the metadata at \(named.url.withoutQuery), or name where it is:\n"
                        + evidence.pointerToFound,
                    at: "the challenge or its target"))
        }
        guard let json = evidence.resourceDocument?.json else {
            if let reason = evidence.unanswered { return .notChecked("no answer: \(reason)") }
            let faults = evidence.resourceDocuments.map { "\($0.url.withoutQuery) \($0.fault)" }
            return .failed(faults.joined(separator: "; "), fix: evidence.resourceRemedy())
        }
        guard let servers = json["authorization_servers"] else {
            return .failed("no authorization_servers", fix: evidence.resourceRemedy())
        }
        guard let texts = servers.texts, !texts.isEmpty, texts.count == servers.items?.count else {
            return .failed("authorization_servers is no list of URLs", fix: evidence.resourceRemedy())
        }
        let unfit = texts.filter { !evidence.mayBe($0) }
        guard unfit.isEmpty else { return .failed("not https: \(unfit.shown)", fix: evidence.resourceRemedy()) }
        return .passed(texts.shown)
    }

    private static func identity(_ evidence: AuditEvidence) -> Check {
        guard let json = evidence.resourceDocument?.json else { return .notChecked("there is no metadata") }
        let fix = evidence.resourceRemedy(["resource": .string(evidence.server.text)])
        guard let resource = json["resource"]?.text else { return .failed("no resource", fix: fix) }
        let seen = resource.plainLine(limit: 200)
        guard ResourceIdentifier.covers(resource, server: evidence.server) else {
            return .failed("\(seen) is not \(evidence.server.text.plainLine(limit: 200))", fix: fix)
        }
        if ResourceIdentifier.isSame(resource, as: evidence.server) { return .passed(seen) }
        return .failed("\(seen) is only the start of \(evidence.server.text.plainLine(limit: 200))", .warning, fix: fix)
    }

    private static func agreement(_ evidence: AuditEvidence) -> Check {
        let found = evidence.foundResourceDocuments
        guard let first = found.first, found.count > 1 else { return .notApplicable("it is in one place at most") }
        let differing = found.dropFirst().filter { $0.json != first.json }
        guard let other = differing.first else { return .passed("the same in \(found.count) places") }
        let names = Set((first.members ?? [:]).keys).union((other.members ?? [:]).keys)
        let members = names.filter { first.json?[$0] != other.json?[$0] }.sorted()
        return .failed(
            "\(first.url.withoutQuery) and \(other.url.withoutQuery) differ in \(members.shown)",
            fix: evidence.resourceRemedy())
    }

    private static func delivery(_ evidence: AuditEvidence) -> Check {
        let found = evidence.foundResourceDocuments
        guard !found.isEmpty else { return .notApplicable("there is no metadata") }
        var faults: [String] = []
        var lines: [String] = []
        if let odd = found.first(where: { !$0.isJSONByType }) {
            faults.append("content type \(odd.contentType.map { $0.plainLine(limit: 60) } ?? "missing")")
            lines.append("Content-Type: application/json")
        }
        if found.contains(where: { $0.cacheControl == nil && $0.expires == nil }) {
            faults.append("nothing about caching")
            lines.append("Cache-Control: max-age=3600")
        }
        if let moved = found.first(where: { !$0.redirects.isEmpty }) {
            faults.append("\(moved.url.withoutQuery) redirects to \(moved.redirects.shown)")
        }
        guard !faults.isEmpty else { return .passed("application/json, with cache headers, without redirects") }
        let place = "send with the metadata"
        return .failed(
            faults.joined(separator: "; "),
            fix: lines.isEmpty
                ? .words("Answer with the document itself; clients need not follow redirects.", at: place)
                : .header(lines, at: place))
    }
}

extension AuditEvidence.Document {
    /// Why it is no document, after its address.
    var fault: String {
        switch status {
        case 200: "is no JSON object"
        case let status: trouble ?? status.map { "answers HTTP \($0)" } ?? "did not answer"
        }
    }

    var isJSONByType: Bool {
        let type = contentType?.split(separator: ";").first.map { $0.filter { $0 != " " }.lowercased() }
        return type == "application/json"
    }
}

extension AuditEvidence {
    /// A challenge that points to the metadata that is there, or to where it should be.
    fileprivate var pointerToFound: String {
        let target = resourceDocument?.url ?? WellKnown.protectedResource(of: server).first ?? server
        return "WWW-Authenticate: Bearer resource_metadata=\"\(target.text)\""
    }
}
