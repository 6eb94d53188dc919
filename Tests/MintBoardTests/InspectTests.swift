import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct InspectTests {
    private func panes() throws -> Session {
        let state = Session.showing([try Samples.record("billing")])
        state.press([.enter])
        return state
    }

    @Test(arguments: [
        ([Key.character("3")], InspectTab.discovery), ([.tab], .credential), ([.right, .right], .discovery),
        ([.backtab], .use), ([.left], .use), ([.tab, .tab, .tab, .tab, .tab, .tab], .token),
        ([.character("6"), .tab], .token), ([.character("4"), .character("9")], .server),
    ])
    func `tabs by digit and by step`(keys: [Key], tab: InspectTab) throws {
        let state = try panes()
        state.press(keys)
        #expect(state.inspect?.tab == tab)
    }

    @Test func `what costs a request or needs a store waits for a key`() throws {
        let state = try panes()
        #expect(state.press([.character("1"), .character("4"), .character("6")]).errands == [])
        for (key, kind) in [
            (Key.character("2"), InspectErrand.Kind.leftovers), (.character("3"), .discovery(isAnew: false)),
            (.character("5"), .history),
        ] { #expect(state.errand([key])?.kind == kind) }
        #expect(state.errand([.character("1"), .character("v")])?.kind == .reading)
        #expect(state.errand([.character("4"), .enter])?.kind == .tools)
        #expect(state.errand([.character("3"), .character("d")])?.kind == nil, "the first is still under way")
    }

    @Test func `an answer to what was given up is dropped`() throws {
        let state = try panes()
        let first = try #require(state.errand([.character("v")]))
        #expect(state.press([.escape]).cancelled == [first.attempt])
        #expect(state.inspect?.reading.isCancelled == true && state.screens.count == 1)
        state.apply(.inspect(first.attempt, .reading(.success(try Samples.reading()))))
        #expect(state.inspect?.reading.value == nil)
        let second = try #require(state.errand([.character("v")]))
        state.apply(.inspect(first.attempt, .reading(.success(try Samples.reading()))))
        #expect(state.inspect?.reading.isWaiting == true)
        state.apply(.inspect(second.attempt, .reading(.success(try Samples.reading()))))
        #expect(state.inspect?.reading.value??.claims.isEmpty == false)
    }

    @Test func `leaving cancels all that is under way, and no answer opens anything`() throws {
        let state = try panes()
        let reading = try #require(state.errand([.character("v")]))
        let tools = try #require(state.errand([.character("4"), .enter]))
        state.press([.character("1")])
        #expect(Set(state.press([.character("q")]).cancelled) == [reading.attempt, tools.attempt])
        #expect(state.screens.isEmpty)
        #expect(state.apply(.inspect(tools.attempt, .tools(.success(Samples.tools)))) == [])
        #expect(state.screens.isEmpty)
    }

    @Test func `an answer finds its pane under a probe`() throws {
        let state = try panes()
        let reading = try #require(state.errand([.character("v")]))
        state.press([.character("p")])
        state.apply(.inspect(reading.attempt, .reading(.success(nil))))
        state.press([.character("q")])
        #expect(state.inspect?.reading.value == .some(nil))
    }

    @Test func `a failure stands in the pane and among the messages; what was found before stays`() throws {
        let state = try panes()
        state.press([.character("4"), .enter], answering: .tools(.success(Samples.tools)))
        let failure = Failure(headline: "api.example does not answer", exitStatus: .network)
        state.press([.character("t")], answering: .tools(.failure(failure)))
        #expect(state.inspect?.tools.failure == failure && state.inspect?.tools.value == Samples.tools)
        #expect(state.messages.unread == 1 && state.messages.entries.first?.profile == "billing")
    }

    @Test(arguments: [Key.enter, .escape, .character("n"), .character("q")])
    func `anything but y leaves the drift as it is`(key: Key) throws {
        let state = try panes()
        state.press([.character("3")], answering: .discovery(.success(Samples.discovery)))
        state.press([.character("a")])
        #expect(state.value.question != nil)
        #expect(state.press([key]).errands == [] && state.value.question == nil && state.screens.count == 1)
        state.press([.character("a")])
        let errand = try #require(state.errand([.character("y")]))
        #expect(errand.kind == .acceptDrift)
        state.apply(.inspect(errand.attempt, .accepted(.success(Samples.discovery.accepted))))
        #expect(state.inspect?.discovery.value??.drift == [] && state.notice?.style == .good)
        state.press([.character("a")])
        #expect(state.value.question == nil, "there is nothing to accept any more")
    }

    @Test func `a tool that reads only is called at once, any other one is asked about`() throws {
        let state = try panes()
        state.press([.character("4"), .enter], answering: .tools(.success(Samples.tools)))
        state.press([.enter])
        state.type("a b")
        #expect(
            state.errand([.enter])?.kind
                == .call(ToolCall(tool: "search", arguments: ["query": "a b", "limit": .int(10)])))
        state.press([.escape, .escape, .down, .enter])
        #expect(state.press([.enter]).errands == [])
        #expect(state.value.question == "whoami may change something. Call it?")
        #expect(state.press([.enter]).errands == [], "no is what Enter says")
        state.press([.enter])
        #expect(state.errand([.character("y")])?.kind == .call(ToolCall(tool: "whoami", arguments: [:])))
    }

    @Test func `letters go to the field, and leave again with Esc`() throws {
        let state = try panes()
        state.press([.character("4"), .enter], answering: .tools(.success(Samples.tools)))
        state.press([.enter])
        state.type("Z?q1 M")
        #expect(state.inspect?.form?.fields.first?.editor.text == "Z?q1 M")
        #expect(state.pausedAt == nil && state.help == nil)
        state.press([.function(1)])
        #expect(state.help != nil)
        state.press([.escape, .escape])
        #expect(state.inspect?.form == nil && state.screens.count == 1)
    }

    @Test func `a call that is cancelled keeps what was typed`() throws {
        let state = try panes()
        state.press([.character("4"), .enter], answering: .tools(.success(Samples.tools)))
        state.press([.enter])
        state.type("x")
        let errand = try #require(state.errand([.enter]))
        #expect(state.press([.escape]).cancelled == [errand.attempt])
        state.apply(.inspect(errand.attempt, .called(.success(ToolAnswer(text: "late", isError: false)))))
        #expect(state.inspect?.form?.isEditing == true && state.inspect?.form?.fields.first?.editor.text == "x")
    }

    @Test func `fewer tools than before move the selection`() throws {
        let state = try panes()
        state.press([.character("4"), .enter], answering: .tools(.success(Samples.tools)))
        state.press([.end])
        #expect(state.inspect?.selectedTool?.name == "purge")
        var fewer = Samples.tools
        fewer.tools.removeLast()
        state.press([.character("t")], answering: .tools(.success(fewer)))
        #expect(state.inspect?.selectedTool?.name == "whoami")
        state.press([.character("t")], answering: .tools(.success(ToolShelf(tools: [], revision: "2026-07-28"))))
        #expect(state.inspect?.selectedTool == nil)
        #expect(state.drawn.text.contains("lists no tools"))
    }

    @Test func `claims of the token before are told from those of the present one`() throws {
        let state = try panes()
        state.press([.character("v")], answering: .reading(.success(try Samples.reading(generation: 1))))
        #expect(!state.drawn.text.contains("the token before"))
        state.receive([
            ProfileRecord(profile: try Samples.profile("billing"), token: Samples.token(left: 3000, generation: 2))
        ])
        let lines = InspectScreen.content(try #require(state.inspect), state.value, width: 80).lines
        #expect(lines.contains { $0.contains { $0.text.contains("This was the token before") } })
    }

    @Test func `neither the token nor its signature nor an unknown claim's value reaches the state`() throws {
        let state = try panes()
        state.press([.character("v")], answering: .reading(.success(try Samples.reading())))
        let all = "\(state.value)"
        #expect(all.contains("internal_note") && all.contains("svc-billing-sync"))
        #expect(!all.contains("do-not-show") && !all.contains("c2lnbmF0dXJl") && !all.contains("eyJ"))
    }
}
