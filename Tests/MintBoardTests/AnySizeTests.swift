import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct AnySizeTests {
    @Test(arguments: 0...40)
    func `any size draws every screen`(columns: Int) throws {
        for rows in 0...12 {
            let state = Session.showing(try Samples.picture(), columns: columns, rows: rows)
            for keys in [
                [], [.enter], [.end], [.escape, .character("?")], [.escape, .character("p")],
                [.escape, .escape, .character("/"), .character("支")],
            ]
                as [[Key]]
            {
                state.press(keys)
                let frame = state.drawn
                #expect(frame.size == state.size)
            }
            _ = Session.showing([], columns: columns, rows: rows).drawn
        }
    }

    @Test func `a storm of sizes and keys from a seed never leaves the selection out of view`() throws {
        var generator = SeededGenerator(seed: 1)
        let state = Session.showing(try (0..<60).map { try Samples.record("p\($0)", left: $0 * 100 - 500) })
        let keys: [Key] = [
            .up, .down, .pageUp, .pageDown, .home, .end, .enter, .escape, .character("/"), .character("p"),
            .character("R"),
            .character("?"), .character("1"), .character("<"), .character(">"), .character("I"), .character("Z"), .tab,
            .left,
            .right, .backspace, .function(5), .paste("2 支\u{1B}[2J\n!x"), .insert, .ctrl("w"),
        ]
        for step in 0..<4000 {
            if step % 7 == 0 {
                let size = Size(
                    columns: Int.random(in: 0...130, using: &generator), rows: Int.random(in: 0...40, using: &generator)
                )
                state.apply(.resized(size))
            }
            if step % 11 == 0 { state.apply(.tick(state.now + 1)) }
            state.press([keys.randomElement(using: &generator) ?? .up])
            _ = state.drawn
            let layout = Layout(size: state.size)
            if let place = state.selectedPlace, layout.listRows > 0 {
                #expect((state.list.top..<state.list.top + layout.listRows).contains(place))
            }
        }
        #expect(state.ending == nil || state.ending == .quit)
    }
}
