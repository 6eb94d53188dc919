/// What concerns all documents, and the connections to them.
extension AuditRule {
    static let wholeRules: [AuditRule] = [
        AuditRule(
            number: 25, severity: .warning, title: "no empty lists, no plain http and no private addresses in metadata",
            basis: "RFC 8414 §3.2; RFC 9728 §3.2, §7.7", check: hygiene),
        AuditRule(
            number: 26, severity: .info, title: "both sides say the same of DPoP", basis: "RFC 9449 §5.1; RFC 9728 §2",
            check: senderConstraint),
        AuditRule(
            number: 27, severity: .warning,
            title: "servers answer over TLS, with certificates valid for 30 days and more", basis: "recommended",
            check: certificates),
    ]

    private static func hygiene(_ evidence: AuditEvidence) -> Check {
        let documents = evidence.foundResourceDocuments + evidence.foundServerDocuments
        guard !documents.isEmpty else { return .notApplicable("there is no metadata") }
        let flaws = documents.map { MetadataFlaws($0, in: evidence) }.filter { !$0.isEmpty }
        guard !flaws.isEmpty else { return .passed("clean") }
        let seen = flaws.map { "\($0.document.url.withoutQuery): \($0.words)" }.joined(separator: "; ")
        guard flaws.contains(where: { !$0.repaired.isEmpty }) else {
            return .failed(seen, fix: .words("Name addresses that clients outside can reach.", at: "the metadata"))
        }
        var edit = AuditEdit()
        for flaw in flaws where !flaw.repaired.isEmpty {
            if flaw.document.place >= .oauth {
                edit.places[flaw.document.url.text] = flaw.repaired
            } else {
                // The resource's is the same wherever it is published.
                edit.resource = (edit.resource ?? [:]).merging(flaw.repaired) { first, _ in first }
            }
        }
        return .failed(seen, fix: .edit(edit))
    }

    private static func senderConstraint(_ evidence: AuditEvidence) -> Check {
        let member = "dpop_signing_alg_values_supported"
        let resource = evidence.resourceDocument?.json, server = evidence.serverDocument?.json
        let isRequired = resource?["dpop_bound_access_tokens_required"]?.flag == true
        let taken = resource?.list(member), issued = server?.list(member)
        guard isRequired || taken != nil else { return .notApplicable("the resource does not speak of DPoP") }
        guard server != nil else { return .notChecked("there is no metadata of the authorization server") }
        guard let issued else {
            return .failed(
                "the resource speaks of DPoP, the authorization server does not",
                fix: evidence.serverRemedy([member: .array((taken ?? ["ES256"]).map { .string($0) })]))
        }
        if let taken, !taken.contains(where: issued.contains) {
            return .failed(
                "no algorithm in common: \(taken.shown) and \(issued.shown)",
                fix: evidence.resourceRemedy([member: .array(issued.map { .string($0) })]))
        }
        if isRequired, let challenge = evidence.challenge, !challenge.isScheme("DPoP") {
            let line =
                "WWW-Authenticate: DPoP algs=\"\(issued.filter(Scopes.isToken).joined(separator: " "))\", "
                + "resource_metadata=\"\(evidence.resourceMetadataURL.text)\""
            return .failed(
                "DPoP is required, and the challenge says \(challenge.scheme.plainLine(limit: 20))",
                fix: .header([line], at: "send with 401 to every request without a token"))
        }
        return .passed((taken ?? issued).shown)
    }

    private static func certificates(_ evidence: AuditEvidence) -> Check {
        if let reason = evidence.unanswered, evidence.certificates.isEmpty {
            return .failed(
                "no answer: \(reason)", .error,
                fix: .words("Answer a request without a token shortly, with 401.", at: evidence.server.hostAndPort))
        }
        guard !evidence.certificates.isEmpty else {
            return evidence.server.isSecure
                ? .notChecked("no certificate was looked at") : .notApplicable("plain http on this machine")
        }
        let faults = evidence.certificates.compactMap { certificate -> String? in
            let host = certificate.host.plainLine(limit: 100)
            if let problem = certificate.problem { return "\(host): \(problem.plainLine(limit: 100))" }
            guard let days = certificate.daysLeft, days < 30 else { return nil }
            return days < 0 ? "\(host): ended \(-days) days ago" : "\(host): \(days) days left"
        }
        guard !faults.isEmpty else {
            let least = evidence.certificates.compactMap(\.daysLeft).min()
            return .passed(least.map { "\($0) days left at least" } ?? "valid")
        }
        return .failed(
            faults.joined(separator: "; "), evidence.unanswered == nil ? nil : .error,
            fix: .words(
                "Serve a certificate that is valid, for this name, and vouched for by a root that clients trust "
                    + "(a CA of your own: --ca-file FILE); "
                    + "let something renew it from now on.", at: "the named hosts"))
    }
}
