import MintCore

/// How the list is shown, for the next run. Holds no secret.
public struct ListMemory: Equatable, Sendable {
    /// The column's word: `attention`, `name`, `server` …
    public var sortKey: String
    public var isInverted: Bool
    /// As typed; empty for none.
    public var filter: String

    public init(sortKey: String, isInverted: Bool, filter: String) {
        (self.sortKey, self.isInverted, self.filter) = (sortKey, isInverted, filter)
    }

    /// As a list is shown that nobody changed.
    var isUsual: Bool { sortKey == ListOrder.Key.attention.word && !isInverted && filter.isEmpty }
}

/// Where it rests between two runs. What cannot be kept is shown as always: nothing here throws.
public struct ListMemoryServices: Sendable {
    public var recall: @Sendable () async -> ListMemory?
    public var keep: @Sendable (ListMemory) async -> Void

    public init(
        recall: @escaping @Sendable () async -> ListMemory?, keep: @escaping @Sendable (ListMemory) async -> Void
    ) {
        (self.recall, self.keep) = (recall, keep)
    }
}

extension AppState {
    /// As the list was left last; a word that this program does not know counts for nothing.
    mutating func recall(_ memory: ListMemory) {
        if let key = ListOrder.Key.allCases.first(where: { $0.word == memory.sortKey }) { list.key = key }
        list.isInverted = memory.isInverted
        remembered = memory
        setFilter(memory.filter.plainLine(limit: 256))
    }

    /// Once a second at most, and never while something is being typed.
    mutating func rememberList() -> [Effect] {
        let memory = ListMemory(sortKey: list.key.word, isInverted: list.isInverted, filter: list.filterText)
        guard case .ready = contents, list.editor == nil, memory != remembered else { return [] }
        remembered = memory
        return [.remember(memory)]
    }
}
