import MintCore
import MintScreen
import Synchronization
import Testing

@testable import MintBoard

/// A password on its way from the keys to the store, past the state.
@MainActor @Suite struct SecretEntryTests {
    @Test func `text, a paste, and what takes them back`() {
        let entry = SecretEntry()
        for key in [Key.character("p"), .character("ä"), .character("👩‍💻"), .paste("ss wörd\nsecond line")] {
            #expect(entry.apply(key))
        }
        #expect(entry.count == 10)
        #expect(entry.apply(.backspace) && entry.count == 9)
        #expect(entry.take() == Secret("pä👩‍💻ss wör"))
        #expect(entry.count == 0 && entry.take() == Secret(""))
        for key in [Key.character("x"), .ctrl("u"), .backspace] { #expect(entry.apply(key)) }
        #expect(entry.count == 0)
        for key in [Key.enter, .escape, .up, .left, .tab, .function(1), .ctrl("c"), .endOfInput, .suspend] {
            #expect(!entry.apply(key))
        }
    }

    @Test func `two that should be the same are compared`() {
        let entry = SecretEntry()
        _ = entry.apply(.paste("one"))
        entry.keep()
        #expect(entry.count == 0)
        _ = entry.apply(.paste("two"))
        #expect(entry.takeRepeated() == nil)
        _ = entry.apply(.paste("one"))
        #expect(entry.takeRepeated() == nil)  // the first one is forgotten with the second
        _ = entry.apply(.paste("one"))
        entry.keep()
        _ = entry.apply(.paste("one"))
        #expect(entry.takeRepeated() == Secret("one"))
    }

    @Test func `what has no room is left out whole`() {
        let entry = SecretEntry()
        _ = entry.apply(.paste(String(repeating: "ä", count: 40_000)))
        #expect(entry.count == 32_768 && entry.take().count == 65_536)
        // Half a key is none.
        _ = entry.apply(.paste(String(repeating: "ä", count: 40_000)), keepsLines: true)
        #expect(entry.count == 0)
    }

    // MARK: The whole board

    /// A store that a test answers for.
    private actor Store {
        private var passwords: [Secret?] = []
        private let right: Secret
        private(set) var state: StoreState

        init(_ state: StoreState, right: String) { (self.state, self.right) = (state, Secret(right)) }

        var given: [Secret?] { passwords }

        func open(_ password: Secret?) throws(KeyringError) {
            passwords.append(password)
            guard password == right else { throw .wrongPassword(.secretService) }
            state = .ready
        }

        var door: StoreDoor {
            switch state {
            case .locked: StoreDoor(state: state, opening: .unlock, wayForward: "")
            case .noDefaultCollection: StoreDoor(state: state, opening: .create, wayForward: "")
            default: StoreDoor(state: state, opening: .none, wayForward: "")
            }
        }
    }

    private func board(_ store: Store, _ session: (ScriptedTerminal) async -> Void) async throws -> ScriptedTerminal {
        let (terminal, clock) = (ScriptedTerminal(), HandClock())
        let record = ProfileRecord(profile: try Samples.profile("billing-sync", store: .secretService))
        let services = BoardServices(
            hostName: "test", now: { clock.wall }, records: { [record] }, renew: { _, _ in record },
            probe: { _, _ in }, storeStates: { _ in [.secretService: await store.state] },
            storeDoor: { _ in await store.door }, openStore: { try await store.open($1) },
            isSealed: { _ in false }, unseal: { _ in }, inspect: .quiet, batch: .quiet, memory: .quiet)
        async let ending = Board.run(
            services: services, terminal: terminal, signals: AsyncStream { _ in }, clock: clock,
            generator: SeededGenerator(seed: 1))
        _ = await terminal.frame(with: "secret-service: ")
        await session(terminal)
        terminal.press(.ctrl("c"))
        #expect(await ending == .quit)
        return terminal
    }

    @Test(.timeLimit(.minutes(1)))
    func `a wrong password, then the right one, and no frame shows either`() async throws {
        let store = Store(.locked, right: "open sésame")
        let terminal = try await board(store) { terminal in
            terminal.press(.character("U"))
            _ = await terminal.frame(with: "Password")
            // All at once, as a fast typist or a script sends them.
            terminal.press(.character("q"), .character("Z"), .character("?"), .enter)
            _ = await terminal.frame(with: "That is not the keyring's password")
            terminal.press(.paste("open sésame\n"))
            _ = await terminal.frame(with: "•••••••••••")
            terminal.press(.enter)
            _ = await terminal.frame(with: "is unlocked")
            _ = await terminal.frame(with: "store: ready")
        }
        #expect(await store.given == [Secret("qZ?"), Secret("open sésame")])
        #expect(!terminal.frames.contains { $0.text.contains("sésame") || $0.text.contains("qZ") })
    }

    @Test(.timeLimit(.minutes(1)))
    func `a new password goes to the store only where it was typed twice`() async throws {
        let store = Store(.noDefaultCollection, right: "new")
        _ = try await board(store) { terminal in
            terminal.press(.character("U"))
            _ = await terminal.frame(with: "New password")
            terminal.press(.paste("new"), .enter, .paste("other"), .enter)
            _ = await terminal.frame(with: "The two passwords are not the same")
            #expect(await store.given.isEmpty)
            terminal.press(.paste("new"), .enter, .paste("new"), .enter)
            _ = await terminal.frame(with: "is unlocked")
        }
        #expect(await store.given == [Secret("new")])
    }
}
