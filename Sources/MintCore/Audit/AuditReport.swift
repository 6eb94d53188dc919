/// An audit's findings, in the order of the rules, and what follows from them.
public struct AuditReport: Equatable, Sendable {
    public var findings: [AuditFinding]
    /// What to publish, one for each text; the findings' remedies are among them.
    public var documents: [AuditDocument]

    public enum Verdict: String, CaseIterable, Codable, Sendable {
        case ready
        case readyWithWarnings = "ready-with-warnings"
        case notReady = "not-ready"

        /// `not machine-ready`
        public var words: String {
            switch self {
            case .ready: "machine-ready"
            case .readyWithWarnings: "machine-ready, with warnings"
            case .notReady: "not machine-ready"
            }
        }
    }

    /// Judges evidence by every rule. The same evidence gives the same report.
    public init(_ evidence: AuditEvidence) {
        findings = AuditRule.all.map { $0.finding(in: evidence) }
        let made = AuditDocuments(findings, evidence)
        documents = made.all
        for index in findings.indices where findings[index].fix?.edit != nil {
            guard let document = made.ofRule[findings[index].id].map({ made.all[$0] }) else {
                findings[index].fix = .words("Follow the other remedies first, then audit again.", at: "the metadata")
                continue
            }
            findings[index].fix?.place = document.place.plainLine(limit: 600)
            findings[index].fix?.text = document.text
        }
    }

    /// Not ready with an error among the required rules, or with one of them that could not be checked: readiness is shown, not
    /// assumed. Anything else that failed and is more than information makes a warning.
    public var verdict: Verdict {
        let required = findings.filter(\.isRequired)
        if required.contains(where: { $0.isFailed(.error) || $0.isUnchecked }) { return .notReady }
        return findings.contains { $0.isFailed(.error) || $0.isFailed(.warning) } ? .readyWithWarnings : .ready
    }

    public var exitStatus: ExitStatus {
        switch verdict {
        case .ready: .ok
        case .readyWithWarnings: .attention
        case .notReady: .server
        }
    }
}

extension AuditFinding {
    fileprivate func isFailed(_ severity: Severity) -> Bool { outcome == .failed && self.severity == severity }
    fileprivate var isUnchecked: Bool { if case .notChecked = outcome { true } else { false } }
}
