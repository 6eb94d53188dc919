import MintCore
import MintScreen

@testable import MintBoard

/// A state that keys and messages change in place, for tests that read like somebody's session at the board.
@dynamicMemberLookup final class Session {
    var value: AppState

    init(_ value: AppState) { self.value = value }

    static func showing(
        _ records: [ProfileRecord], columns: Int = 80, rows: Int = 24, glyphs: Glyphs = .unicode,
        preferences: BoardPreferences = BoardPreferences()
    ) -> Session {
        let session = Session(.sample(columns: columns, rows: rows, glyphs: glyphs, preferences: preferences))
        session.open()
        session.receive(records)
        session.apply(.stores([.vault: .ready, .secretService: .locked]))
        return session
    }

    /// Before anything was read.
    static func opening(columns: Int = 80, rows: Int = 24) -> Session {
        let session = Session(.sample(columns: columns, rows: rows))
        session.open()
        return session
    }

    subscript<T>(dynamicMember path: KeyPath<AppState, T>) -> T { value[keyPath: path] }

    @discardableResult func open() -> [Effect] { value.open() }
    @discardableResult func apply(_ message: Message) -> [Effect] { value.apply(message) }
    @discardableResult func press(_ keys: [Key]) -> [Effect] { keys.flatMap { value.apply(.key($0)) } }
    @discardableResult func type(_ text: String) -> [Effect] { press(text.map { .character($0) }) }

    /// A reading that found these; whatever reading is under way ends with it.
    @discardableResult func receive(_ records: [ProfileRecord]) -> [Effect] {
        if value.loading.attempt == nil { press([.function(5)]) }
        guard let attempt = value.loading.attempt else { return [] }
        value.loading.isStale = false
        return apply(.loaded(attempt, Catalog(records, policy: value.preferences.policy)))
    }
}
