import MintCore
import MintScreen

/// What a command printed, under the command itself: prose is wrapped, tables are cut and move sideways.
enum CommandScreen {
    /// - Returns: Where the cursor rests.
    static func render(
        _ run: CommandRun, _ state: AppState, _ layout: Layout, into frame: inout CellBuffer
    ) -> Position? {
        let start = min(layout.headRows, 1), ellipsis = state.glyphs.ellipsis
        heading(run, state, row: start, into: &frame)
        let rows = Self.rows(layout)
        let top = min(run.top, limit(run, layout))
        var skipped = 0, row = 0
        for line in run.output.lines {
            let height = Self.height(line, layout.size.columns)
            defer { skipped += height }
            guard skipped + height > top, row < rows else { continue }
            for text in texts(line, run.left, layout.size.columns).dropFirst(max(top - skipped, 0)) where row < rows {
                frame.write([Span(text, style(line))], row: start + 1 + row, ellipsis: ellipsis)
                row += 1
            }
        }
        let below = skipped - top - rows
        if below > 0 || run.output.dropped > 0, rows > 1 {
            let more = run.output.dropped > 0 ? "\(run.output.dropped) more were not kept " : ""
            let words = " " + (below > 0 ? "\(below) more below " : "") + more
            frame.write(words, row: start + rows, column: frame.size.columns - words.columns, style: .dim)
        }
        return Position(row: start, column: 0)
    }

    /// The command, and how it is going.
    private static func heading(_ run: CommandRun, _ state: AppState, row: Int, into frame: inout CellBuffer) {
        let status = Self.status(run, state)
        let width = frame.size.columns
        let room = max(width - status.text.columns - 4, 0)
        frame.write(
            [
                Span(" : ", .key),
                Span(run.line.truncated(to: max(room - 3, 0), ellipsis: state.glyphs.ellipsis), .header),
            ],
            row: row)
        frame.write(status.text, row: row, column: max(width - status.text.columns - 1, 0), style: status.style)
    }

    private static func status(_ run: CommandRun, _ state: AppState) -> Span {
        if run.attempt != nil {
            let time = TimeText.words(state.now - run.since)
            return Span(run.outcome == nil ? "running \(time)" : "stopping \(time)", .warning)
        }
        switch run.outcome {
        case .cancelled: return Span("interrupted", .warning)
        case .exited(0): return Span("exit 0: ok", .good)
        case .exited(let code): return Span("exit \(code)\(words(code))", code == 8 ? .warning : .alarm)
        case nil: return Span("")
        }
    }

    /// What an exit code says (README, "Exit codes").
    private static func words(_ code: Int32) -> String {
        switch ExitStatus(rawValue: code) {
        case .local: ": usage, or this host"
        case .server: ": the server said no"
        case .network: ": network or TLS"
        case .authentication: ": authentication"
        case .store: ": the store is not ready"
        case .attention: ": attention"
        case .interrupted: ": interrupted"
        case .ok, nil: ""
        }
    }

    // MARK: Lines

    static func rows(_ layout: Layout) -> Int { max(layout.bodyRows - 1, 0) }

    /// The furthest that it can be scrolled.
    static func limit(_ run: CommandRun, _ layout: Layout) -> Int {
        let height = run.output.lines.reduce(0) { $0 + Self.height($1, layout.size.columns) }
        return max(height - rows(layout), 0)
    }

    /// Columns that wide lines go beyond the screen.
    static func widest(_ run: CommandRun, _ size: Size) -> Int {
        let widest = run.output.lines.lazy.filter(isTabular).map(\.text.columns).max() ?? 0
        return max(widest - size.columns + 2, 0)
    }

    private static func height(_ line: CommandOutput.Line, _ width: Int) -> Int {
        guard line.text.columns > width - 2, !isTabular(line) else { return 1 }
        return texts(line, 0, width).count
    }

    private static func texts(_ line: CommandOutput.Line, _ left: Int, _ width: Int) -> [String] {
        guard !isTabular(line) else { return [left == 0 ? " " + line.text : " " + line.text.dropping(columns: left)] }
        guard line.text.columns > width - 2 else { return [" " + line.text] }
        let indent = String(line.text.prefix { $0 == " " }.prefix(max(width / 3, 0)))
        let wrapped = line.text.wrapped(to: max(width - 2 - indent.count, 1))
        return wrapped.isEmpty ? [""] : wrapped.map { " " + indent + $0 }
    }

    /// Columns that stand below each other would not after wrapping.
    private static func isTabular(_ line: CommandOutput.Line) -> Bool {
        guard let start = line.text.firstIndex(where: { $0 != " " }) else { return false }
        return line.text[start...].contains("  ")
    }

    private static func style(_ line: CommandOutput.Line) -> Style {
        guard line.isAside else { return .plain }
        if line.text.hasPrefix("mintmark: ") { return .alarm }
        return line.text.hasPrefix("warning: ") ? .warning : .plain
    }
}

extension String {
    /// Without what fills the first columns; half of a wide character becomes a blank.
    fileprivate func dropping(columns: Int) -> String {
        var (kept, sum) = ("", 0)
        forEachGlyph { glyph, width in
            if sum >= columns { kept.append(glyph) } else if sum + width > columns { kept.append(" ") }
            sum += width
            return true
        }
        return kept
    }
}
