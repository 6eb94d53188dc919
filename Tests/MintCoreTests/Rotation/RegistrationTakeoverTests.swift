import MintCore
import Synchronization
import TestSupport
import Testing

/// An operator's word on a registration: its address, and the token that opens it.
@Suite struct RegistrationTakeoverTests {
    private let url = Practice.url("https://as.example/client")

    /// A server whose reads bring another registration token, and what happens when it is read.
    private func bench(onRead: @escaping @Sendable () -> Void = {}) -> RotationBench {
        let bench = RotationBench(
            CheckingServer { name, _ in
                if name == "read" { onRead() }
                return nil
            })
        bench.server.change { $0.readsRotateToken = true }
        return bench
    }

    private func registrationToken(of id: ProfileID, _ bench: RotationBench) async throws -> String? {
        let record = try await bench.record(id)
        let generation = try #require(record.bonds.registration?.tokenGeneration)
        let key = KeyringKey(profile: id, kind: .registrationToken, generation: generation)
        return try await bench.keyring.secret(at: key, bound: record.profile.binding)?.withText { $0 }
    }

    @Test func `a token that a read replaces is kept in its place`() async throws {
        let bench = bench()
        let id = try await bench.seed(), parts = bench.parts()
        try await parts.rotation.adopt(url, Secret("rat-1"), of: id)
        #expect(try await registrationToken(of: id, bench) == "rat-1'")
        #expect(try await bench.record(id).bonds.registration?.metadata.contains("client_name") == true)
        let held = await bench.keyring.keys.filter { $0.kind == .registrationToken }
        #expect(held.count == 1, "what was shown is dead, and not kept")
    }

    @Test func `whoever gives up while the server answers loses no token`() async throws {
        let asker = Mutex<Task<Void, any Error>?>(nil)
        let bench = bench { asker.withLock { $0 }?.cancel() }
        let id = try await bench.seed(), parts = bench.parts(keyring: ChoosyKeyring(bench.keyring))
        let (gate, opened) = AsyncStream<Void>.makeStream()
        let task = Task {
            for await _ in gate { break }
            try await parts.rotation.adopt(url, Secret("rat-1"), of: id)
        }
        asker.withLock { $0 = task }
        opened.yield()
        _ = await task.result
        #expect(try await registrationToken(of: id, bench) == "rat-1'")
        #expect(bench.server.state.withLock { $0.registrationToken } == "rat-1'")
    }

    @Test func `a store that takes nothing is found before the server is asked`() async throws {
        let bench = bench()
        let id = try await bench.seed()
        let parts = bench.parts(keyring: ChoosyKeyring(bench.keyring, refusing: [.accessToken]))
        await #expect(throws: KeyringError.self) { try await parts.rotation.adopt(url, Secret("rat-1"), of: id) }
        #expect(bench.server.requests.isEmpty)
        #expect(try await registrationToken(of: id, bench) == "rat-1")
    }

    @Test func `a token that the store refuses is tried again until there is room`() async throws {
        let kept = Mutex<ChoosyKeyring?>(nil)
        let bench = bench { kept.withLock { $0 }?.refuse([.registrationToken]) }
        let id = try await bench.seed(), keyring = ChoosyKeyring(bench.keyring), remarks = Mutex<[String]>([])
        kept.withLock { $0 = keyring }
        keyring.isMended(after: 5, bench)
        try await bench.parts(keyring: keyring).rotation.adopt(url, Secret("rat-1"), of: id) { _ in
        } report: { report in
            if case .remark(let words) = report { remarks.withLock { $0.append(words) } }
        }
        #expect(try await registrationToken(of: id, bench) == "rat-1'" && bench.server.requests == ["read"])
        #expect(remarks.withLock { $0.contains { $0.contains("No space left on device") } })
    }

    // MARK: - While a rotation is open

    @Test func `keys that were refused with a dead token are published with the right one`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change { $0.registrationToken = "rat-9" }
        _ = try await parts.rotation.begin(
            RotationOffer(.made(try SigningKey.generate(.es256)), publication: .registration), of: id)
        let error = try await #require(throws: RotationError.self) { try await parts.rotation.goOn(id) }
        #expect(error.hint?.contains("--registration-token-file") == true)
        #expect(try await bench.record(id).rotation?.state == .staged)
        try await parts.rotation.adopt(url, Secret("rat-9"), of: id)
        #expect(try await parts.rotation.goOn(id).rotation?.state == .overlapping)
        try #expect(await bench.strays().isEmpty)
    }

    @Test func `a look that was cut off, and is refused then, waits for the right token`() async throws {
        let bench = RotationBench(
            CheckingServer { name, number in name == "read" && number == 1 ? .unreachable : nil })
        let id = try await bench.seed(), parts = bench.parts()
        try await bench.memory.keep(
            RegistrationRecord(
                clientURI: url,
                tokenGeneration: try #require(try await bench.record(id).bonds.registration?.tokenGeneration),
                registeredAt: bench.now(), metadata: "{}"), of: id)
        _ = try await parts.rotation.begin(RotationOffer(.registration, overlap: .none), of: id)
        await #expect(throws: TransportError.self) { try await parts.rotation.goOn(id) }
        #expect(try await bench.record(id).rotation?.state == .sent)
        bench.server.change { $0.registrationToken = "rat-9" }
        await #expect(throws: RotationError.self) { try await parts.rotation.goOn(id) }
        #expect(try await bench.record(id).rotation?.state == .proposed)
        try await parts.rotation.adopt(url, Secret("rat-9"), of: id)
        _ = try await parts.rotation.goOn(id)
        try #expect(await bench.secret(of: id) == "secret-2")
        try #expect(await bench.strays().isEmpty)
    }

    @Test func `an update whose answer was never read keeps its token`() async throws {
        let bench = RotationBench(
            CheckingServer { name, number in name == "update" && number == 1 ? .lostAnswer : nil })
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change { $0.rotatesToken = false }
        _ = try await parts.rotation.begin(RotationOffer(.registration, overlap: .none), of: id)
        await #expect(throws: TransportError.self) { try await parts.rotation.goOn(id) }
        await #expect(throws: RotationError.openAlready("billing", .sent)) {
            try await parts.rotation.adopt(url, Secret("rat-1"), of: id)
        }
        #expect(bench.server.requests == ["update"])
    }

    @Test(arguments: [503, 429])
    func `a server that is in trouble is no reason to ask for another token`(status: Int) throws {
        let error = RotationError.registrationRefused("billing", host: "as.example", status: status, code: nil)
        let hint = try #require(error.hint)
        #expect(hint.contains("--resume") && !hint.contains("--registration-token-file"))
    }
}
