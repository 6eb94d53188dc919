import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct BlankingTests {
    private static func session(
        after: Int? = 600, columns: Int = 80, rows: Int = 24, glyphs: Glyphs = .unicode
    ) throws -> Session {
        let session = Session(
            .sample(columns: columns, rows: rows, glyphs: glyphs, blanksAfter: after))
        session.open()
        session.receive([try Samples.record("search-worker")])
        session.apply(.stores([.vault: .ready]))
        return session
    }

    /// Nobody was there for ten minutes.
    private static func blank(
        sealed: Bool?, columns: Int = 80, rows: Int = 24, glyphs: Glyphs = .unicode
    ) throws -> Session {
        let session = try session(columns: columns, rows: rows, glyphs: glyphs)
        session.apply(.tick(Samples.now + 600))
        if let sealed { session.apply(.seal(sealed)) }
        return session
    }

    private func isBlank(_ session: Session) -> Bool {
        session.drawn.text.allSatisfy { $0 == " " || $0 == "\n" }
    }

    @Test func `the screen goes blank when the time is up, and asks whether a passphrase seals it`() throws {
        let session = try Self.session()
        #expect(session.apply(.tick(Samples.now + 599)).contains(.askSeal([.vault])) == false)
        #expect(!isBlank(session))
        let effects = session.apply(.tick(Samples.now + 600))
        #expect(effects.suffix(2) == [.dropEntry, .askSeal([.vault])])
        #expect(isBlank(session))
        #expect(session.apply(.tick(Samples.now + 601)).contains(.askSeal([.vault])) == false)
    }

    @Test func `each key begins the time anew, a clock set back too, and without the setting it never ends`() throws {
        let session = try Self.session()
        session.apply(.tick(Samples.now + 500))
        session.type("j")
        session.apply(.tick(Samples.now + 1000))
        #expect(session.blanking.curtain == nil)
        session.apply(.tick(Samples.now + -5000))
        session.apply(.tick(Samples.now + -4500))
        #expect(session.blanking.curtain == nil)
        session.apply(.tick(Samples.now + -4400))
        #expect(session.blanking.curtain != nil)
        let never = try Self.session(after: nil)
        never.apply(.tick(Samples.now + 1_000_000))
        #expect(never.blanking.curtain == nil)
    }

    @Test func `without a passphrase any key shows the board again, and does nothing else`() throws {
        let session = try Self.blank(sealed: false)
        let before = session.list
        #expect(session.type("R") == [])
        #expect(!isBlank(session) && session.list == before && session.renewals.isEmpty)
    }

    @Test func `until the vault has answered, keys change nothing`() throws {
        let session = try Self.blank(sealed: nil)
        #expect(session.type("Rq") == [] && isBlank(session) && session.ending == nil)
        #expect(!session.value.takesPassword)
    }

    @Test func `a sealed screen asks for the passphrase, and nothing but it shows the board`() throws {
        let session = try Self.blank(sealed: true)
        #expect(isBlank(session) && !session.value.takesPassword)
        #expect(session.type("x") == [])
        #expect(session.value.takesPassword && session.drawn.text.contains("Passphrase of the vault"))
        #expect(session.press([.enter]) == [])  // nothing typed is no answer
        session.apply(.typed(5))
        guard case .unseal(let attempt)? = session.press([.enter]).first else {
            Issue.record("nothing was tried")
            return
        }
        #expect(!session.value.takesPassword)
        session.apply(.unsealed(attempt, Failure(KeyringError.wrongPassword(.vault))))
        #expect(session.drawn.text.contains("That is not the vault's passphrase") && session.value.takesPassword)
        session.apply(.typed(9))
        #expect(!session.drawn.text.contains("That is not"))
        guard case .unseal(let second)? = session.press([.enter]).first else {
            Issue.record("nothing was tried")
            return
        }
        session.apply(.unsealed(attempt, nil))  // an answer to what was asked before
        #expect(session.blanking.curtain != nil)
        session.apply(.unsealed(second, nil))
        #expect(session.blanking.curtain == nil && session.drawn.text.contains("search-worker"))
    }

    @Test func `Esc leaves the question and wipes it; quitting stays possible, suspending shows nothing`() throws {
        let session = try Self.blank(sealed: true)
        session.type("x")
        session.apply(.typed(3))
        #expect(session.press([.escape]) == [.dropEntry])
        #expect(isBlank(session))
        #expect(session.press([.suspend]) == [])
        #expect(session.ending == nil)
        session.press([.ctrl("c")])
        #expect(session.ending == .quit)
    }

    @Test func `what was typed in a dialog is gone behind the curtain`() throws {
        let session = try StoreDialogTests.dialog()
        session.value.blanking = Blanking(after: 600, now: Samples.now)
        session.apply(.typed(7))
        session.apply(.tick(Samples.now + 600))
        guard case .store(let dialog) = session.screens.last else {
            Issue.record("the dialog is gone")
            return
        }
        #expect(dialog.typed == 0)
    }

    @Test(arguments: [(80, 24), (60, 15), (132, 43)])
    func `the question at several sizes`(columns: Int, rows: Int) throws {
        let session = try Self.blank(sealed: true, columns: columns, rows: rows)
        session.type("x")
        session.apply(.typed(12))
        expectGolden(session.drawn, "curtain-typing-\(columns)x\(rows)")
        guard case .unseal(let attempt)? = session.press([.enter]).first else { return }
        session.apply(.unsealed(attempt, Failure(KeyringError.wrongPassword(.vault))))
        expectGolden(session.drawn, "curtain-wrong-\(columns)x\(rows)")
    }

    @Test(arguments: [(0, 0), (1, 1), (10, 2), (80, 1)])
    func `the question draws at any size`(columns: Int, rows: Int) throws {
        let session = try Self.blank(sealed: true, columns: columns, rows: rows, glyphs: .ascii)
        session.type("x")
        session.apply(.typed(500))
        _ = session.drawn
    }
}
