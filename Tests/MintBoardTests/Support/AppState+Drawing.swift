import MintCore
import MintScreen

@testable import MintBoard

extension AppState {
    static func sample(
        columns: Int = 80, rows: Int = 24, glyphs: Glyphs = .unicode, hostName: String = "web-07",
        blanksAfter: Int? = nil, preferences: BoardPreferences = BoardPreferences()
    ) -> AppState {
        AppState(
            hostName: hostName, glyphs: glyphs, size: Size(columns: columns, rows: rows), now: Samples.now, seed: 7,
            blanksAfter: blanksAfter, preferences: preferences)
    }

    var drawn: CellBuffer {
        var frame = CellBuffer(size: size)
        BoardScreen.render(self, into: &frame)
        return frame
    }

    /// The names in the list, from top to bottom.
    var names: [String] { list.order.shown.map { catalog.records[$0].profile.name } }
    var selectedName: String? { selectedRecord?.profile.name }
}

extension [Effect] {
    var renewals: [ProfileID] { compactMap { if case .renew(let id, _, _) = $0 { id } else { nil } } }
    var attempts: [Attempt] { compactMap { if case .renew(_, let attempt, _) = $0 { attempt } else { nil } } }
}
