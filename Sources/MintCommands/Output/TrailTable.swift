import MintCore
import MintScreen

/// The audit trail in columns that never wrap: what does not fit is cut, for `--json` has all of it.
struct TrailTable {
    private let widths: [Int]
    private let header = ["TIME", "ACTION", "PROFILE", "WHO", "RESULT"]

    /// - Parameters:
    ///   - events: Those that the columns are measured by.
    ///   - width: Columns of the screen; `nil` where there is none, and nothing is cut.
    ///   - grows: Whether later events come in the same columns.
    init(_ events: [AuditEvent], width: Int?, grows: Bool) {
        let cells = events.map(Self.cells) + [header]
        var widths = (0..<4).map { column in cells.map { $0[column].columns }.max() ?? 0 }
        if grows { widths = zip(widths, [20, 9, 12, 12]).map { max($0, $1) } }
        guard let width else {
            self.widths = widths + [.max]
            return
        }
        widths = zip(widths, [20, 16, 24, 28]).map { min($0, $1) }
        // The result wants a quarter; who and which profile give way, down to what still tells them apart.
        let room = max(width - 8, 0), wanted = min(40, room / 4)
        for (column, least) in [(3, 12), (2, 12), (1, 9), (3, 6), (2, 6)] {
            let missing = widths.reduce(wanted, +) - room
            if missing > 0 { widths[column] = max(min(least, widths[column]), widths[column] - missing) }
        }
        self.widths = widths + [max(room - widths.reduce(0, +), 0)]
    }

    var heading: String { line(header) }

    func line(_ event: AuditEvent) -> String { line(Self.cells(event)) }

    private func line(_ cells: [String]) -> String {
        var line = zip(cells, widths).map { $1 == .max ? $0 : $0.padded(to: $1) }.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }

    /// The file is a text that any program of this user can write: all of it is cleaned once more.
    private static func cells(_ event: AuditEvent) -> [String] {
        [
            event.at.utcText, event.action.rawValue.plainLine(limit: 40),
            (event.profileName ?? "-").plainLine(limit: 64),
            who(event.actor).plainLine(limit: 100), result(event).plainLine(limit: 600),
        ]
    }

    private static func who(_ actor: AuditActor) -> String {
        [actor.user, actor.client ?? actor.terminal ?? actor.parent].compactMap(\.self).joined(separator: " ")
    }

    private static func result(_ event: AuditEvent) -> String {
        guard let failure = event.failure else { return event.detail.map { "ok, \($0)" } ?? "ok" }
        return "\(failure.code): \(failure.headline)"
    }
}
