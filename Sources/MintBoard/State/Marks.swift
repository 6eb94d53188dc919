import MintCore

/// What keys do with marks.
enum MarkAction: Equatable, Sendable {
    /// The selected one, and on to the next.
    case toggle
    /// All that are shown where none is; else the other ones of them.
    case turn
    case clear
}

extension AppState {
    mutating func perform(_ action: MarkAction) -> [Effect] {
        switch action {
        case .toggle:
            guard let id = list.selection else { break }
            if list.marks.remove(id) == nil { list.marks.insert(id) }
            move(by: 1)
        case .turn: turnMarks()
        case .clear: list.marks = []
        }
        return []
    }

    private mutating func turnMarks() {
        for position in list.order.shown {
            let id = catalog.records[position].id
            if list.marks.remove(id) == nil { list.marks.insert(id) }
        }
    }

    /// Those of profiles that are gone go with them.
    mutating func dropMarksOfMissing() {
        guard !list.marks.isEmpty else { return }
        list.marks = list.marks.filter { catalog.index[$0] != nil }
    }
}
