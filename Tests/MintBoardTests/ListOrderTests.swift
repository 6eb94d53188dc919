import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct ListOrderTests {
    @Test func `failing, expired, expiring, unknown, none, valid; within them the soonest first`() throws {
        var failing = try Samples.record("failing", left: 3000)
        failing.contact?.failure = ContactFailure(code: "timeout", headline: "t", hint: nil)
        var none = try Samples.record("none")
        none.token = nil
        let records = [
            try Samples.record("valid-late", left: 3500), try Samples.record("valid-soon", left: 1000), none,
            try Samples.record("unknown", left: nil), try Samples.record("expiring", left: 100),
            try Samples.record("expired-just", left: -1), try Samples.record("expired-long", left: -1000), failing,
        ]
        let state = Session.showing(records)
        #expect(
            state.names == [
                "failing", "expired-long", "expired-just", "expiring", "unknown", "none", "valid-soon", "valid-late",
            ])
        #expect(state.list.order.counts == AttentionCounts(total: 8, failing: 1, expired: 2, expiring: 1))
    }

    @Test func `equal rows stand by name, whatever order they came in`() throws {
        let names = ["b", "A", "c", "a2"]
        for start in names.indices {
            let rotated = Array(names[start...] + names[..<start])
            #expect(Session.showing(try rotated.map { try Samples.record($0) }).names == ["A", "a2", "b", "c"])
        }
    }

    @Test func `the selection stays on its profile when time reorders the list`() throws {
        let state = Session.showing([try Samples.record("b", left: 1000), try Samples.record("a", left: 900)])
        #expect(state.names == ["a", "b"])
        state.press([.down])
        var late = try Samples.record("a", left: 3600)
        late.token?.generation = 2
        state.receive([try Samples.record("b", left: 1000), late])
        #expect(state.names == ["b", "a"] && state.selectedName == "b")
    }

    @Test func `a selected profile that goes away leaves its place to the next`() throws {
        let state = Session.showing(try ["a", "b", "c"].map { try Samples.record($0) })
        state.press([.down])
        state.receive(try ["a", "c"].map { try Samples.record($0) })
        #expect(state.selectedName == "c")
        state.receive([])
        #expect(state.selectedName == nil)
    }

    @Test func `rows move at the very second a token changes its state, and not before`() throws {
        let state = Session.showing([
            try Samples.record("long", left: 5000, of: 36000), try Samples.record("short", left: 310),
        ])
        #expect(state.list.order.nextChange == Samples.now + 10)
        let before = state.list.order
        state.apply(.tick(Samples.now + 9))
        #expect(state.list.order == before)
        state.apply(.tick(Samples.now + 10))
        #expect(state.list.order.counts.expiring == 1)
        state.apply(.tick(Samples.now + 310))
        #expect(state.list.order.counts == AttentionCounts(total: 2, failing: 0, expired: 1, expiring: 0))
    }

    @Test func `a wall clock that goes back is followed`() throws {
        let state = Session.showing([try Samples.record("a", left: -5)])
        #expect(state.list.order.counts.expired == 1)
        state.apply(.tick(Samples.now + -1000))
        #expect(state.list.order.counts.expired == 0)
    }

    @Test func `the sort column is chosen, turned round and shown`() throws {
        let state = Session.showing([try Samples.record("b", left: 100), try Samples.record("a")])
        #expect(state.names == ["b", "a"])
        state.type(">")
        #expect(state.names == ["a", "b"])
        #expect(state.drawn.text.contains("NAME▴"))
        state.type("I")
        #expect(state.names == ["b", "a"])
        #expect(state.drawn.text.contains("NAME▾"))
        state.type("<<")
        #expect(state.list.key == .health && !state.list.isInverted)
    }

    @Test func `moving stays inside, by row, page and end`() throws {
        let state = Session.showing(try (100..<160).map { try Samples.record("p\($0)") }, rows: 15)
        state.press([.up])
        #expect(state.selectedName == "p100")
        state.press([.pageDown])
        #expect(state.selectedName == "p109")
        state.press([.end, .down])
        #expect(state.selectedName == "p159" && state.list.top == 50)
        state.press([.character("g")])
        #expect(state.selectedName == "p100" && state.list.top == 0)
        state.press([.character("G"), .character("k")])
        #expect(state.selectedName == "p158")
    }

    @Test func `the hardware cursor rests on the selected row`() throws {
        let state = Session.showing(try (100..<160).map { try Samples.record("p\($0)") }, rows: 15)
        state.press([.pageDown, .pageDown, .up])
        var frame = CellBuffer(size: state.size)
        let cursor = try #require(BoardScreen.render(state.value, into: &frame))
        #expect(frame[cursor.row, cursor.column].glyph == ">")
        #expect(frame[cursor.row, 5].style == .selected)
    }
}
