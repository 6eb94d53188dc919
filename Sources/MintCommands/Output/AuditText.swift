import MintCore
import MintMCP
import MintScreen

/// An audit's report for a terminal: 80 columns, the texts to publish excepted, which are to be copied as they are.
struct AuditText {
    let server: HTTPURL
    let result: AuditResult

    static let width = 80
    /// The most lines of one text to publish; `--json` has all of it.
    static let mostLines = 120
    static let longestLine = 2000

    var lines: [String] {
        var lines = table
        let failed = result.report.findings.filter { $0.outcome == .failed }
        for finding in failed where finding.fix != nil { lines += [""] + remedy(of: finding) }
        for (index, document) in result.report.documents.enumerated() {
            lines += [""] + publishing(document, number: index + 1)
        }
        if let live = result.live { lines += [""] + Self.token(live) }
        return lines + [""] + Self.wrapped("\(server.hostAndPort): \(summary)", indent: 2)
    }

    // MARK: - What was found

    private static let header = ["RULE", "SEVERITY", "OUTCOME", "SEEN"]

    /// The last column takes what is left of the line; what failed, as many lines as it needs.
    private var table: [String] {
        let cells = result.report.findings.map { finding in
            [finding.id + (finding.isRequired ? "*" : ""), finding.severity.rawValue, finding.outcome.word]
        }
        let widths = (0..<3).map { column in ([Self.header] + cells).map { $0[column].columns }.max() ?? 0 }
        let indent = widths.reduce(0) { $0 + $1 + 2 }
        func row(_ cells: [String], _ text: [String]) -> [String] {
            let start = zip(cells, widths).map { $0.padded(to: $1) + "  " }.joined()
            return [start + (text.first ?? "")]
                + text.dropFirst().map { String(repeating: " ", count: indent) + $0 }
        }
        let rows = zip(cells, result.report.findings).flatMap { row($0, $1.words(in: Self.width - indent)) }
        return (row(Array(Self.header.dropLast()), ["SEEN"]) + rows).map(\.withoutFinalBlanks)
            + ["", "* needed by machines"]
    }

    // MARK: - What to publish

    private func remedy(of finding: AuditFinding) -> [String] {
        guard let fix = finding.fix else { return [] }
        var lines = Self.wrapped("\(finding.id)  wanted: \(finding.title)", indent: 2)
        let documents = result.report.documents.enumerated().filter { $0.element.rules.contains(finding.id) }
        guard documents.isEmpty else {
            let numbers = documents.map { "\($0.offset + 1)" }.joined(separator: " and ")
            return lines + Self.wrapped("  see document \(numbers) below (\(finding.basis))", indent: 4)
        }
        lines += Self.wrapped("  \(fix.place) (\(finding.basis)):", indent: 4)
        return lines + shown(fix.text, isDocument: fix.kind == .document)
    }

    /// One text for all the rules that are about its address.
    private func publishing(_ document: AuditDocument, number: Int) -> [String] {
        let rules = document.rules.joined(separator: ", ")
        var lines = Self.wrapped("Document \(number), for \(rules): \(document.place)", indent: 2)
        lines += Self.wrapped("  differs from what is there: \(document.changes.joined(separator: ", "))", indent: 4)
        return lines + shown(document.text, isDocument: true)
    }

    private func shown(_ whole: String, isDocument: Bool) -> [String] {
        let text = whole.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        // A document is escaped by whoever made it; sentences and header lines are one plain line each.
        let shown = text.prefix(Self.mostLines).map { line in
            if !isDocument { return line.plainLine(limit: Self.longestLine) }
            return line.count > Self.longestLine ? line.prefix(Self.longestLine) + "…" : line
        }
        var lines = shown.map { "    " + $0 }
        if text.count > shown.count { lines.append("    … \(text.count - shown.count) more lines: --json has them") }
        return lines
    }

    // MARK: - What a login showed

    static func token(_ live: LiveResult) -> [String] {
        var lines: [String] = []
        if let principal = live.principal {
            lines += wrapped("The token stands for: \(principal.words)", indent: 2)
            lines += principal.evidence.flatMap { evidence(of: $0) }
            lines += live.reading.map { wrapped("  it is \($0)", indent: 4) } ?? []
        }
        if let isActive = live.isActive {
            lines.append("  introspection says that it is \(isActive ? "active" : "not active")")
        }
        lines += live.warnings.flatMap { wrapped("  warning: \($0)", indent: 4) }
        if let failure = live.failure {
            lines += wrapped("The profile cannot get or use its token: \(failure.headline)", indent: 2)
        }
        return lines
    }

    static func evidence(of sign: PrincipalVerdict.Evidence, width: Int = width) -> [String] {
        let points = sign.points.map { " → \($0.rawValue)" } ?? ""
        return wrapped("  \(sign.id) \(sign.strength.rawValue)\(points): \(sign.words)", indent: 4, width: width)
    }

    // MARK: - What follows

    private var summary: String {
        let failed = result.report.findings.filter { $0.outcome == .failed }
        let counts = AuditFinding.Severity.allCases.map { severity in
            (severity, failed.filter { $0.severity == severity }.count)
        }
        let words = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0.words(many: $0.1 > 1))" }
        // What is published may be well although nothing comes of it.
        let isBarred = result.live?.failure != nil && result.report.verdict != .notReady
        return result.report.verdict.words + (isBarred ? " by what is published, but not for this profile" : "")
            + (words.isEmpty ? "" : " (\(words.joined(separator: ", ")))")
    }

    /// Lines of at most so many columns; those after the first are indented.
    static func wrapped(_ text: String, indent: Int, width: Int = width) -> [String] {
        let lead = text.prefix { $0 == " " }
        let lines = text.dropFirst(lead.count).description.wrapped(to: width - max(indent, lead.count))
        let later = String(repeating: " ", count: indent)
        return lines.enumerated().map { ($0.offset == 0 ? String(lead) : later) + $0.element }
    }
}

extension AuditFinding {
    /// What was seen: in one line, or for a failure in full, with what should be so.
    fileprivate func words(in columns: Int) -> [String] {
        switch outcome {
        case .failed: "\(seen) (wanted: \(title))".wrapped(to: columns)
        case .passed, .notApplicable, .notChecked: [seen.truncated(to: columns)]
        }
    }
}

extension AuditFinding.Severity {
    fileprivate func words(many: Bool) -> String {
        switch self {
        case .error: many ? "errors" : "error"
        case .warning: many ? "warnings" : "warning"
        case .info: many ? "hints" : "hint"
        }
    }
}

extension String {
    fileprivate var withoutFinalBlanks: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
