import MintCore
import MintScreen

extension AppState {
    /// The profile that keys act on: the one on the screen, or the selected one.
    var subject: ProfileID? {
        for screen in screens.reversed() {
            switch screen {
            case .inspect(let inspect): return inspect.profile
            case .probe(let probe): return probe.profile
            case .copy(let menu): return menu.profile
            case .store, .batch, .messages, .wizard: return nil
            case .command: continue
            }
        }
        return list.selection
    }

    var selectedRecord: ProfileRecord? { list.selection.flatMap { catalog[$0] } }

    /// Works the order out anew; the selection stays on its profile, or on its place where the profile went away.
    mutating func reorder() {
        let former = list.place ?? 0
        list.order = ListOrder(
            of: catalog, by: list.key, isInverted: list.isInverted, filter: list.filter, at: shownNow)
        list.place = list.selection.flatMap { catalog.index[$0] }.flatMap { list.order.shown.firstIndex(of: $0) }
        if list.place == nil { select(place: former) }
        keepSelectionInView()
    }

    /// The selected row, counted from the top of the list.
    var selectedPlace: Int? { list.place }

    mutating func move(by rows: Int) { select(place: (selectedPlace ?? 0) + rows) }

    mutating func select(place: Int) {
        let shown = list.order.shown
        guard !shown.isEmpty else {
            list.selection = nil
            list.place = nil
            return
        }
        let place = min(max(place, 0), shown.count - 1)
        list.place = place
        list.selection = catalog.records[shown[place]].id
        keepSelectionInView()
    }

    mutating func keepSelectionInView() {
        list.top = Layout(size: size).firstRow(
            showing: selectedPlace ?? 0, of: list.order.shown.count, from: list.top)
    }

    mutating func sort(by step: Int) {
        let keys = ListOrder.Key.allCases
        list.key = keys[(list.key.rawValue + step + keys.count) % keys.count]
        list.isInverted = false
        notice = .hint("sorted by \(list.key.words)", at: now)
        reorder()
    }

    // MARK: Filter

    mutating func setFilter(_ text: String) {
        list.filterText = text
        list.filter = text.allSatisfy { $0 == " " } ? nil : Filter(text)
        if list.filter == nil { list.filterText = "" }
        reorder()
    }

    /// Keys while the filter is being typed.
    mutating func editFilter(_ key: Key, _ editor: LineEditor) -> [Effect] {
        var editor = editor
        switch key {
        case .enter: list.editor = nil
        case .escape:
            list.editor = nil
            setFilter("")
        case .up: move(by: -1)
        case .down: move(by: 1)
        case .pageUp: move(by: -Layout(size: size).listRows)
        case .pageDown: move(by: Layout(size: size).listRows)
        case .backspace where editor.text.isEmpty: list.editor = nil
        default:
            guard editor.apply(key) else { break }
            list.editor = editor
            setFilter(editor.text)
        }
        return []
    }
}
