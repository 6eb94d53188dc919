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

    @Test(arguments: [0, 1, 2, 3, 5, 8, 13, 21, 34, 35, 36, 59, 60, 79, 80, 120])
    func `any size draws every pane, form, batch and message`(columns: Int) throws {
        for rows in 0...12 {
            let state = Session.showing(try Samples.picture(), columns: columns, rows: rows)
            state.press([.enter])
            state.press([.character("v")], answering: .reading(.success(try Samples.reading())))
            for tab in InspectTab.allCases {
                let errand = state.errand([.character(tab.digit)])
                _ = state.drawn
                if let errand { state.apply(.inspect(errand.attempt, Self.answer(errand))) }
                #expect(state.drawn.size == state.size)
            }
            state.press([.character("4"), .enter], answering: .tools(.success(Samples.tools)))
            for keys in [
                [], [.enter], [.enter], [.down, .right], [.escape], [.end, .enter], [.character("1"), .enter],
            ] as [[Key]] {
                state.press(keys)
                #expect(state.drawn.size == state.size)
            }
            state.press([.escape, .escape, .escape, .character("*"), .character("R")])
            #expect(state.drawn.size == state.size)
            state.press([.escape, .escape, .character("D"), .character("支"), .enter])
            #expect(state.drawn.size == state.size)
            state.value.messages.note(Failure(headline: "no", hint: "    try\nthis"), of: "支払い", at: Samples.now)
            state.press([.escape, .character("M")])
            #expect(state.drawn.size == state.size)
        }
    }

    private static func answer(_ errand: InspectErrand) -> InspectAnswer {
        switch errand.kind {
        case .reading: .reading(.success(nil))
        case .leftovers: .leftovers(.success([]))
        case .history: .history(.success(Samples.history))
        case .acceptDrift: .accepted(.success(Samples.discovery.accepted))
        case .tools: .tools(.success(Samples.tools))
        case .discovery: .discovery(.success(Samples.discovery))
        case .call: .called(.success(ToolAnswer(text: "支\u{1B}[2J", isError: true)))
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
            .character(" "), .character("*"), .character("D"), .character("E"), .character("M"), .character("v"),
            .character("4"), .character("3"), .character("a"), .character("y"), .character("6"), .backtab,
        ]
        var open: [Effect] = []
        for step in 0..<4000 {
            if step % 7 == 0 {
                let size = Size(
                    columns: Int.random(in: 0...130, using: &generator), rows: Int.random(in: 0...40, using: &generator)
                )
                state.apply(.resized(size))
            }
            if step % 11 == 0 { state.apply(.tick(state.now + 1)) }
            open += state.press([keys.randomElement(using: &generator) ?? .up])
            if step % 3 == 0, let effect = open.popLast() {
                switch effect {
                case .inspect(let errand): open += state.apply(.inspect(errand.attempt, Self.answer(errand)))
                case .batch(.export(_, let path, _, let attempt)):
                    open += state.apply(.batch(.exported(attempt, .success(.exists(path)))))
                case .renew(let id, let attempt, _):
                    open += state.apply(.renewalFailed(id, attempt, Failure(headline: "no \(step % 300)")))
                default: break
                }
            }
            _ = state.drawn
            let layout = Layout(size: state.size)
            if let place = state.selectedPlace, layout.listRows > 0 {
                #expect((state.list.top..<state.list.top + layout.listRows).contains(place))
            }
        }
        #expect(state.ending == nil || state.ending == .quit)
    }
}
