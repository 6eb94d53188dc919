import MintCore
import MintScreen

/// What stands around the body on every screen: the heading, the line about the selection, the keys.
enum Chrome {
    /// Program, host, counts, store, clock; the less important go first where there is no room.
    static func heading(_ state: AppState, into frame: inout CellBuffer) {
        let width = frame.size.columns
        let clock =
            (state.preferences.isReadOnly ? "read-only " : "") + (state.pausedAt == nil ? "" : "paused ")
            + state.shownNow.utcClock
        let store = storeWords(state)
        let name = " mintmark"
        let long = name + (state.hostName.isEmpty ? "" : " \(state.glyphs.dot) \(state.hostName)")
        let (counts, shortCounts) = (countWords(state, isShort: false), countWords(state, isShort: true))
        let candidates: [(left: String, middle: Line, store: Line)] = [
            (long, counts, store), (long, shortCounts, store), (name, shortCounts, store),
            (name, shortCounts, state.firstTroubledStore == nil ? [] : store), (name, shortCounts, []),
            (name, Array(shortCounts.prefix(3)), []), (name, [], []),
        ]
        func columns(_ item: (left: String, middle: Line, store: Line)) -> Int {
            let right = clock.columns + (item.store.isEmpty ? 0 : item.store.columns + 2)
            return item.left.columns + (item.middle.isEmpty ? 0 : 2 + item.middle.columns) + 2 + right
        }
        let chosen = candidates.first { columns($0) <= width } ?? (name, [], [])
        frame.write(chosen.left.truncated(to: width, ellipsis: ""), row: 0, style: .title)
        let place = max(chosen.left.columns + 2, min(24, width - columns(chosen) + chosen.left.columns + 2))
        frame.write(chosen.middle, row: 0, column: place)
        guard width >= name.columns + 1 + clock.columns else { return }
        frame.write(clock, row: 0, column: width - clock.columns, style: state.pausedAt == nil ? .plain : .warning)
        guard !chosen.store.isEmpty else { return }
        frame.write(chosen.store, row: 0, column: width - clock.columns - 2 - chosen.store.columns)
    }

    private static func countWords(_ state: AppState, isShort: Bool) -> Line {
        guard case .ready = state.contents else { return [] }
        let counts = state.list.order.counts
        guard counts.total > 0 else { return [Span("no profiles")] }
        var line = [Span(isShort ? "\(counts.total)" : counts.total == 1 ? "1 profile" : "\(counts.total) profiles")]
        let parts = [
            (counts.failing, "failing", Style.alarm), (counts.expired, "expired", .alarm),
            (counts.expiring, "expiring", .warning),
            (state.messages.unread, state.messages.unread == 1 ? "message" : "messages", .alarm),
        ]
        for (count, word, style) in parts where count > 0 {
            line.append(Span(line.count == 1 ? ": " : ", "))
            line.append(Span("\(count) \(word)", style))
        }
        return line
    }

    private static func storeWords(_ state: AppState) -> Line {
        if let (name, troubled) = state.firstTroubledStore {
            return [Span("\(name.rawValue): \(troubled.brief) !", .alarm)]
        }
        return state.usedStores.isEmpty ? [] : [Span("store: ready")]
    }

    /// A line across, with the filter in it while there is one.
    static func rule(_ state: AppState, _ row: Int, _ columns: Int, into frame: inout CellBuffer) {
        frame.write(
            " " + String(repeating: state.glyphs.rule, count: max(columns - 1, 0)), row: row, style: .dim,
            width: columns)
        if !state.list.marks.isEmpty {
            let words = " \(state.list.marks.count) marked "
            frame.write(words, row: row, column: max(columns - words.columns - 2, 1), style: .key)
        }
        guard state.list.filter != nil, state.list.editor == nil else { return }
        let room = max(columns - 4 - (state.list.marks.isEmpty ? 0 : 16), 0)
        let found = "\(state.list.order.shown.count) of \(state.list.order.counts.total)"
        frame.write(
            [Span(" / "), Span(state.list.filterText, .input), Span(" \(found) ")], row: row, column: 3,
            width: room, ellipsis: state.glyphs.ellipsis)
    }

    /// The keys that are valid now, as many as there is room for. The last two of them and help are the last to go; but quit,
    /// which every user of a terminal finds, goes where it alone is in the way.
    static func keys(_ state: AppState, _ row: Int, into frame: inout CellBuffer) {
        var items = state.bindings.filter { $0.brief != nil && $0.refusal == nil }
        func isTooWide(_ items: [Binding]) -> Bool {
            let columns = items.reduce(0) { $0 + 3 + $1.label.columns + ($1.brief ?? "").columns }
            return columns > frame.size.columns
        }
        while items.count > 1, isTooWide(items) {
            let others = items.filter { $0.action != .quit }
            guard isTooWide(others) else {
                items = others
                break
            }
            // What makes up for a failure stays as long as anything does.
            items.remove(at: items.indices.dropLast(2).last { ![.reload, .help].contains(items[$0].action) } ?? 0)
        }
        var x = 0
        for item in items {
            x = frame.write("  ", row: row, column: x)
            x = frame.write(item.label, row: row, column: x, style: .key)
            x = frame.write(" " + (item.brief ?? ""), row: row, column: x)
        }
    }

    /// A line being typed, with what goes with it.
    ///
    /// - Returns: Where the cursor is.
    static func prompt(
        _ sign: String, _ editor: LineEditor, _ note: Line, _ row: Int, _ state: AppState, into frame: inout CellBuffer
    ) -> Position {
        let width = frame.size.columns
        frame.fill(row: row, columns: 0..<width)
        var x = frame.write(sign, row: row, style: .key)
        // Long input shows its end.
        let room = max(width - x - 2, 0)
        var visible = editor.text
        while visible.columns > room, !visible.isEmpty { visible.removeFirst() }
        let isCut = visible.count < editor.text.count
        let before = isCut ? visible : editor.textBeforeCursor
        let cursor = Position(row: row, column: x + before.columns)
        x = frame.write(visible, row: row, column: x, style: .input)
        frame.write(note, row: row, column: x + 3, width: max(width - x - 4, 0), ellipsis: state.glyphs.ellipsis)
        return cursor
    }
}

extension AppState {
    /// The stores that profiles live in.
    var usedStores: Set<StoreName> { catalog.stores.intersection(stores.keys) }

    /// The first store in use that is not ready.
    var firstTroubledStore: (StoreName, StoreState)? {
        let used = usedStores
        for name in StoreName.allCases where used.contains(name) {
            if let state = stores[name], state != .ready { return (name, state) }
        }
        return nil
    }
}
