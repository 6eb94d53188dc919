import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct KeyMapTests {
    private func state(_ keys: [String: [String]], isReadOnly: Bool = false) throws -> Session {
        var preferences = BoardPreferences()
        preferences.keys = KeyMap(keys)
        preferences.isReadOnly = isReadOnly
        return Session.showing([try Samples.record("a", left: 100)], preferences: preferences)
    }

    @Test func `an operator's key does it, and ours does not any more`() throws {
        let state = try state(["renew": ["x", "F2"]])
        #expect(state.drawn.text.contains("x renew"))
        #expect(state.press([.character("R")]) == [])
        #expect(state.press([.character("x")]).renewals == ["id-a"])
    }

    @Test func `it holds on every screen that has the action`() throws {
        let state = try state(["renew": ["x"], "down": ["n"]])
        state.press([.enter])
        #expect(state.press([.character("x")]).renewals == ["id-a"])
        #expect(state.press([.escape]).count == 1)
    }

    @Test func `an action without a key is still in the list of keys`() throws {
        let state = try state(["renew": []])
        #expect(state.press([.character("R")]) == [])
        state.press([.character("?"), .character("r"), .character("e"), .character("n"), .character("e")])
        #expect(state.press([.enter]).renewals == ["id-a"])
    }

    @Test func `ctrl-c ends the program, whatever quits`() throws {
        let state = try state(["quit": ["Q"]])
        state.press([.character("q")])
        #expect(state.ending == nil)
        state.press([.ctrl("c")])
        #expect(state.ending == .quit)
    }

    @Test(arguments: [
        (["renew": ["p"]], ["p is the key of both renew and probe"]), (["renew": ["p"], "probe": ["R"]], []),
        (["renew": ["x"], "probe": ["x"]], ["x is the key of both renew and probe"]),
        (["renew": ["q"]], ["q is the key of renew and of something fixed, which goes back"]),
        (["filter": ["escape"]], ["Esc is the key of filter and of something fixed, which leaves one thing"]),
        (["filter": ["ctrl-c"]], ["ctrl-c is the key of filter and of something fixed, which quits"]),
        (["filter": ["left"]], []), (["inspect": ["i"]], []),
        (["inspect": ["I"]], ["I is the key of both inspect and invert"]),
        (["up": ["enter"]], ["Enter is the key of up and of something fixed, which goes on"]),
        (["probe": []], []),
    ])
    func `two actions on one key are refused by name`(_ keys: [String: [String]], _ words: [String]) {
        #expect(KeyMap.conflicts(keys).map(\.words) == words)
    }

    @Test func `our own keys are in nobody's way`() {
        let own = Dictionary(uniqueKeysWithValues: KeyMap.rows.map { ($0.name, $0.keys) })
        for place in KeyMap.Place.each {
            let rows = KeyMap.rows.filter { $0.places.contains(place) }
            let keys =
                rows.flatMap { own[$0.name] ?? [] } + KeyMap.fixed.filter { $0.places.contains(place) }.map(\.key)
            #expect(Set(keys).count == keys.count, "\(place)")
        }
    }

    /// An action that is added gets a row, or is named here as one whose keys stay.
    @Test func `the table has every key that the screens have`() throws {
        let states: [(KeyMap.Place, Session)] = [
            (.list, try state([:])), (.inspect, try state([:])), (.probe, try state([:])),
        ]
        states[1].1.press([.enter])
        states[2].1.press([.character("p")])
        let fixed: [Action] = [.back, .cancel, .clearFilter, .redraw, .suspend, .submit, .leaveStore]
        for (place, state) in states {
            for binding in state.bindings where !fixed.contains(binding.action) {
                // The panes have keys of their own, which stay.
                if case .inspect = binding.action { continue }
                let row = try #require(KeyMap.rows.first { $0.action == binding.action }, "\(binding.title)")
                guard binding.keys != [.ctrl("c")] else { continue }
                #expect(row.places.contains(place), "\(row.name) is on another screen, too")
                #expect(row.keys.allSatisfy(binding.keys.contains), "\(row.name) has other keys")
            }
        }
    }

    // MARK: - Read-only

    @Test func `a read-only board changes nothing and says why`() throws {
        let state = try state([:], isReadOnly: true)
        for key in [Key.character("R"), .character("p"), .character("U")] {
            #expect(state.press([key]) == [])
            #expect(state.notice?.text.contains("this board is read-only") == true)
        }
        #expect(state.drawn.text.contains("read-only"))
        state.press([.enter])
        #expect(state.screens.count == 1)
    }

    @Test func `a read-only board renews nothing ahead of expiry`() throws {
        var record = try Samples.record("a", left: 10)
        record.profile.settings.keepWarm = .always
        var preferences = BoardPreferences()
        let writing = Session.showing([record], preferences: preferences)
        #expect(!writing.renewals.isEmpty)
        preferences.isReadOnly = true
        let reading = Session.showing([record], preferences: preferences)
        #expect(reading.renewals.isEmpty)
        #expect(reading.apply(.tick(Samples.now + 60)).renewals == [])
    }
}
