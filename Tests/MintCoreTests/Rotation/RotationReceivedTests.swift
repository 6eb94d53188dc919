import MintCore
import Synchronization
import TestSupport
import Testing

/// What was received from a server, a command or a person's grant exists nowhere else until it is in the store.
@Suite struct RotationReceivedTests {
    @Test func `an answer that the store refuses is tried again until there is room, and nothing is asked twice`()
        async throws
    {
        let bench = RotationBench()
        let id = try await bench.seed()
        let keyring = ChoosyKeyring(bench.keyring, refusing: [.registrationToken])
        keyring.isMended(after: 5, bench)
        let parts = bench.parts(keyring: keyring)
        _ = try await parts.rotation.begin(RotationOffer(.registration, overlap: .none), of: id)
        let remarks = Mutex<[String]>([])
        let course = RotationService.Course(report: { report in
            if case .remark(let words) = report { remarks.withLock { $0.append(words) } }
        })
        _ = try await parts.rotation.goOn(id, course)
        #expect(bench.server.requests.count { $0 == "update" } == 1)
        try #expect(await bench.secret(of: id) == "secret-2" && bench.server.accepts("secret-2"))
        #expect(remarks.withLock { $0.contains { $0.contains("No space left on device") } })
        try #expect(await bench.strays().isEmpty)
    }

    @Test func `what a command made is tried again until there is room`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed()
        let keyring = ChoosyKeyring(bench.keyring)
        keyring.isMended(after: 5, bench)
        let parts = bench.parts(
            keyring: keyring,
            run: { _, _ in
                keyring.refuse([.clientSecret])
                bench.server.change { $0.secrets = ["made-1"] }
                return Secret("made-1")
            })
        _ = try await parts.rotation.begin(RotationOffer(.command(["make"]), overlap: .none), of: id)
        _ = try await parts.rotation.goOn(id)
        try #expect(await bench.secret(of: id) == "made-1")
    }

    @Test(arguments: [RotationOffer.Material.registration, .command(["make"])])
    func `a store that takes nothing is found before anybody is asked`(_ material: RotationOffer.Material) async throws
    {
        let bench = RotationBench()
        let id = try await bench.seed()
        let keyring = ChoosyKeyring(bench.keyring, refusing: Set(KeyringKey.Kind.allCases))
        let hasRun = Mutex(false)
        let parts = bench.parts(
            keyring: keyring,
            run: { _, _ in
                hasRun.withLock { $0 = true }
                return Secret("made")
            })
        _ = try await parts.rotation.begin(RotationOffer(material), of: id)
        await #expect(throws: KeyringError.self) { try await parts.rotation.goOn(id) }
        #expect(bench.server.requests.isEmpty && !hasRun.withLock { $0 })
        #expect(try await bench.record(id).rotation?.state == .proposed)
    }

    @Test func `a renewal that waits while a person's new secret is tried finds the refresh token that it gave`()
        async throws
    {
        let bench = RotationBench()
        let id = try await bench.seedPerson(.deviceCode)
        let keyring = ChoosyKeyring(bench.keyring)
        let parts = bench.parts(keyring: keyring), other = bench.parts(keyring: keyring)
        bench.server.change { $0.secrets.insert("secret-2") }
        _ = try await parts.rotation.begin(
            RotationOffer(.given(.secret(Secret("secret-2"))), overlap: .unknown), of: id)
        let waiting = Mutex<Task<Bool, any Error>?>(nil)
        let key = LockKey(try await bench.record(id).profile)
        keyring.before.withLock { before in
            before = { item in
                guard item.kind == .refreshToken else { return }
                let isFirst = waiting.withLock { waiting in
                    guard waiting == nil else { return false }
                    waiting = Task {
                        try await other.tokens.token(of: id, TokenService.Need(isForced: true)).isFresh
                    }
                    return true
                }
                guard isFirst else { return }
                // It waits for the lock, or it went on with the token that was used up.
                for _ in 0..<10_000 where bench.locks.waiting(for: key) == 0 { await Task.yield() }
            }
        }
        #expect(try await parts.rotation.goOn(id).rotation?.state == .overlapping)
        #expect(try await waiting.withLock { $0 }?.value == false, "the one that the rotation obtained")
        _ = try await parts.tokens.token(of: id, TokenService.Need(isForced: true))
    }
}

/// What a client configuration endpoint says to the keys, and to those who ask for it (RFC 7592).
@Suite struct RotationRegistrationTests {
    private static func refusing(_ isRefusing: @escaping @Sendable () -> Bool) -> CheckingServer {
        CheckingServer { name, _ in name == "update" && isRefusing() ? .status(403) : nil }
    }

    private func failure(_ body: () async throws -> ProfileRecord) async -> RotationError? {
        do {
            _ = try await body()
            return nil
        } catch { return error as? RotationError }
    }

    @Test func `keys that the server refused are not taken for published`() async throws {
        let refuses = Mutex(true)
        let bench = RotationBench(Self.refusing { refuses.withLock { $0 } })
        let id = try await bench.seed(), parts = bench.parts()
        _ = try await parts.rotation.begin(
            RotationOffer(.made(try SigningKey.generate(.es256)), publication: .registration), of: id)
        for _ in 1...3 {
            let error = await failure { try await parts.rotation.goOn(id) }
            #expect(error == .registrationRefused("billing", host: "as.example", status: 403, code: nil))
            let rotation = try #require(try await bench.record(id).rotation)
            #expect(rotation.publishedAt == nil && rotation.answer == nil && rotation.state == .staged)
        }
        refuses.withLock { $0 = false }
        #expect(try await parts.rotation.goOn(id).rotation?.state == .overlapping)
        #expect(bench.server.state.withLock { $0.keyIDs.count } == 1)
    }

    @Test func `a withdrawal that the server refused is tried again`() async throws {
        let refuses = Mutex(false)
        let bench = RotationBench(Self.refusing { refuses.withLock { $0 } })
        let id = try await bench.seed(), parts = bench.parts()
        let first = try SigningKey.generate(.es256), second = try SigningKey.generate(.es256)
        let old = RotationOffer(.made(first), overlap: .none, publication: .registration)
        _ = try await parts.rotation.begin(old, of: id)
        bench.server.change { $0.secrets = [] }
        #expect(try await parts.rotation.goOn(id).rotation == nil)
        _ = try await parts.rotation.begin(
            RotationOffer(.made(second), isCompromise: true, publication: .registration), of: id)
        for _ in 1...3 { _ = try await parts.rotation.goOn(id, .init(isOneStep: true)) }
        #expect(try await bench.record(id).rotation?.state == .committed)
        refuses.withLock { $0 = true }
        for _ in 1...2 {
            let error = await failure { try await parts.rotation.goOn(id) }
            #expect(error == .registrationRefused("billing", host: "as.example", status: 403, code: nil))
            #expect(try await bench.record(id).rotation?.isOldKeyWithdrawn == false)
        }
        refuses.withLock { $0 = false }
        #expect(try await parts.rotation.goOn(id).rotation == nil)
        #expect(bench.server.state.withLock { $0.keyIDs } == [second.thumbprint])
    }

    @Test func `a registration token that came with a read is in the journal before anything else is done`()
        async throws
    {
        var strikes = 0
        defer { #expect(strikes > 2, "every write was met") }
        for number in 1...30 {
            let bench = RotationBench()
            let id = try await bench.seed()
            try await bench.memory.keep(
                RegistrationRecord(
                    clientURI: Practice.url("https://as.example/client"),
                    tokenGeneration: try await bench.record(id).bonds.registration?.tokenGeneration ?? 0,
                    registeredAt: bench.now(), metadata: "{}"), of: id)
            bench.server.change { ($0.readsRotateToken, $0.rotatesToken) = (true, false) }
            let doom = Doom(atWrite: number, after: false)
            let dying = bench.parts(journal: DoomedJournal(bench.memory, doom))
            let offer = RotationOffer(.made(try SigningKey.generate(.es256)), publication: .registration)
            do {
                _ = try await dying.rotation.begin(offer, of: id)
                _ = try await dying.rotation.goOn(id)
            } catch {}
            guard doom.hasStruck else { return }
            strikes += 1
            // Whatever no row names is swept once it is old.
            bench.pass(3600)
            let parts = bench.parts()
            do {
                // A key that was never kept is given anew.
                if try await bench.record(id).rotation?.state == .proposed { _ = try? await parts.rotation.goOn(id) }
                if try await bench.record(id).rotation == nil { _ = try await parts.rotation.begin(offer, of: id) }
                let after = try await parts.rotation.goOn(id)
                #expect(after.rotation?.state == .overlapping, "write \(number)")
            } catch {
                Issue.record("write \(number): \(Failure(error).headline)")
            }
        }
    }

    // MARK: - Taking over a registration

    @Test func `a token that does not open the registration replaces nothing`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        let url = Practice.url("https://as.example/client")
        let error = try await #require(throws: RotationError.self) {
            try await parts.rotation.adopt(url, Secret("stale"), of: id)
        }
        #expect(error == .registrationRefused("billing", host: "as.example", status: 401, code: "invalid_token"))
        #expect(error.hint?.contains("--registration-token-file") == true)
        try #expect(await bench.strays().isEmpty)
        _ = try await parts.rotation.begin(RotationOffer(.registration, overlap: .none), of: id)
        _ = try await parts.rotation.goOn(id)
        try #expect(await bench.secret(of: id) == "secret-2")
    }

    @Test func `a rotation that waits for the right token is given it`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change { $0.registrationToken = "rat-9" }
        _ = try await parts.rotation.begin(RotationOffer(.registration, overlap: .none), of: id)
        await #expect(throws: RotationError.self) { try await parts.rotation.goOn(id) }
        #expect(try await bench.record(id).rotation?.state == .proposed)
        try await parts.rotation.adopt(Practice.url("https://as.example/client"), Secret("rat-9"), of: id)
        _ = try await parts.rotation.goOn(id)
        try #expect(await bench.secret(of: id) == "secret-2")
    }

    // MARK: - Settings meanwhile

    @Test func `the way that a secret is sent is the profile's, whenever it was set`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        _ = try await parts.rotation.begin(RotationOffer(.given(.secret(Secret("secret-2"))), overlap: .none), of: id)
        var profile = try await bench.record(id).profile
        profile.clientAuthentication = .clientSecretPost
        try await bench.memory.update(profile)
        bench.server.change { $0.secrets = ["secret-2"] }
        // Whoever wants a token finds that the server has switched.
        let refusal = await #expect(throws: TokenEndpointError.self, "this server takes Basic alone") {
            try await parts.tokens.token(of: id, TokenService.Need(isForced: true))
        }
        #expect(refusal?.code == "invalid_client")
        #expect(try await bench.record(id).profile.clientAuthentication == .clientSecretPost)
    }

    @Test func `what the old one obtained is revoked although the server still takes it, where it is in wrong hands`()
        async throws
    {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change { $0.secrets.insert("secret-2") }
        _ = try await parts.rotation.begin(
            RotationOffer(.given(.secret(Secret("secret-2"))), isCompromise: true), of: id)
        await #expect(throws: RotationError.stillAccepted("billing", host: "as.example")) {
            try await parts.rotation.goOn(id)
        }
        #expect(bench.server.state.withLock { $0.tokens["token-1"] } == false)
        bench.server.change { $0.secrets = ["secret-2"] }
        #expect(try await parts.rotation.goOn(id).rotation == nil)
    }
}
