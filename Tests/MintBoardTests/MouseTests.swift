import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct MouseTests {
    private func mouse(_ kind: Mouse.Kind, row: Int, column: Int = 5) -> Key {
        .mouse(Mouse(kind, at: Position(row: row, column: column)))
    }

    @Test func `a click selects the row that is there, and nothing else`() throws {
        let state = Session.showing(try Samples.picture())
        state.press([mouse(.click, row: 4)])
        #expect(state.value.selectedName == state.value.names[2])
        for row in [0, 1, 15, 21, 22, 23, 99, -1] {
            #expect(state.press([mouse(.click, row: row)]) == [])
            #expect(state.value.selectedName == state.value.names[2] && state.screens.isEmpty)
        }
    }

    @Test func `a second click inspects, the wheel scrolls`() throws {
        let state = Session.showing(try Samples.picture())
        state.press([mouse(.wheelDown, row: 3)])
        #expect(state.selectedPlace == 3)
        state.press([mouse(.wheelUp, row: 3), mouse(.doubleClick, row: 3)])
        guard case .inspect(let inspect)? = state.screens.last else {
            Issue.record("\(state.screens)")
            return
        }
        #expect(inspect.profile == state.value.list.selection && state.selectedPlace == 1)
    }

    /// Every screen that keys lead to, clicked all over: no effect that reaches a server, a store or a process.
    @Test func `no click or wheel ever does what cannot be undone`() throws {
        for keys: [Key] in [
            [], [.enter], [.character("p")], [.character("?")], [.character("/")], [.character(":")], [.character("y")],
            [.character("y"), .end, .enter], [.character("R")],
        ] {
            let state = Session.showing(try Samples.picture())
            state.press(keys)
            for row in 0..<24 {
                for kind in [Mouse.Kind.click, .doubleClick, .wheelDown, .wheelUp] {
                    let effects = state.press([mouse(kind, row: row, column: row * 3)])
                    #expect(effects.isEmpty, "\(keys) \(effects)")
                }
            }
            #expect(state.ending == nil)
        }
    }
}
