import Glibc
import MintCore
import TestSupport
import Testing

@testable import MintKeyring

/// The states of design section 5, each made for real (SS-8, SS-10, A1, A11, A14).
@Suite(.enabled(if: TestBus.isWanted, "runs under Scripts/with-keyring, which has the daemons"))
struct StoreStateTests {
    let binding = SecretBinding(profileName: "states", issuer: nil, tokenEndpointOrigin: "https://as.example")
    let key = KeyringKey(profile: .unused(), kind: .clientSecret, generation: 1)
    let folder: TemporaryFolder

    init() throws {
        _ = try #require(TestBus.address, "no private bus: run this under Scripts/with-keyring")
        folder = try TemporaryFolder()
    }

    /// Every call says the same, and none says "nothing stored".
    private func expect(_ state: StoreState, of keyring: SecretServiceKeyring) async {
        #expect(await keyring.state() == state)
        let error = KeyringError.unavailable(.secretService, state)
        await #expect(throws: error) { try await keyring.secret(at: key, bound: binding) }
        await #expect(throws: error) { try await keyring.store(Secret("x"), at: key, bound: binding) }
        await #expect(throws: error) { try await keyring.remove(key) }
    }

    @Test func `no address is noBus`() async {
        await expect(.noBus, of: SecretServiceKeyring(busAddresses: []))
        await expect(.noBus, of: SecretServiceKeyring(busAddresses: [""]))
    }

    @Test func `a dead address is noBus`() async throws {
        await expect(.noBus, of: SecretServiceKeyring(busAddresses: ["unix:path=\(folder.file("nobody"))"]))
        put([], at: folder.file("plain-file"))
        await expect(.noBus, of: SecretServiceKeyring(busAddresses: ["unix:path=\(folder.file("plain-file"))"]))
        let bus = try PrivateBus(in: folder)
        let address = bus.address
        bus.end()
        await expect(.noBus, of: SecretServiceKeyring(busAddresses: [address]))
    }

    @Test func `a bus in the network is refused`() async throws {
        let keyring = SecretServiceKeyring(busAddresses: ["tcp:host=127.0.0.1,port=9"])
        guard case .refused(let reason) = await keyring.state() else {
            Issue.record("not refused")
            return
        }
        #expect(reason.contains("tcp"))
        await expect(.refused(reason), of: keyring)
    }

    @Test func `a bus that knows no provider is noService`() async throws {
        let bus = try PrivateBus(in: folder)
        await expect(.noService, of: SecretServiceKeyring(busAddresses: [bus.address]))
    }

    @Test func `a service that was never given a password has no default collection`() async throws {
        let bus = try PrivateBus(in: folder, activation: .installed)  // the bus starts gnome-keyring by itself
        await expect(.noDefaultCollection, of: SecretServiceKeyring(busAddresses: [bus.address]))
    }

    @Test func `a keyring from before, not unlocked since, is locked`() async throws {
        let before = try PrivateBus(in: folder)
        try before.startKeyring(password: "test")
        try await SecretServiceKeyring(busAddresses: [before.address]).store(Secret("kept"), at: key, bound: binding)
        before.end()

        let locked = try PrivateBus(in: folder, activation: .installed)
        await expect(.locked, of: SecretServiceKeyring(busAddresses: [locked.address]))
        let other = KeyringKey(profile: .unused(), kind: .clientSecret, generation: 1)
        await #expect(throws: KeyringError.unavailable(.secretService, .locked)) {
            try await SecretServiceKeyring(busAddresses: [locked.address]).secret(at: other, bound: binding)
        }
        locked.end()

        let after = try PrivateBus(in: folder)
        try after.startKeyring(password: "test")
        let keyring = SecretServiceKeyring(busAddresses: [after.address])
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("kept"))
        #expect(await keyring.state() == .ready)
    }

    @Test func `locking under an open connection is noticed`() async throws {
        let bus = try PrivateBus(in: folder)
        try bus.startKeyring(password: "test")
        let keyring = SecretServiceKeyring(busAddresses: [bus.address])
        try await keyring.store(Secret("kept"), at: key, bound: binding)
        try bus.lock()
        await expect(.locked, of: keyring)
    }

    @Test func `a new daemon is found by a keyring that knew the old one`() async throws {
        let bus = try PrivateBus(in: folder)
        let first = try bus.startKeyring(password: "test")
        let keyring = SecretServiceKeyring(busAddresses: [bus.address])
        try await keyring.store(Secret("kept"), at: key, bound: binding)
        first.stop(SIGTERM)
        await expect(.noService, of: keyring)
        try bus.startKeyring(password: "test")
        #expect(try await keyring.secret(at: key, bound: binding) == Secret("kept"))
    }

    @Test func `a bus that ends under an open connection is noBus`() async throws {
        let bus = try PrivateBus(in: folder)
        try bus.startKeyring(password: "test")
        let keyring = SecretServiceKeyring(busAddresses: [bus.address])
        #expect(await keyring.state() == .ready)
        bus.end()
        await expect(.noBus, of: keyring)
    }

    @Test func `a service that stands still is slow, and works when it goes on`() async throws {
        let bus = try PrivateBus(in: folder)
        let daemon = try bus.startKeyring(password: "test")
        let keyring = SecretServiceKeyring(busAddresses: [bus.address], deadline: .milliseconds(200))
        let patient = SecretServiceKeyring(busAddresses: [bus.address])
        try await patient.store(Secret("kept"), at: key, bound: binding)
        daemon.send(SIGSTOP)
        await #expect(throws: KeyringError.slow(.secretService, .load)) {
            try await keyring.secret(at: key, bound: binding)
        }
        await #expect(throws: KeyringError.slow(.secretService, .store)) {
            try await keyring.store(Secret("x"), at: key, bound: binding)
        }
        await #expect(throws: KeyringError.slow(.secretService, .remove)) { try await keyring.remove(key) }
        #expect(await keyring.state() == .slow)
        await #expect(throws: KeyringError.slow(.secretService, .open)) { try await keyring.makeReady() }
        daemon.send(SIGCONT)
        #expect(try await patient.secret(at: key, bound: binding) == Secret("kept"))
    }
}
