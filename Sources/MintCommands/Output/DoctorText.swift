import MintCore
import MintScreen

/// A look at this host: for a terminal in 80 columns, the commands excepted, which are to be copied as they are.
struct DoctorText {
    let report: DoctorReport
    /// Lines that a program reads stay whole.
    var isForTerminal = true

    private var width: Int { isForTerminal ? 80 : 4096 }
    /// The most findings of one kind in one area; `--json` has all.
    static let most = 5

    var lines: [String] {
        var lines: [String] = []
        for area in DoctorFinding.Area.allCases {
            let findings = report.findings.filter { $0.area == area }
            guard !findings.isEmpty else { continue }
            lines.append(area.words)
            var counts: [String: Int] = [:]
            for finding in findings {
                counts[finding.id, default: 0] += 1
                if counts[finding.id, default: 0] <= Self.most { lines += self.lines(of: finding) }
            }
            for (id, count) in counts.sorted(by: { $0.key < $1.key }) where count > Self.most {
                lines.append("            … and \(count - Self.most) more like \(id): --json has them")
            }
        }
        return lines + ["", summary]
    }

    private static let indent = 12

    private func lines(of finding: DoctorFinding) -> [String] {
        let mark = "  " + finding.severity.rawValue.padded(to: Self.indent - 2)
        let blanks = String(repeating: " ", count: Self.indent)
        let seen = finding.seen.wrapped(to: width - Self.indent).enumerated().map {
            ($0.offset == 0 ? mark : blanks) + $0.element
        }
        guard finding.severity != .ok, let remedy = finding.remedy else { return seen }
        return seen
            + remedy.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { offset, line in
                (blanks + (offset == 0 ? "→ " : "  ") + line)
            }
    }

    private var summary: String {
        let counts = [DoctorFinding.Severity.failing, .attention, .notice].map { severity in
            (severity, report.findings.count { $0.severity == severity })
        }
        let words = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
        switch report.exitStatus {
        case .store: return "A store that profiles use is not ready (\(words))."
        case .attention: return "Something wants attention (\(words))."
        default: return words.isEmpty ? "All is well." : "All is well (\(words))."
        }
    }
}

extension DoctorFinding.Area {
    var words: String {
        switch self {
        case .stores: "Stores"
        case .bus: "D-Bus"
        case .configuration: "Configuration"
        case .database: "Database"
        case .files: "Files and disks"
        case .credentials: "Credentials"
        case .clock: "Clock"
        case .certificates: "Certificates"
        case .proxy: "Proxy"
        case .locale: "Locale"
        case .terminal: "Terminal"
        case .process: "Process"
        }
    }
}

extension JSONOutput {
    static func doctor(_ report: DoctorReport) -> JSONValue {
        let verdict =
            switch report.exitStatus {
            case .store: "store-not-ready"
            case .attention: "attention"
            default: "well"
            }
        let findings = report.findings.map { finding in
            object([
                "id": .string(finding.id), "area": .string(finding.area.rawValue),
                "severity": .string(finding.severity.rawValue), "seen": .string(finding.seen),
                "remedy": text(finding.remedy), "profile": text(finding.profile),
            ])
        }
        return object([
            "verdict": .string(verdict), "exit_status": .int(Int64(report.exitStatus.rawValue)),
            "findings": .array(findings),
        ])
    }
}
