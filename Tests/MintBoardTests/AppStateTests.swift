import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct AppStateTests {
    // MARK: Renewing and its races

    @Test func `R renews the selected profile, and its answer is shown`() throws {
        let state = Session.showing([try Samples.record("a", left: 100)])
        let effects = state.press([.character("R")])
        #expect(effects.renewals == ["id-a"])
        let attempt = try #require(effects.attempts.first)
        var record = try Samples.record("a", left: 3600)
        record.token?.generation = 2
        let after = state.apply(.renewed(attempt, record))
        #expect(state.selectedRecord == record)
        #expect(state.renewals.isEmpty)
        #expect(after.contains { if case .load(_, force: true) = $0 { true } else { false } })
        #expect(state.notice?.text == "renewed a")
    }

    @Test func `an answer that arrives after Escape changes nothing`() throws {
        let state = Session.showing([try Samples.record("a", left: 100)])
        let attempt = try #require(state.press([.character("R")]).attempts.first)
        #expect(state.press([.escape]) == [.cancel(attempt)])
        let settled = state.value
        #expect(state.apply(.renewed(attempt, try Samples.record("a", left: 3600))) == [])
        #expect(state.apply(.renewalFailed("id-a", attempt, Failure(headline: "no"))) == [])
        #expect(state.value == settled)
    }

    @Test func `an answer to the attempt before does not end the new one`() throws {
        let state = Session.showing([try Samples.record("a", left: 100)])
        let first = try #require(state.press([.character("R")]).attempts.first)
        let second = try #require(state.press([.escape, .character("R")]).attempts.first)
        #expect(first != second)
        let running = state.value
        #expect(state.apply(.renewalFailed("id-a", first, Failure(headline: "late"))) == [])
        #expect(state.value == running)
    }

    @Test func `a second R says that one is under way`() throws {
        let state = Session.showing([try Samples.record("a", left: 100)])
        state.press([.character("R")])
        #expect(state.press([.character("R")]) == [])
        #expect(state.notice?.text.contains("under way") == true)
    }

    @Test func `a failure is shown and the token stays`() throws {
        let state = Session.showing([try Samples.record("a", left: 100)])
        let token = state.selectedRecord?.token
        let attempt = try #require(state.press([.character("R")]).attempts.first)
        state.apply(.renewalFailed("id-a", attempt, Failure(headline: "No answer\u{1B}[2J", exitStatus: .network)))
        #expect(state.selectedRecord?.health == .failing)
        #expect(state.selectedRecord?.contact?.failure?.code == "network")
        #expect(state.selectedRecord?.token == token)
        #expect(state.drawn.text.contains("No answer[2J"))
    }

    @Test func `a failure that the database does not know outlives a reading, a later contact ends it`() throws {
        let record = try Samples.record("a", left: 100)
        let state = Session.showing([record])
        let attempt = try #require(state.press([.character("R")]).attempts.first)
        state.apply(.renewalFailed("id-a", attempt, Failure(headline: "locked", exitStatus: .store)))
        state.receive([record])
        #expect(state.selectedRecord?.contact?.failure?.headline == "locked")
        var later = record
        later.contact = ContactRecord(at: Samples.now)
        state.receive([later])
        #expect(state.selectedRecord?.health == .ok)
    }

    @Test func `a reading that began before a renewal ended does not bring the old token back`() throws {
        let old = try Samples.record("a", left: 100)
        let state = Session.showing([old])
        let attempt = try #require(state.press([.character("R")]).attempts.first)
        let load = state.press([.function(5)])
        guard case .load(let reading, _)? = load.first else {
            Issue.record("no reading: \(load)")
            return
        }
        state.apply(.renewed(attempt, try Samples.record("a", left: 3600)))
        let next = state.apply(.loaded(reading, Catalog([old])))
        #expect(state.selectedRecord?.token?.secondsLeft(at: Samples.now) == 3600)
        #expect(next.contains { if case .load(_, force: true) = $0 { true } else { false } })
    }

    // MARK: Probing

    @Test func `rungs of a cancelled probe change nothing`() throws {
        let state = Session.showing([try Samples.record("a")])
        guard case .probe("id-a", let attempt)? = state.press([.character("p")]).first else {
            Issue.record("no probe")
            return
        }
        state.apply(.climbed(attempt, Rung(.name, microseconds: 1, detail: "")))
        #expect(state.press([.escape]) == [.cancel(attempt)])
        let settled = state.value
        state.apply(.climbed(attempt, Rung(.connect, microseconds: 1, detail: "")))
        #expect(state.apply(.probeEnded(attempt, nil)) == [])
        #expect(state.value == settled)
        #expect(state.drawn.text.contains("Cancelled"))
        #expect(state.press([.escape]) == [])
        #expect(state.screens.isEmpty)
    }

    @Test func `leaving a running probe cancels it`() throws {
        let state = Session.showing([try Samples.record("a")])
        guard case .probe(_, let attempt)? = state.press([.character("p")]).first else {
            Issue.record("no probe")
            return
        }
        #expect(state.press([.character("q")]) == [.cancel(attempt)])
        #expect(state.screens.isEmpty)
        #expect(state.ending == nil)
    }

    // MARK: Leaving

    @Test func `Escape leaves one thing at a time`() throws {
        let state = Session.showing(try Samples.picture())
        state.type("/export")
        state.press([.enter, .enter])
        state.type("?zz")
        state.press([.escape])
        #expect(state.help?.search.text == "")
        state.press([.escape])
        #expect(state.help == nil && state.screens.count == 1)
        state.press([.escape])
        #expect(state.screens.isEmpty && state.list.filter != nil)
        state.press([.escape])
        #expect(state.list.filter == nil && state.ending == nil)
        state.press([.escape])
        #expect(state.ending == nil)
    }

    @Test(
        arguments: [
            (.key(.character("q")), .quit), (.key(.ctrl("c")), .quit), (.signal(.terminate), .signal(.terminate)),
            (.key(.endOfInput), .terminalClosed), (.cancelled, .cancelled),
        ] as [(Message, BoardEnding)])
    func `each way out has its reason, and nothing happens after it`(message: Message, ending: BoardEnding) throws {
        let state = Session.showing([try Samples.record("a")])
        state.apply(message)
        #expect(state.ending == ending)
        let ended = state.value
        #expect(state.press([.character("R")]) == [])
        #expect(state.value == ended)
    }

    @Test func `q types a letter where text is typed, ctrl-c leaves from anywhere`() throws {
        let state = Session.showing([try Samples.record("a")])
        state.type("/q?")
        #expect(state.list.editor?.text == "q?" && state.ending == nil)
        state.press([.ctrl("c")])
        #expect(state.ending == .quit)
    }

    @Test func `suspend and redraw are the loop's`() throws {
        let state = Session.showing([try Samples.record("a")])
        state.type("/a")
        #expect(state.press([.suspend]) == [.suspend])
        #expect(state.press([.ctrl("l")]) == [.redraw])
    }

    // MARK: Help

    @Test func `Enter in the help runs the chosen key`() throws {
        let state = Session.showing([try Samples.record("a", left: 100)])
        state.type("?renew")
        #expect(state.press([.enter]).renewals == ["id-a"])
        #expect(state.help == nil)
    }

    @Test func `a key that does nothing now is listed with the reason, and says why when pressed`() {
        let state = Session.showing([])
        state.type("?renew")
        #expect(state.drawn.text.contains("renew the token of the selected profile now: no profile is selected"))
        #expect(state.press([.enter]) == [] && state.help == nil)
        state.press([.escape])
        state.type("?")
        state.press([.escape])
        state.type("R")
        #expect(state.drawn.text.contains("R: no profile is selected"))
    }

    @Test(arguments: [Key.character("w"), .character("x"), .tab, .function(9), .insert])
    func `keys of things that do not exist do nothing`(key: Key) throws {
        let state = Session.showing([try Samples.record("a")])
        let before = state.value
        #expect(state.press([key]) == [])
        #expect(state.value == before)
    }

    // MARK: Reading

    @Test func `profiles are read again every few seconds, one reading at a time`() throws {
        let state = Session.showing([try Samples.record("a")])
        #expect(state.apply(.tick(Samples.now + 1)) == [])
        let load = state.apply(.tick(Samples.now + 3))
        guard case .load(let attempt, force: false)? = load.first else {
            Issue.record("no reading: \(load)")
            return
        }
        #expect(state.apply(.tick(Samples.now + 20)) == [])
        #expect(state.apply(.unchanged(attempt)) == [])
        #expect(state.apply(.tick(Samples.now + 23)).count == 1)
    }

    @Test func `the first rows of a long list are shown, and counted with the rest, before all are read`() throws {
        let state = Session(.sample())
        guard case .open(let attempt, let rows)? = state.open().first else {
            Issue.record("no opening")
            return
        }
        #expect(rows == Layout(size: state.size).listRows)
        var counts = AttentionCounts()
        for _ in 0..<9_000 { counts.add(.valid) }
        counts.add(.failing)
        let first = try [Samples.record("b", left: 100), Samples.record("a", left: 100)]
        #expect(state.apply(.glanced(attempt, Catalog(ProfileGlance(first, of: counts)))) == [])
        #expect(state.names == ["a", "b"])
        #expect(state.drawn.text.contains("9001 profiles: 1 failing"))
        // Keys act on what is there, and the reading goes on.
        #expect(
            state.press([.down, .character("R")]).contains { if case .renew("id-b", _, _) = $0 { true } else { false } }
        )
        #expect(state.apply(.tick(Samples.now + 9)).allSatisfy { if case .load = $0 { false } else { true } })
        state.apply(.loaded(attempt, Catalog(try first + [Samples.record("c", left: 50)])))
        #expect(state.names == ["c", "a", "b"] && state.selectedRecord?.profile.name == "b")
        #expect(state.drawn.text.contains("3 profiles"))
        // Too late for a second one.
        state.apply(.glanced(attempt, Catalog(ProfileGlance(first, of: counts))))
        #expect(state.names == ["c", "a", "b"])
    }

    @Test func `a reading that fails later leaves the list and says so`() throws {
        let state = Session.showing([try Samples.record("a")])
        guard case .load(let attempt, _)? = state.press([.function(5)]).first else {
            Issue.record("no reading")
            return
        }
        state.apply(.loadFailed(attempt, Failure(StateError.busy(path: "/m.sqlite"))))
        #expect(state.names == ["a"])
        #expect(state.drawn.text.contains("Not up to date: Another process is holding /m.sqlite"))
        #expect(state.drawn.text.contains("F5 try again"))
        state.receive([try Samples.record("b")])
        #expect(!state.drawn.text.contains("Not up to date"))
    }

    @Test func `an inspected profile that goes away closes its screen`() throws {
        let state = Session.showing([try Samples.record("a"), try Samples.record("b")])
        state.press([.enter])
        state.receive([try Samples.record("b")])
        #expect(state.screens.isEmpty && state.selectedName == "b")
    }

    @Test func `a paused clock keeps its figures, renewing goes on`() throws {
        let state = Session.showing([try Samples.record("a", left: 400, keepWarm: .always)])
        state.type("Z")
        let shown = state.drawn.text.split(separator: "\n").dropFirst(2).first
        #expect(state.apply(.tick(Samples.now + 200)).renewals == ["id-a"])
        state.value.renewals = [:]
        #expect(state.drawn.text.split(separator: "\n").dropFirst(2).first == shown)
        #expect(state.drawn.text.contains("paused 12:04Z"))
    }
}
