import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct StoreDialogTests {
    static let sizes = [(80, 24), (60, 15), (132, 43)]
    static let locked = StoreDoor(state: .locked, opening: .unlock, wayForward: "unused")

    /// The list with profiles in a keyring that is not ready.
    static func session(
        _ state: StoreState = .locked, columns: Int = 80, rows: Int = 24, glyphs: Glyphs = .unicode
    ) throws -> Session {
        let records = [
            ProfileRecord(profile: try Samples.profile("billing-sync", store: .secretService)),
            try Samples.record("search-worker"),
        ]
        let session = Session.showing(records, columns: columns, rows: rows, glyphs: glyphs)
        session.apply(.stores([.vault: .ready, .secretService: state]))
        return session
    }

    /// The dialog, looked at.
    static func dialog(
        _ door: StoreDoor = locked, columns: Int = 80, rows: Int = 24, glyphs: Glyphs = .unicode
    ) throws -> Session {
        let session = try session(door.state, columns: columns, rows: rows, glyphs: glyphs)
        let effects = session.type("U")
        session.apply(.door(try #require(effects.doors.first), door))
        return session
    }

    // MARK: Keys

    @Test func `U is there while a store in use is not ready, and says why not otherwise`() throws {
        let session = try Self.session()
        #expect(session.value.bindings.contains { $0.label == "U" && $0.refusal == nil && $0.brief == "unlock" })
        session.apply(.stores([.vault: .ready, .secretService: .ready]))
        #expect(session.type("U").isEmpty && session.screens.isEmpty)
        #expect(session.notice?.text == "U: every store in use is ready")
        let empty = Session.showing([])
        #expect(empty.type("U").isEmpty && empty.notice?.text == "U: no profile has a store yet")
        // A store that nobody uses may be as it likes.
        let other = Session.showing([try Samples.record("search-worker")])
        other.type("U")
        #expect(other.screens.isEmpty)
    }

    @Test func `opening it looks at the door first, and text goes to the password line only then`() throws {
        let session = try Self.session()
        let effects = session.type("U")
        #expect(effects.first == .dropEntry && effects.doors.count == 1)
        #expect(!session.value.takesPassword)
        session.apply(.door(try #require(effects.doors.first), Self.locked))
        #expect(session.value.takesPassword)
        session.press([.function(1)])
        #expect(!session.value.takesPassword)  // the help has a line of its own
        session.press([.escape])
        #expect(session.value.takesPassword)
    }

    @Test func `a vault is asked for its passphrase, which is kept while the board is open`() throws {
        let session = Session.showing([try Samples.record("search-worker")])
        session.apply(.stores([.vault: .locked]))
        let effects = session.type("U")
        session.apply(.door(try #require(effects.doors.first), Self.locked))
        #expect(session.drawn.text.contains("  Passphrase") && !session.drawn.text.contains("kept nowhere"))
    }

    @Test func `Enter opens it, success closes the dialog and looks at the stores`() throws {
        let session = try Self.dialog()
        session.apply(.typed(4))
        let attempt = try #require(session.press([.enter]).openings.first)
        #expect(!session.value.takesPassword)
        #expect(session.press([.enter]) == [])  // once is enough
        let effects = session.apply(.storeOpened(attempt, nil))
        #expect(session.screens.isEmpty && effects.contains(.lookAtStores([.vault, .secretService])))
        #expect(session.notice?.text == "the Secret Service keyring is unlocked")
    }

    @Test func `a wrong password is told in place, and the next one is asked for`() throws {
        let session = try Self.dialog()
        session.apply(.typed(4))
        let attempt = try #require(session.press([.enter]).openings.first)
        session.apply(.storeOpened(attempt, Failure(KeyringError.wrongPassword(.secretService))))
        #expect(session.value.takesPassword && session.drawn.text.contains("That is not the keyring's password"))
        session.apply(.typed(1))
        #expect(!session.drawn.text.contains("That is not"))
    }

    @Test func `a new password is typed twice; an empty one is refused`() throws {
        let session = try Self.dialog(StoreDoor(state: .noDefaultCollection, opening: .create, wayForward: ""))
        #expect(session.press([.enter]) == [] && session.drawn.text.contains("in the open"))
        session.apply(.typed(3))
        #expect(session.press([.enter]) == [.keepEntry])
        #expect(session.drawn.text.contains("The same again"))
        session.apply(.typed(3))
        let effects = session.press([.enter])
        guard case .openStore(.secretService, _, .typedTwice)? = effects.first else {
            Issue.record("\(effects)")
            return
        }
    }

    @Test func `Esc gives up what is under way, then leaves; a late answer changes nothing`() throws {
        let session = try Self.dialog(StoreDoor(state: .locked, opening: .prompt, wayForward: ""))
        #expect(!session.value.takesPassword)
        let attempt = try #require(session.press([.enter]).openings.first)
        #expect(session.press([.escape]) == [.cancel(attempt), .dropEntry])
        #expect(session.screens.count == 1)
        let settled = session.value
        #expect(session.apply(.storeOpened(attempt, nil)) == [] && session.value == settled)
        #expect(session.press([.escape]) == [.dropEntry])
        #expect(session.screens.isEmpty)
    }

    @Test func `leaving while it is looked at cancels the look`() throws {
        let session = try Self.session()
        let attempt = try #require(session.type("U").doors.first)
        #expect(session.press([.escape]) == [.dropEntry, .cancel(attempt)])
        #expect(session.apply(.door(attempt, Self.locked)) == [] && session.screens.isEmpty)
    }

    @Test func `a store that got ready meanwhile closes the dialog`() throws {
        let session = try Self.session()
        let attempt = try #require(session.type("U").doors.first)
        session.apply(.door(attempt, StoreDoor(state: .ready, opening: .none, wayForward: "")))
        #expect(session.screens.isEmpty && session.notice?.text == "the Secret Service keyring is ready")
    }

    // MARK: Pictures

    private func expectGolden(_ session: Session, _ name: String, line: SourceLocation = #_sourceLocation) {
        MintBoardTests.expectGolden(
            session.drawn, "store-\(name)-\(session.size.columns)x\(session.size.rows)", sourceLocation: line)
    }

    @Test(arguments: sizes)
    func `the heading names it, the keys offer U`(columns: Int, rows: Int) throws {
        expectGolden(try Self.session(columns: columns, rows: rows), "heading")
    }

    @Test(arguments: sizes)
    func `typing, opening, a wrong password`(columns: Int, rows: Int) throws {
        let session = try Self.dialog(columns: columns, rows: rows)
        session.apply(.typed(12))
        expectGolden(session, "typing")
        let attempt = try #require(session.press([.enter]).openings.first)
        session.apply(.tick(Samples.now + 3))
        expectGolden(session, "opening")
        session.apply(.storeOpened(attempt, Failure(KeyringError.wrongPassword(.secretService))))
        expectGolden(session, "wrong")
    }

    @Test(arguments: sizes)
    func `no bus, another provider, a window`(columns: Int, rows: Int) throws {
        let way = StoreState.noBus.wayForward(in: .secretService)
        expectGolden(
            try Self.dialog(
                StoreDoor(state: .noBus, opening: .none, wayForward: way), columns: columns, rows: rows), "no-bus")
        let elsewhere = StoreOpening.elsewhere(
            provider: "KeePassXC", hint: "Unlock the database in KeePassXC's own window, then run the command again.")
        expectGolden(
            try Self.dialog(
                StoreDoor(state: .locked, opening: elsewhere, wayForward: ""), columns: columns, rows: rows),
            "elsewhere")
        let window = try Self.dialog(
            StoreDoor(state: .locked, opening: .prompt, wayForward: ""), columns: columns, rows: rows)
        window.press([.enter])
        window.apply(.tick(Samples.now + 75))
        expectGolden(window, "window")
    }

    @Test func `in ASCII a password is stars, as many as there is room for`() throws {
        let session = try Self.dialog(columns: 40, rows: 12, glyphs: .ascii)
        session.apply(.typed(3))
        #expect(session.drawn.text.contains("Password  ***\n"))
        session.apply(.typed(4000))
        expectGolden(session, "ascii")
    }

    @Test(arguments: 0...40)
    func `any size draws it`(columns: Int) throws {
        for rows in 0...12 {
            for door in [Self.locked, StoreDoor(state: .noBus, opening: .none, wayForward: "a\n    b")] {
                let session = try Self.dialog(door, columns: columns, rows: rows)
                session.apply(.typed(50))
                session.press([.down, .end, .home])
                #expect(session.drawn.size == session.size)
            }
        }
    }
}

extension [Effect] {
    fileprivate var doors: [Attempt] {
        compactMap { if case .lookAtDoor(_, let attempt) = $0 { attempt } else { nil } }
    }
    fileprivate var openings: [Attempt] {
        compactMap { if case .openStore(_, let attempt, _) = $0 { attempt } else { nil } }
    }
}
