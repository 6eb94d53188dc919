/// What the server says to who comes without a good token.
extension AuditRule {
    static let challengeRules: [AuditRule] = [
        AuditRule(
            number: 1, severity: .error, isRequired: true, title: "a request without a token gets 401",
            basis: "MCP 2026-07-28, Authorization; RFC 6750 §3", check: refusal),
        AuditRule(
            number: 2, severity: .error, isRequired: true,
            title: "the challenge names the metadata, or it is at a well-known address",
            basis: "MCP 2026-07-28, Authorization Server Location; RFC 9728 §5.1", check: pointer),
        AuditRule(
            number: 3, severity: .warning, title: "the challenge names the scopes",
            basis: "MCP 2026-07-28, Protected Resource Metadata Discovery Requirements", check: scopes),
        AuditRule(
            number: 20, severity: .warning, title: "offline_access is not asked for",
            basis: "MCP 2026-07-28, Refresh Tokens", check: offlineAccess),
        AuditRule(
            number: 24, severity: .warning, title: "a bad token gets 401 with invalid_token", basis: "RFC 6750 §3.1",
            check: badTokens),
    ]

    private static func refusal(_ evidence: AuditEvidence) -> Check {
        guard let answer = evidence.unauthenticated else {
            return .notChecked(evidence.unanswered.map { "no answer: \($0)" } ?? "the server was not asked")
        }
        if answer.status == 401 { return .passed("HTTP 401") }
        return .failed(
            "HTTP \(answer.status)",
            fix: .header(
                ["HTTP/1.1 401 Unauthorized", evidence.challengeLine(error: nil, scopes: nil)],
                at: "answer every request without a token"))
    }

    private static func pointer(_ evidence: AuditEvidence) -> Check {
        guard evidence.unauthenticated != nil || !evidence.resourceDocuments.isEmpty else {
            return .notChecked("neither the server nor its metadata was asked")
        }
        let wellKnown = evidence.foundResourceDocuments.filter { $0.place == .path || $0.place == .root }
        if let challenge = evidence.challenge, let named = challenge.resourceMetadata {
            if !evidence.mayBe(named) {
                return .failed(
                    "resource_metadata is \(named.plainLine(limit: 160)), which is no https URL",
                    wellKnown.isEmpty ? nil : .warning, fix: evidence.challengeRemedy())
            }
            let flaws = [("not quoted", challenge.unquoted), ("repeated", challenge.duplicates)]
            if let flaw = flaws.first(where: { $0.1.contains("resource_metadata") }) {
                return .failed("resource_metadata is \(flaw.0)", .warning, fix: evidence.challengeRemedy())
            }
            return .passed("resource_metadata=\(named.plainLine(limit: 200))")
        }
        if let found = wellKnown.first { return .passed("found at \(found.url.withoutQuery)") }
        if let reason = evidence.unanswered { return .notChecked("no answer: \(reason)") }
        return .failed(
            evidence.challenge == nil
                ? "no challenge and no metadata"
                : "the challenge has no resource_metadata, and nothing is at the well-known addresses",
            fix: evidence.resourceRemedy())
    }

    private static func scopes(_ evidence: AuditEvidence) -> Check {
        guard let answer = evidence.unauthenticated else { return .notChecked("the server was not asked") }
        guard answer.status == 401 else { return .notApplicable("HTTP \(answer.status) is no challenge") }
        if let scopes = evidence.challenge?.scopes { return .passed(scopes.shown) }
        let known = evidence.resourceDocument?.json?.list("scopes_supported")?.filter {
            Scopes.isToken($0) && $0 != "offline_access"
        }
        let isKnown = known?.isEmpty == false
        var fix = evidence.challengeRemedy(scopes: isKnown ? known : ["SCOPES"])
        if !isKnown { fix.place += ", with the scopes of a first call in place of SCOPES" }
        return .failed("no scope", fix: fix)
    }

    private static func offlineAccess(_ evidence: AuditEvidence) -> Check {
        let listed = evidence.resourceDocument?.json?.list("scopes_supported") ?? []
        let asked = evidence.challenge?.scopes ?? []
        guard evidence.resourceDocument != nil || evidence.challenge != nil else {
            return .notApplicable("there is neither a challenge nor metadata")
        }
        let places = [("the challenge", asked), ("the metadata", listed)].filter { $0.1.contains("offline_access") }
        guard !places.isEmpty else { return .passed("neither the challenge nor the metadata names it") }
        let seen = "offline_access in " + places.map(\.0).joined(separator: " and in ")
        guard listed.contains("offline_access") else {
            let rest = asked.filter { $0 != "offline_access" }
            return .failed(seen, fix: evidence.challengeRemedy(scopes: rest))
        }
        let rest = listed.filter { $0 != "offline_access" }
        let fix = evidence.resourceRemedy(
            ["scopes_supported": rest.isEmpty ? .null : .array(rest.map { .string($0) })],
            note: places.count == 2 ? ", and leave offline_access out of the challenge too" : "")
        return .failed(seen, fix: fix)
    }

    private static func badTokens(_ evidence: AuditEvidence) -> Check {
        if evidence.garbageToken == nil, evidence.expiredToken == nil {
            return .notChecked("no bad token was tried")
        }
        var faults: [String] = []
        for (name, answer) in [("a made-up token", evidence.garbageToken), ("an expired token", evidence.expiredToken)]
        {
            guard let answer else { continue }
            if answer.status != 401 {
                faults.append("\(name) got HTTP \(answer.status)")
            } else if !answer.challenges.contains(where: { $0.error == "invalid_token" }) {
                faults.append("\(name) got 401 without error=\"invalid_token\"")
            }
        }
        guard !faults.isEmpty else { return .passed("401 with invalid_token") }
        return .failed(
            faults.joined(separator: "; "),
            fix: .header(
                ["HTTP/1.1 401 Unauthorized", evidence.challengeLine(error: "invalid_token", scopes: nil)],
                at: "answer every request whose token is expired, revoked or not yours"))
    }
}
