import Glibc
import MintCore
import Synchronization
import TestSupport
import Testing

@testable import MintKeyring

/// Unlocking and making a collection with a password of ours, on a real gnome-keyring without a display (A3, A10).
@Suite(.enabled(if: TestBus.isWanted, "runs under Scripts/with-keyring, which has the daemons"))
struct OpeningTests {
    let binding = SecretBinding(profileName: "opening", issuer: nil, tokenEndpointOrigin: "https://as.example")
    let key = KeyringKey(profile: .unused(), kind: .clientSecret, generation: 1)
    let folder: TemporaryFolder

    init() throws {
        _ = try #require(TestBus.address, "no private bus: run this under Scripts/with-keyring")
        folder = try TemporaryFolder()
    }

    @Test func `where there is no collection, a password makes the default one`() async throws {
        let bus = try PrivateBus(in: folder, activation: .installed)
        let keyring = SecretServiceKeyring(busAddresses: [bus.address])
        #expect(await keyring.opening() == .create)
        await #expect(throws: KeyringError.self) { try await keyring.open(with: Secret("")) }
        #expect(await keyring.state() == .noDefaultCollection)
        try await keyring.open(with: Secret("päss\u{0}word"))
        #expect(await keyring.state() == .ready)
        #expect(await keyring.opening() == .none)
        try await keyring.store(Secret("kept"), at: key, bound: binding)
        let alias = try bus.tool(
            "gdbus", "call", "--session", "--dest", SecretServiceLink.name, "--object-path", SecretServiceLink.path,
            "--method", "org.freedesktop.Secret.Service.ReadAlias", "default")
        #expect(alias.output.contains("/collection/login"))
        bus.end()

        let later = try PrivateBus(in: folder, activation: .installed)
        let locked = SecretServiceKeyring(busAddresses: [later.address])
        #expect(await locked.opening() == .unlock)
        try await locked.open(with: Secret("päss\u{0}word"))
        #expect(try await locked.secret(at: key, bound: binding) == Secret("kept"))
    }

    @Test func `a locked keyring takes its password and no other`() async throws {
        let bus = try PrivateBus(in: folder)
        try bus.startKeyring(password: "test")
        let keyring = SecretServiceKeyring(busAddresses: [bus.address])
        try await keyring.store(Secret("kept"), at: key, bound: binding)
        try bus.lock()
        #expect(await keyring.opening() == .unlock)
        for wrong in ["", "Test", "test ", String(repeating: "x", count: 5000)] {
            await #expect(throws: KeyringError.wrongPassword(.secretService)) {
                try await keyring.open(with: Secret(wrong))
            }
            #expect(await keyring.state() == .locked)
        }
        try await keyring.open(with: Secret("test"))
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("kept"))
    }

    @Test func `nobody is told that a password fits which was never tried`() async throws {
        let bus = try PrivateBus(in: folder)
        try bus.startKeyring(password: "test")
        let keyring = SecretServiceKeyring(busAddresses: [bus.address])
        // gnome-keyring calls any password a success now: it is not asked.
        try await keyring.open(with: Secret("wrong"))
        try bus.lock()
        await #expect(throws: KeyringError.wrongPassword(.secretService)) {
            try await keyring.open(with: Secret("wrong"))
        }
    }

    @Test func `there is nothing to open where there is no service`() async throws {
        let bus = try PrivateBus(in: folder)
        for (addresses, state) in [([], StoreState.noBus), ([bus.address], .noService)] {
            let keyring = SecretServiceKeyring(busAddresses: addresses)
            #expect(await keyring.opening() == .none)
            await #expect(throws: KeyringError.unavailable(.secretService, state)) {
                try await keyring.open(with: Secret("test"))
            }
            await #expect(throws: KeyringError.unavailable(.secretService, state)) { try await keyring.makeReady() }
        }
    }

    // MARK: Where the bus is (A14)

    @Test func `the first address that answers is used, and a detour is told once`() async throws {
        let bus = try PrivateBus(in: folder)
        try bus.startKeyring(password: "test")
        let notices = Mutex<[String]>([])
        let dead = "unix:path=\(folder.file("gone"))"
        let keyring = SecretServiceKeyring(busAddresses: [dead, dead + "2", bus.address]) { text in
            notices.withLock { $0.append(text) }
        }
        #expect(await keyring.state() == .ready)
        try await keyring.store(Secret("kept"), at: key, bound: binding)
        let told = notices.withLock { $0 }
        #expect(told.count == 1 && told[0].contains("gone") && told[0].contains(bus.address))
        let direct = SecretServiceKeyring(busAddresses: [bus.address, dead]) { text in
            notices.withLock { $0.append(text) }
        }
        #expect(await direct.state() == .ready)
        #expect(notices.withLock { $0.count } == 1)
    }

    @Test func `an address that is not to be trusted ends the search`() async throws {
        let bus = try PrivateBus(in: folder)
        try bus.startKeyring(password: "test")
        let keyring = SecretServiceKeyring(busAddresses: ["tcp:host=127.0.0.1,port=9", bus.address])
        guard case .refused = await keyring.state() else {
            Issue.record("not refused")
            return
        }
    }

    // MARK: Names of items

    @Test func `hashed attributes of a keyring that was never unlocked lead to no other item`() async throws {
        let before = try PrivateBus(in: folder)
        try before.startKeyring(password: "test")
        let filling = SecretServiceKeyring(busAddresses: [before.address])
        let second = KeyringKey(profile: key.profile, kind: .accessToken, generation: 1)
        try await filling.store(Secret("first"), at: key, bound: binding)
        try await filling.store(Secret("second"), at: second, bound: binding)
        before.end()

        let bus = try PrivateBus(in: folder, activation: .installed)
        let keyring = SecretServiceKeyring(busAddresses: [bus.address])
        let absent = KeyringKey(profile: .unused(), kind: .clientSecret, generation: 1)
        for any in [key, second, absent] {
            await #expect(throws: KeyringError.unavailable(.secretService, .locked)) {
                try await keyring.secret(at: any, bound: binding)
            }
            await #expect(throws: KeyringError.unavailable(.secretService, .locked)) { try await keyring.remove(any) }
        }
        try await keyring.open(with: Secret("test"))
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("first"))
        #expect(try await keyring.secret(at: second, bound: binding) == Secret("second"))
        #expect(try await keyring.secret(at: absent, bound: binding) == nil)
    }

    @Test func `items of other programs survive all that we do, however like ours they are`() async throws {
        let bus = try PrivateBus(in: folder)
        try bus.startKeyring(password: "test")
        let keyring = SecretServiceKeyring(busAddresses: [bus.address])
        let id = key.profile.rawValue
        let foreign = [
            ["application", "mintmark", "profile", id], ["profile", id, "kind", "client-secret", "generation", "1"],
            ["application", "mintmark", "profile", id, "kind", "client-secret", "generation", "2"],
            ["application", "Mintmark", "profile", id, "kind", "client-secret", "generation", "1"],
        ]
        for (index, attributes) in foreign.enumerated() {
            let arguments = ["secret-tool", "store", "--label=theirs"] + attributes
            #expect(try tool(arguments, bus, input: "theirs \(index)").status == 0)
        }
        #expect(try await keyring.secret(at: key, bound: binding) == nil)
        for text in ["ours", "ours again"] { try await keyring.store(Secret(text), at: key, bound: binding) }
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("ours again"))
        try bus.lock()
        try await keyring.open(with: Secret("test"))
        try await keyring.remove(key)
        try await keyring.remove(key)
        for (index, attributes) in foreign.enumerated() {
            // A lookup takes the first match; only these have all of the attributes.
            let found = try tool(["secret-tool", "search", "--all", "--unlock"] + attributes, bus)
            #expect(found.output.contains("secret = theirs \(index)\n"), "\(found.output)")
        }
    }

    private func tool(
        _ arguments: [String], _ bus: PrivateBus, input: String = ""
    ) throws -> (output: String, status: Int32) {
        try ChildProcess(arguments, environment: bus.environment, input: input).finish()
    }
}
