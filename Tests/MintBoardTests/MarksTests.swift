import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct MarksTests {
    private func session() throws -> Session {
        Session.showing([
            try Samples.record("alpha", left: 1000), try Samples.record("beta", left: 2000),
            try Samples.record("gamma", left: 3000),
        ])
    }

    private func names(_ state: Session) -> Set<String> {
        Set(state.list.marks.map { String($0.rawValue.dropFirst(3)) })
    }

    @Test(
        arguments: [
            ([Key.character(" ")], ["alpha"]), ([.character(" "), .character(" ")], ["alpha", "beta"]),
            ([.character(" "), .up, .character(" ")], []), ([.character("*")], ["alpha", "beta", "gamma"]),
            ([.character(" "), .character("*")], ["beta", "gamma"]), ([.character("*"), .character("*")], []),
            ([.character("*"), .escape], []), ([.character(" "), .character("I")], ["alpha"]),
            ([.character(" "), .character(">"), .character(">")], ["alpha"]),
        ] as [([Key], [String])])
    func `keys of marks`(keys: [Key], expected: [String]) throws {
        let state = try session()
        state.press(keys)
        #expect(names(state) == Set(expected))
    }

    @Test func `marks outlive a filter, which only adds those that it shows`() throws {
        let state = try session()
        state.press([.character(" ")])
        state.type("/beta")
        state.press([.enter, .character("*")])
        #expect(names(state) == ["alpha", "beta"])
        state.press([.escape])
        #expect(state.list.filter == nil && names(state) == ["alpha", "beta"])
        state.press([.escape])
        #expect(names(state).isEmpty)
    }

    @Test func `a mark goes with its profile`() throws {
        let state = try session()
        state.press([.character("*")])
        state.receive([try Samples.record("beta", left: 2000)])
        #expect(names(state) == ["beta"])
    }

    @Test func `the list is recalled before it is shown, and kept when it was changed`() throws {
        let state = Session.opening()
        state.apply(.memory(ListMemory(sortKey: "name", isInverted: true, filter: "!fox")))
        state.receive([try Samples.record("alpha"), try Samples.record("omega"), try Samples.record("fox")])
        #expect(state.value.names == ["omega", "alpha"])
        #expect(state.apply(.tick(Samples.now + 1)).isEmpty, "nothing changed")
        state.press([.character("I")])
        let memory = ListMemory(sortKey: "name", isInverted: false, filter: "!fox")
        #expect(state.apply(.tick(Samples.now + 2)).contains(.remember(memory)))
        #expect(!state.apply(.tick(Samples.now + 3)).contains(.remember(memory)))
        state.press([.character("/"), .ctrl("u")])
        #expect(!state.apply(.tick(Samples.now + 4)).contains { if case .remember = $0 { true } else { false } })
        state.press([.enter])
        #expect(
            state.press([.character("q")]) == [.remember(ListMemory(sortKey: "name", isInverted: false, filter: ""))])
    }

    @Test(arguments: [
        ListMemory(sortKey: "no-such", isInverted: false, filter: "exp:soon"),
        ListMemory(sortKey: "", isInverted: true, filter: String(repeating: "x\u{1B}", count: 9000)),
    ])
    func `a memory from elsewhere does no harm`(memory: ListMemory) throws {
        let state = Session.opening()
        state.apply(.memory(memory))
        state.receive([try Samples.record("alpha")])
        #expect(state.list.key == .attention && state.list.filterText.count <= 256)
        #expect(state.drawn.text.unicodeScalars.allSatisfy { $0 == "\n" || $0.isSafeToShow })
    }
}
