import MintBoard
import MintCore

/// What is due, as lines.
enum DueText {
    static func table(_ report: DueReport, at now: Timestamp) -> Table {
        var table = Table(header: ["PROFILE", "", "DUE", "WHY", "RUN"])
        for due in report.due {
            let why = due.items.map(\.why).joined(separator: "; ")
            table.rows.append([
                due.profile.name.plainLine(limit: 64), due.urgency.word, when(due.at, now), why.plainLine(limit: 400),
                due.items.first?.command ?? "",
            ])
        }
        return table
    }

    private static func when(_ end: Timestamp?, _ now: Timestamp) -> String {
        guard let end else { return "now" }
        return TimeText.countdown(end - now)
    }
}

extension JSONOutput {
    /// The contract of `check --json`.
    static func due(_ report: DueReport, warn: Int) -> JSONValue {
        let profiles = report.due.map { due -> JSONValue in
            [
                "name": .string(due.profile.name), "urgency": .string(due.urgency.word),
                "command": text(due.items.first?.command),
                "items": .array(
                    due.items.map { item in
                        [
                            "matter": .string(item.matter.rawValue), "urgency": .string(item.urgency.word),
                            "at": time(item.at), "source": text(item.source?.rawValue), "why": .string(item.why),
                            "command": .string(item.command),
                        ]
                    }),
            ]
        }
        return object([
            "verdict": .string(report.urgency?.word ?? "ok"), "checked": .int(Int64(report.checked)),
            "warn_seconds": .int(Int64(warn)), "soonest": time(report.soonest), "due": .array(profiles),
        ])
    }
}

/// One line as a Nagios plugin prints it (https://www.monitoring-plugins.org/doc/guidelines.html), in its own words.
struct NagiosText {
    let report: DueReport
    /// Seconds before an end.
    let warn: Int
    let critical: Int
    let now: Timestamp

    static let unknownCode: Int32 = 3
    /// What is longer is cut by some receivers.
    private static let most = 3

    var code: Int32 { Int32(report.urgency?.rawValue ?? 0) }

    var line: String {
        let word = ["OK", "WARNING", "CRITICAL"][Int(code)]
        return "MINTMARK \(word) - \(Self.plain(summary)) | \(performance)"
    }

    static func unknown(_ failure: Failure) -> String { "MINTMARK UNKNOWN - \(plain(failure.headline))" }

    private var summary: String {
        let profiles = report.checked == 1 ? "1 profile" : "\(report.checked) profiles"
        guard !report.due.isEmpty else { return "nothing is due, \(profiles)" }
        let shown = report.due.prefix(Self.most).map { due in
            "\(due.profile.name): \(due.items.first?.why ?? "")"
        }
        let more = report.due.count - shown.count
        return "\(report.due.count) of \(profiles) due: "
            + (shown + (more > 0 ? ["\(more) more"] : [])).joined(separator: "; ")
    }

    /// `label=value;warn;crit;min;max`. A range `10:` is crossed below ten.
    private var performance: String {
        let over = report.due.count { $0.urgency == .critical }
        var parts = [
            "due=\(report.due.count);0;;0;\(report.checked)", "critical=\(over);;0;0;\(report.checked)",
        ]
        if let soonest = report.soonest { parts.append("soonest=\(soonest - now)s;\(warn):;\(critical):;;") }
        return parts.joined(separator: " ")
    }

    /// The bar begins the performance data; a line is all that there is.
    private static func plain(_ text: String) -> String {
        text.plainLine(limit: 800).replacing("|", with: "/")
    }
}
