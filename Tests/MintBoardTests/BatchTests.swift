import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct BatchTests {
    private let refusal = Failure(headline: "id.example refused it", exitStatus: .authentication)

    private func marked(_ count: Int) throws -> Session {
        let state = Session.showing(try (0..<count).map { try Samples.record("p\($0)", left: 1000 + $0) })
        state.press([.character("*")])
        return state
    }

    private func attempts(_ effects: [Effect]) -> [(ProfileID, Attempt)] {
        effects.compactMap { if case .renew(let id, let attempt, _) = $0 { (id, attempt) } else { nil } }
    }

    @Test func `a few at a time, and one more for each that ends`() throws {
        let state = try marked(6)
        var open = attempts(state.press([.character("R")]))
        #expect(open.count == BatchState.limit)
        var begun = open.count
        while let (id, attempt) = open.first {
            open.removeFirst()
            let more =
                id.rawValue == "id-p2"
                ? state.apply(.renewalFailed(id, attempt, refusal))
                : state.apply(.renewed(attempt, try Samples.record(id.rawValue.replacing("id-", with: ""), left: 3600)))
            open += attempts(more)
            begun += attempts(more).count
            #expect(state.value.batch?.running.count ?? 0 <= BatchState.limit)
        }
        #expect(begun == 6 && state.value.batch?.stage == .ended)
        let counts = try #require(state.value.batch?.counts)
        #expect(counts.done == 5 && counts.failed == 1)
        #expect(state.list.marks == [ProfileID(rawValue: "id-p2")], "what failed stays marked")
        #expect(state.messages.entries.map(\.profile) == ["p2"])
        state.press([.escape])
        #expect(state.screens.isEmpty && state.value.batch == nil)
    }

    @Test func `Esc stops: what waits is not begun, what runs is cancelled, a late answer changes nothing`() throws {
        let state = try marked(6)
        let open = attempts(state.press([.character("R")]))
        let effects = state.press([.escape])
        #expect(Set(effects.cancelled) == Set(open.map(\.1)))
        #expect(state.value.batch?.stage == .ended && state.value.batch?.counts.other == 6)
        #expect(state.renewals.isEmpty)
        state.apply(.renewalFailed(open[0].0, open[0].1, refusal))
        #expect(state.value.batch?.counts.failed == 0 && state.messages.entries.isEmpty)
    }

    @Test func `a renewal that is under way is waited for, a pasted token left out`() throws {
        var profile = try Samples.profile("pasted", grant: .static, method: .none)
        profile.requestedScopes = []
        let state = Session.showing([
            try Samples.record("busy", left: 1000), ProfileRecord(profile: profile, token: Samples.token(left: 2000)),
        ])
        let first = try #require(attempts(state.press([.character("R")])).first)
        state.press([.character("*")])
        #expect(attempts(state.press([.character("R")])).isEmpty)
        #expect(state.value.batch?.running == [first.1: 0])
        #expect(state.value.batch?.rows[1].status == .skipped("a pasted token cannot be renewed"))
        state.apply(.renewed(first.1, try Samples.record("busy", left: 3600)))
        #expect(state.value.batch?.stage == .ended)
    }

    @Test func `probes of many report one by one`() throws {
        let state = try marked(2)
        let probes = state.press([.character("p")]).compactMap { effect -> Attempt? in
            if case .probe(_, let attempt) = effect { attempt } else { nil }
        }
        #expect(probes.count == 2)
        state.apply(.climbed(probes[0], Rung(.name, microseconds: 5, detail: "127.0.0.1")))
        state.apply(.probeEnded(probes[0], nil))
        state.apply(.probeEnded(probes[1], refusal))
        let counts = try #require(state.value.batch?.counts)
        #expect(counts.done == 1 && counts.failed == 1 && state.value.batch?.stage == .ended)
    }

    @Test func `more than a screenful wants a word first`() throws {
        let state = try marked(BatchState.askedBeyond + 1)
        #expect(attempts(state.press([.character("R")])).isEmpty && state.value.batch?.stage == .asking)
        #expect(attempts(state.press([.enter])).count == BatchState.limit)
    }

    @Test(arguments: [(1, "p0"), (3, "3")])
    func `removing wants the name, or the number`(count: Int, word: String) throws {
        let state = try marked(count)
        #expect(state.press([.character("D"), .enter]) == [])
        for wrong in ["x", "P0", " p0", "0"] {
            state.press([.ctrl("u")])
            state.type(wrong)
            #expect(state.press([.enter]) == [] && state.value.batch?.problem != nil)
        }
        state.press([.ctrl("u")])
        state.type(word)
        let removals = state.press([.enter]).compactMap { effect -> Attempt? in
            if case .batch(.remove(_, let attempt)) = effect { attempt } else { nil }
        }
        #expect(removals.count == count)
        // What began is not given up.
        #expect(state.press([.escape]).cancelled == [] && state.value.batch?.stage == .running)
        for attempt in removals {
            state.apply(.batch(.removed(attempt, .success(RemovalReport(words: "forgotten", cautions: [])))))
        }
        #expect(state.value.batch?.stage == .ended && state.loading.isStale || state.loading.attempt != nil)
        state.receive([])
        state.press([.escape])
        #expect(state.screens.isEmpty && state.list.marks.isEmpty)
    }

    @Test func `Esc before the word leaves everything as it is`() throws {
        let state = try marked(3)
        state.press([.delete])
        state.type("3")
        #expect(state.press([.escape]) == [] && state.screens.isEmpty && state.list.marks.count == 3)
    }

    @Test func `profiles that the filter hides are told of, and come last`() throws {
        let state = try marked(3)
        state.type("/p1")
        state.press([.enter, .character("D")])
        #expect(state.value.batch?.hidden == 2 && state.value.batch?.rows.map(\.name) == ["p1", "p0", "p2"])
        #expect(state.drawn.text.contains("2 of them the filter hides"))
    }

    @Test func `an export is asked for a path, and again before it replaces a file`() throws {
        let state = try marked(2)
        state.press([.character("E"), .ctrl("u"), .enter])
        #expect(state.value.batch?.problem != nil)
        state.type("~/p.json")
        func export(_ keys: [Key]) -> (String, Bool, Attempt)? {
            state.press(keys).lazy.compactMap { effect in
                guard case .batch(.export(_, let path, let overwrites, let attempt)) = effect else { return nil }
                return (path, overwrites, attempt)
            }.first
        }
        var asked = try #require(export([.enter]))
        #expect(asked.0 == "~/p.json" && !asked.1)
        state.apply(.batch(.exported(asked.2, .success(.exists("/home/ops/p.json")))))
        #expect(state.value.question?.contains("/home/ops/p.json") == true)
        state.press([.enter])
        #expect(state.value.batch?.stage == .asking && state.value.batch?.editor.text == "~/p.json")
        asked = try #require(export([.enter]))
        state.apply(.batch(.exported(asked.2, .success(.exists("/home/ops/p.json")))))
        asked = try #require(export([.character("y")]))
        #expect(asked.0 == "/home/ops/p.json" && asked.1)
        state.apply(.batch(.exported(asked.2, .failure(Failure(headline: "The disk is full")))))
        #expect(state.value.batch?.problem == "The disk is full")
        asked = try #require(export([.enter]))
        state.apply(.batch(.exported(asked.2, .success(.written("/home/ops/p.json")))))
        #expect(state.screens.isEmpty && state.list.marks.isEmpty && state.notice?.style == .good)
    }

    @Test func `a profile that goes away meanwhile is left out`() throws {
        let state = try marked(BatchState.limit + 1)
        let open = attempts(state.press([.character("R")]))
        let last = "p\(BatchState.limit)"
        state.receive(try (0..<BatchState.limit).map { try Samples.record("p\($0)", left: 1000) })
        for (id, attempt) in open {
            state.apply(.renewed(attempt, try Samples.record(id.rawValue.replacing("id-", with: ""), left: 3600)))
        }
        #expect(state.value.batch?.rows.first { $0.name == last }?.status == .skipped("it is gone"))
        #expect(state.value.batch?.stage == .ended)
    }
}
