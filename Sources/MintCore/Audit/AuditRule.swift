/// One rule of an audit (facts section 24.4).
struct AuditRule: Sendable {
    /// `AU-n`
    var number: Int
    var severity: AuditFinding.Severity
    /// ● in the facts.
    var isRequired = false
    /// What should be so; a plain line.
    var title: String
    var basis: String
    var check: @Sendable (AuditEvidence) -> Check

    /// All of them, by number.
    static let all: [AuditRule] =
        (challengeRules + resourceRules + serverRules + methodRules + peopleRules + liveRules + wholeRules)
        .sorted { $0.number < $1.number }

    /// What a rule says of the evidence.
    struct Check {
        var outcome: AuditFinding.Outcome
        var seen: String
        /// Where it differs from the rule's.
        var severity: AuditFinding.Severity?
        var fix: AuditRemedy?

        static func passed(_ seen: String) -> Check { Check(outcome: .passed, seen: seen) }

        static func failed(
            _ seen: String, _ severity: AuditFinding.Severity? = nil, fix: AuditRemedy? = nil
        ) -> Check {
            Check(outcome: .failed, seen: seen, severity: severity, fix: fix)
        }

        static func notApplicable(_ reason: String) -> Check { Check(outcome: .notApplicable, seen: reason) }

        static func notChecked(_ reason: String) -> Check {
            Check(outcome: .notChecked(reason: reason), seen: reason)
        }
    }

    func finding(in evidence: AuditEvidence) -> AuditFinding {
        var check = check(evidence)
        if let place = check.fix?.place { check.fix?.place = place.plainLine(limit: 600) }
        return AuditFinding(
            id: "AU-\(number)", title: title, severity: check.severity ?? severity, isRequired: isRequired,
            outcome: check.outcome, seen: check.seen.plainLine(limit: 400), fix: check.fix, basis: basis)
    }
}

extension Sequence<String> {
    /// Server text for a line: each cleaned and cut, and not too many.
    var shown: String {
        let texts = Array(self)
        let some = texts.prefix(6).map { $0.plainLine(limit: 100) }.joined(separator: ", ")
        return texts.count > 6 ? some + " and \(texts.count - 6) more" : texts.isEmpty ? "nothing" : some
    }
}
