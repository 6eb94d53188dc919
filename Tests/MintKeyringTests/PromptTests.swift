import MintCore
import Synchronization
import TestSupport
import Testing

@testable import MintKeyring

/// The service's own prompt: raised only where somebody may be asked, waited for without a deadline, given up at will
/// (A5, A8, A18). The service and the person are scripted.
@Suite(.enabled(if: TestBus.isWanted, "runs under Scripts/with-keyring, which has the daemons"))
struct PromptTests {
    let binding = SecretBinding(profileName: "prompt", issuer: nil, tokenEndpointOrigin: "https://as.example")
    let key = KeyringKey(profile: .unused(), kind: .clientSecret, generation: 1)
    let folder: TemporaryFolder
    let bus: PrivateBus
    let waits = Waits()

    /// What the attendant was told.
    final class Waits: Sendable {
        private let told = Mutex<[Bool]>([])
        var all: [Bool] { told.withLock { $0 } }
        func note(_ isWaiting: Bool) { told.withLock { $0.append(isWaiting) } }
    }

    /// A collection that opens when a test says so.
    final class Lock: Sendable {
        private let state = Mutex(true)
        var isClosed: Bool {
            get { state.withLock { $0 } }
            set { state.withLock { $0 = newValue } }
        }
        func open() { state.withLock { $0 = false } }
    }

    init() throws {
        _ = try #require(TestBus.address, "no private bus: run this under Scripts/with-keyring")
        folder = try TemporaryFolder()
        bus = try PrivateBus(in: folder)
    }

    private func service(_ lock: Lock, hasCollection: Bool = true) throws -> ScriptedService {
        try ScriptedService(on: bus.address) { method, _ in
            let isClosed = lock.isClosed
            return switch method {
            case "ReadAlias": .text(hasCollection || !isClosed ? "(objectpath '/c',)" : "(objectpath '/',)")
            case "Get": .text("(<\(isClosed)>,)")
            case "OpenSession": ScriptedServiceTests.openSession
            case "SearchItems": .text(isClosed ? "(@ao [], [objectpath '/i'])" : "(@ao [], @ao [])")
            case "Unlock": .text("(@ao [], objectpath '/prompt')")
            case "CreateCollection": .text("(objectpath '/', objectpath '/prompt')")
            case "Prompt", "Dismiss": .text("()")
            case "Introspect": .text("('<node/>',)")
            default: .error("org.freedesktop.DBus.Error.UnknownMethod")
            }
        }
    }

    private func keyring(
        clock: any Clock<Duration> = ContinuousClock(), allows: Bool = true, inPassing: Bool = true
    ) -> SecretServiceKeyring {
        let waits = waits
        return SecretServiceKeyring(
            busAddresses: [bus.address], deadline: .seconds(10), clock: clock, trust: BusTrust(),
            attendant: StoreAttendant(
                passphrase: { _ in .refused }, allowsPrompts: { allows }, allowsPromptsInPassing: { inPassing },
                isWaiting: { store, isWaiting in if store == .secretService { waits.note(isWaiting) } }))
    }

    @Test func `a read waits for the answer, as long as it takes, and then goes on`() async throws {
        let (lock, clock) = (Lock(), ManualClock())
        let service = try service(lock)
        let keyring = keyring(clock: clock)
        let (key, binding) = (key, binding)
        let load = Task { () async throws in try await keyring.secret(at: key, bound: binding) }
        await service.asked(for: "Prompt")
        // Deadline after deadline passes while the person thinks; meanwhile the state is known without waiting.
        for _ in 0..<3 {
            await clock.sleepers(1)
            clock.advance(by: .seconds(10))
        }
        #expect(await keyring.state() == .locked)
        lock.open()
        service.complete("/prompt", isDismissed: false)
        #expect(try await load.value == nil)
        #expect(waits.all == [true, false])
    }

    @Test func `a prompt that is closed is told as such, and nothing else is tried`() async throws {
        let service = try service(Lock())
        let keyring = keyring()
        let ready = Task { () async throws in try await keyring.makeReady() }
        await service.asked(for: "Prompt")
        service.complete("/prompt", isDismissed: true)
        await #expect(throws: KeyringError.promptDismissed(.secretService)) { try await ready.value }
        #expect(waits.all == [true, false])
    }

    @Test func `one window that is closed answers for all who would have raised one`() async throws {
        let service = try service(Lock())
        let keyring = keyring()
        let (key, binding) = (key, binding)
        let loads = (0..<5).map { _ in Task { () async throws in try await keyring.secret(at: key, bound: binding) } }
        await service.asked(for: "Prompt")
        service.complete("/prompt", isDismissed: true)
        for load in loads {
            await #expect(throws: KeyringError.promptDismissed(.secretService)) { try await load.value }
        }
        await #expect(throws: KeyringError.promptDismissed(.secretService)) { try await keyring.makeReady() }
        #expect(waits.all == [true, false])
    }

    @Test func `where a key asks for it, a window that was closed is raised again`() async throws {
        let lock = Lock()
        let service = try service(lock)
        let keyring = keyring(inPassing: false)
        for isDismissed in [true, false] {
            let ready = Task { () async throws in try await keyring.makeReady() }
            await service.asked(for: "Prompt")
            if !isDismissed { lock.open() }
            service.complete("/prompt", isDismissed: isDismissed)
            let result = await ready.result
            #expect(((try? result.get()) == nil) == isDismissed)
        }
        #expect(waits.all == [true, false, true, false])
    }

    @Test(arguments: ["('odd',)", "(true, 7)"])
    func `an answer of another shape is none`(body: String) async throws {
        let service = try service(Lock())
        let keyring = keyring()
        let ready = Task { () async throws in try await keyring.makeReady() }
        await service.asked(for: "Prompt")
        service.emit(body, at: "/prompt")
        await #expect(throws: KeyringError.promptDismissed(.secretService)) { try await ready.value }
    }

    @Test func `an answer without an open collection is no success`() async throws {
        let service = try service(Lock())
        let keyring = keyring()
        let ready = Task { () async throws in try await keyring.makeReady() }
        await service.asked(for: "Prompt")
        service.complete("/prompt", isDismissed: false)
        await #expect(throws: KeyringError.unavailable(.secretService, .locked)) { try await ready.value }
    }

    @Test func `whoever gives up closes the prompt`() async throws {
        let service = try service(Lock())
        let keyring = keyring()
        let ready = Task { () async throws in try await keyring.makeReady() }
        await service.asked(for: "Prompt")
        ready.cancel()
        await #expect(throws: KeyringError.cancelled(.secretService)) { try await ready.value }
        await service.asked(for: "Dismiss")
        #expect(waits.all == [true, false])
        #expect(await keyring.state() == .locked)  // and the keyring is free for the next call
    }

    @Test func `a service that ends while it asks ends the wait`() async throws {
        let service = try service(Lock())
        let keyring = keyring()
        let ready = Task { () async throws in try await keyring.makeReady() }
        await service.asked(for: "Prompt")
        service.leave()
        await #expect(throws: KeyringError.unavailable(.secretService, .noService)) { try await ready.value }
    }

    @Test func `a bus that ends while it asks ends the wait`() async throws {
        let service = try service(Lock())
        let keyring = keyring()
        let ready = Task { () async throws in try await keyring.makeReady() }
        await service.asked(for: "Prompt")
        bus.end()
        await #expect(throws: KeyringError.unavailable(.secretService, .noBus)) { try await ready.value }
    }

    @Test func `a collection is made by a prompt where there is none`() async throws {
        let lock = Lock()
        let service = try service(lock, hasCollection: false)
        let keyring = keyring()
        #expect(await keyring.opening() == .prompt)
        let ready = Task { () async throws in try await keyring.makeReady() }
        await service.asked(for: "CreateCollection")
        await service.asked(for: "Prompt")
        lock.open()
        service.complete("/prompt", isDismissed: false)
        try await ready.value
        #expect(await keyring.state() == .ready)
    }

    @Test func `without anybody to ask, nothing is raised`() async throws {
        let service = try service(Lock())
        let error = KeyringError.unavailable(.secretService, .locked)
        for keyring in [keyring(allows: false, inPassing: false), keyring(allows: true, inPassing: false)] {
            await #expect(throws: error) { try await keyring.secret(at: key, bound: binding) }
            await #expect(throws: error) { try await keyring.store(Secret("x"), at: key, bound: binding) }
            await #expect(throws: error) { try await keyring.remove(key) }
        }
        let nobody = keyring(allows: false, inPassing: false)
        await #expect(throws: error) { try await nobody.makeReady() }
        guard case .elsewhere = await nobody.opening() else {
            Issue.record("a service without a password door opens elsewhere")
            return
        }
        await #expect(throws: error) { try await nobody.open(with: Secret("x")) }
        #expect(await nobody.state() == .locked)
        // Whatever was asked of the service so far, none of it was a prompt.
        service.leave()
        var methods: Set<String> = []
        service.endOfAsking()
        for await method in service.asked { methods.insert(method) }
        #expect(methods.isDisjoint(with: ["Unlock", "Prompt", "CreateCollection"]) && methods.contains("SearchItems"))
        #expect(waits.all.isEmpty)
    }

    @Test(arguments: [
        ("keepassxc", "<node/>", "KeePassXC", false), ("ksecretd", "<node/>", "KWallet", false),
        ("kwalletd6", "<node/>", "KWallet", false), ("my\u{1B}[31mdaemon", "<node/>", "my[31mdaemon", false),
        (
            "gnome-keyring-d", "<interface name=\"org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface\">",
            "gnome-keyring", true
        ),
        ("gnome-keyring-d", "<interface name=\"org.gnome.keyring.Other\">", "gnome-keyring", false),
    ])
    func `providers are known by their process, their door by what they say`(
        process: String, introspection: String, name: String, takesPassword: Bool
    ) {
        let provider = SecretProvider(process: process, introspection: introspection)
        #expect(provider.name == name && provider.takesPassword == takesPassword)
        #expect(!provider.unlockHint.isEmpty && !provider.createHint.isEmpty)
        #expect(SecretProvider(process: nil, introspection: "").name == "another program")
    }
}
