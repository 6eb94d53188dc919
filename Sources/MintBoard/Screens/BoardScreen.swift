import MintCore
import MintScreen

/// The whole screen.
enum BoardScreen {
    /// Draws everything; same state and size, same cells.
    ///
    /// - Returns: Where the hardware cursor rests: on the focused row, or in the line being typed.
    @discardableResult
    static func render(_ state: AppState, into frame: inout CellBuffer) -> Position? {
        let layout = Layout(size: frame.size)
        guard frame.size.rows > 0, frame.size.columns > 0 else { return nil }
        if let curtain = state.blanking.curtain { return CurtainScreen.render(curtain, state, into: &frame) }
        if layout.headRows > 0 { Chrome.heading(state, into: &frame) }
        var cursor = body(state, layout, into: &frame)
        if let row = layout.keyRow { cursor = foot(state, row, into: &frame) ?? cursor }
        if let question = state.palette.question {
            cursor = PaletteScreen.render(question, state, layout, into: &frame)
        }
        if let line = state.palette.line { cursor = PaletteScreen.render(line, state, layout, into: &frame) }
        if state.ending != nil { farewell(state, layout, into: &frame) }
        return cursor
    }

    private static func body(_ state: AppState, _ layout: Layout, into frame: inout CellBuffer) -> Position? {
        if let help = state.help { return HelpScreen.render(help, state, layout, into: &frame) }
        guard let screen = state.screens.last else { return list(state, layout, into: &frame) }
        if let wizard = state.wizard { return WizardScreen.render(wizard, state, layout, into: &frame) }
        let top: Int
        switch screen {
        case .inspect(let inspect): return InspectScreen.render(inspect, state, layout, into: &frame)
        case .batch: return BatchScreen.render(state, layout, into: &frame)
        case .messages: return MessageScreen.render(state, layout, into: &frame)
        case .command(let run): return CommandScreen.render(run, state, layout, into: &frame)
        case .probe(let probe): top = probe.top
        case .store(let dialog): top = dialog.top
        case .copy(let menu): top = CopyScreen.top(menu, layout.bodyRows, of: lineCount(of: state))
        case .wizard: top = 0
        }
        let lines = lines(of: screen, state, width: layout.size.columns)
        text(lines, from: min(top, max(lines.count - layout.bodyRows, 0)), state, layout, into: &frame)
        if case .store(let dialog) = screen,
            let place = StoreScreen.cursor(dialog, state, width: layout.size.columns), place.row < layout.bodyRows
        {
            return Position(row: min(layout.headRows, 1) + place.row, column: place.column)
        }
        if case .copy(let menu) = screen, case .choosing = menu.stage {
            let row = menu.selection + 2 - CopyScreen.top(menu, layout.bodyRows, of: lines.count)
            return Position(row: min(layout.headRows, 1) + max(row, 0), column: 1)
        }
        return Position(row: min(layout.headRows, 1), column: 0)
    }

    private static func list(_ state: AppState, _ layout: Layout, into frame: inout CellBuffer) -> Position? {
        if state.catalog.isEmpty {
            let lines = StartScreen.lines(state, width: frame.size.columns)
            text(lines, from: 0, state, layout, into: &frame)
            return nil
        }
        ListScreen.render(state, layout, into: &frame)
        if let row = layout.ruleRow { Chrome.rule(state, row, layout.listColumns, into: &frame) }
        if let row = layout.detailRow { Detail.render(state, row, layout.listColumns, into: &frame) }
        if let pane = layout.paneColumns { InspectScreen.pane(state, layout, pane, into: &frame) }
        return ListScreen.cursor(state, layout)
    }

    /// Lines of text in the body, with a word on how much there is beyond it.
    private static func text(
        _ lines: [Line], from top: Int, _ state: AppState, _ layout: Layout, into frame: inout CellBuffer
    ) {
        write(lines, from: top, min(layout.headRows, 1), layout.bodyRows, state, into: &frame)
    }

    /// The same in some rows of the screen.
    static func write(
        _ lines: [Line], from top: Int, _ start: Int, _ rows: Int, _ state: AppState, into frame: inout CellBuffer
    ) {
        for (offset, line) in lines.dropFirst(top).prefix(rows).enumerated() {
            frame.write(line, row: start + offset, ellipsis: state.glyphs.ellipsis)
        }
        let below = lines.count - top - rows
        guard below > 0, rows > 1 else { return }
        let words = " \(below) more below "
        frame.write(words, row: start + rows - 1, column: frame.size.columns - words.columns, style: .dim)
    }

    /// The lowest row: the keys, what just happened, or the filter being typed.
    private static func foot(_ state: AppState, _ row: Int, into frame: inout CellBuffer) -> Position? {
        if state.help != nil || state.palette.line != nil || state.palette.question != nil { return nil }
        if let question = state.question {
            let room = max(frame.size.columns - 8, 1)
            let words = "  " + question
            frame.write(
                [Span(words.truncated(to: room, ellipsis: state.glyphs.ellipsis), .warning), Span("  y/N ", .key)],
                row: row)
            return nil
        }
        if let editor = state.list.editor, state.screens.isEmpty {
            return Chrome.prompt(" / ", editor, filterNote(state), row, state, into: &frame)
        }
        if let notice = state.notice, !state.screens.isEmpty || state.catalog.isEmpty {
            frame.write("  " + notice.text.truncated(to: max(frame.size.columns - 2, 0)), row: row, style: notice.style)
        } else {
            Chrome.keys(state, row, into: &frame)
        }
        return nil
    }

    private static func filterNote(_ state: AppState) -> Line {
        if let problem = state.list.filter?.problem { return [Span(problem, .warning)] }
        guard state.list.filter != nil else {
            return [Span("words  !word  grant:  host:  tag:  state:  exp:<1h", .dim)]
        }
        let found = "\(state.list.order.shown.count) of \(state.list.order.counts.total)   "
        return [Span(found), Span("Enter", .key), Span(" keep  "), Span("Esc", .key), Span(" clear")]
    }

    /// The last frame, while what is under way is brought to its end.
    private static func farewell(_ state: AppState, _ layout: Layout, into frame: inout CellBuffer) {
        guard !state.renewals.isEmpty, let row = layout.keyRow else { return }
        let words = state.renewals.count == 1 ? "1 renewal" : "\(state.renewals.count) renewals"
        frame.write("  Ending \(words) \(state.glyphs.ellipsis)", row: row, style: .warning, width: frame.size.columns)
    }

    /// The length of the text over the list, for scrolling.
    static func lineCount(of state: AppState) -> Int {
        state.screens.last.map { lines(of: $0, state, width: state.size.columns).count } ?? 0
    }

    private static func lines(of screen: AppState.Screen, _ state: AppState, width: Int) -> [Line] {
        switch screen {
        case .inspect, .batch, .messages: []
        case .probe(let probe): ProbeScreen.lines(probe, state, width: width)
        case .store(let dialog): StoreScreen.lines(dialog, state, width: width)
        case .wizard, .command: []  // these draw themselves
        case .copy(let menu): CopyScreen.lines(menu, state, width: width)
        }
    }
}
