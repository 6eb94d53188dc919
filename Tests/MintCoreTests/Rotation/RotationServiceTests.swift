import MintCore
import Synchronization
import TestSupport
import Testing

@Suite struct RotationServiceTests {
    private let given = RotationOffer(.given(.secret(Secret("secret-2"))), overlap: .lasting(600))

    @Test func `a pasted secret is proven, takes over, and the old one is shown to be refused`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change { $0.secrets.insert("secret-2") }

        let begun = try await parts.rotation.begin(given, of: id)
        #expect(begun.rotation?.state == .staged && bench.server.requests.isEmpty)
        try #expect(await bench.secret(of: id) == "secret-1")
        let kept = try await parts.rotation.goOn(id)
        #expect(kept.rotation?.state == .overlapping && kept.rotation?.retireAt == Practice.start + 600)
        #expect(kept.token?.generation == 2 && kept.rotation?.oldToken?.generation == 1)
        try #expect(await bench.secret(of: id) == "secret-2")
        #expect(bench.server.requests == ["token"])
        try #expect(await parts.rotation.step(id) == nil, "the overlap lasts")

        bench.pass(600)
        await #expect(throws: RotationError.stillAccepted("billing", host: "as.example")) {
            try await parts.rotation.goOn(id)
        }
        let waiting = try await bench.record(id)
        #expect(waiting.rotation?.previous?.generation == 1 && waiting.rotation?.failure != nil)
        #expect(bench.server.state.withLock { $0.tokens.values.filter { $0 }.count } == 2, "the try's token is revoked")

        bench.server.change { $0.secrets = ["secret-2"] }
        let ended = try await parts.rotation.goOn(id)
        #expect(ended.rotation == nil && ended.credential?.generation == 2)
        #expect(bench.server.state.withLock { $0.tokens["token-1"] } == false)
        let secrets = await bench.keyring.keys.filter { $0.kind == .clientSecret }.map(\.generation)
        #expect(secrets == [2])
        try #expect(await bench.strays().isEmpty)
        let trail = await bench.trail.events(AuditQuery()).filter { $0.action == .rotate }
        let words = trail.compactMap(\.detail)
        #expect(words.contains("staged: client secret 2") && words.last == "the old one is removed")
    }

    @Test func `a wrong paste changes nothing, and is replaced by the right one`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        _ = try await parts.rotation.begin(RotationOffer(.given(.secret(Secret("wrong")))), of: id)
        await #expect(
            throws: RotationError.notAccepted("billing", host: "as.example", code: "invalid_client", overlap: .unknown)
        ) {
            try await parts.rotation.goOn(id)
        }
        let record = try await bench.record(id)
        #expect(record.credential?.generation == 1 && record.token?.generation == 1)
        #expect(
            record.rotation?.state == .staged && record.rotation?.failure?.headline.contains("does not take") == true)
        #expect(bench.server.requests == ["token"], "one try")

        bench.server.change { $0.secrets.insert("secret-2") }
        _ = try await parts.rotation.begin(given, of: id)
        #expect(try await parts.rotation.goOn(id).rotation?.state == .overlapping)
        try #expect(await bench.secret(of: id) == "secret-2")
        #expect(await bench.keyring.keys.filter { $0.kind == .clientSecret }.count == 2, "the wrong one is gone")
    }

    @Test func `what is in use already, what is of another kind, and what cannot be rotated is refused`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        await #expect(throws: RotationError.sameCredential("billing")) {
            try await parts.rotation.begin(RotationOffer(.given(.secret(Secret("secret-1")))), of: id)
        }
        let key = try SigningKey.generate(.es256)
        await #expect(throws: RotationError.wrongKind("billing", given: .privateKey, wanted: .clientSecret)) {
            try await parts.rotation.begin(RotationOffer(.given(.key(key))), of: id)
        }
        await #expect(throws: RotationError.noRotation("billing")) { try await parts.rotation.goOn(id) }
        await #expect(throws: RotationError.cannotRollBack("billing", nil)) { try await parts.rotation.rollBack(id) }
        try #expect(await bench.record(id).rotation == nil)
        try #expect(await bench.strays().isEmpty)
    }

    @Test(arguments: [CheckingServer.Fault.status(500), .status(503), .unreachable])
    func `a server that is down holds a rotation up, and nothing else`(fault: CheckingServer.Fault) async throws {
        let isDown = Mutex(true)
        let bench = RotationBench(CheckingServer { _, _ in isDown.withLock { $0 } ? fault : nil })
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change { $0.secrets.insert("secret-2") }
        _ = try await parts.rotation.begin(given, of: id)
        await #expect(throws: (any Error).self) { try await parts.rotation.goOn(id) }
        let record = try await bench.record(id)
        #expect(record.rotation?.state == .staged && record.credential?.generation == 1)
        isDown.withLock { $0 = false }
        #expect(try await parts.rotation.goOn(id).rotation?.state == .overlapping)
    }

    @Test func `a store that locks in the middle holds it up, and the new credential is not lost`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change { $0.secrets.insert("secret-2") }
        _ = try await parts.rotation.begin(given, of: id)
        await bench.keyring.become(.locked)
        await #expect(throws: KeyringError.unavailable(.vault, .locked)) { try await parts.rotation.goOn(id) }
        try #expect(await bench.record(id).credential?.generation == 1)
        await bench.keyring.become(.ready)
        #expect(try await parts.rotation.goOn(id).rotation?.state == .overlapping)
    }

    @Test func `a server that refuses the new token holds it up`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed()
        bench.server.change { $0.secrets.insert("secret-2") }
        let refusal = RotationError.tokenRefused("billing", host: "mcp.example", why: "HTTP 401")
        let parts = bench.parts(proof: ListedProof(failure: refusal))
        _ = try await parts.rotation.begin(given, of: id)
        await #expect(throws: refusal) { try await parts.rotation.goOn(id) }
        try #expect(await bench.record(id).credential?.generation == 1)
        #expect(try await bench.parts().rotation.goOn(id).rotation?.state == .overlapping)
    }

    @Test func `a secret's end after the year 9999 is none`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change { $0.secretsExpireAt = 1_760_000_000_000_000_000 }
        _ = try await parts.rotation.begin(RotationOffer(.registration, overlap: .none), of: id)
        let ended = try await parts.rotation.goOn(id)
        #expect(ended.rotation == nil && ended.credential?.expiresAt == nil)
        try #expect(await bench.secret(of: id) == "secret-2")
    }

    @Test func `the client configuration endpoint's answer is kept whole`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change { $0.secretsExpireAt = Practice.start.rawValue + 9000 }
        _ = try await parts.rotation.begin(RotationOffer(.registration, overlap: .none), of: id)
        let ended = try await parts.rotation.goOn(id)
        #expect(ended.rotation == nil && ended.credential?.expiresAt == Practice.start + 9000)
        try #expect(await bench.secret(of: id) == "secret-2")
        #expect(bench.server.requests.filter { $0 != "metadata" } == ["update", "token", "token", "revoke"])
        let token = try #require(ended.bonds.registration?.tokenGeneration)
        let key = KeyringKey(profile: id, kind: .registrationToken, generation: token)
        let text = try await bench.keyring.secret(at: key, bound: ended.profile.binding)?.withText { $0 }
        #expect(text == "rat-1'")
        #expect(ended.bonds.registration?.metadata.contains("secret-") == false)
        let tokens = await bench.keyring.keys.filter { $0.kind == .registrationToken }
        #expect(tokens == [key], "the answer and the old token are gone")
        try #expect(await bench.strays().isEmpty)
    }

    @Test func `an answer that was never read is asked for again`() async throws {
        let bench = RotationBench(
            CheckingServer { name, number in name == "update" && number == 1 ? .lostAnswer : nil })
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change { $0.rotatesToken = false }
        _ = try await parts.rotation.begin(RotationOffer(.registration), of: id)
        await #expect(throws: TransportError.self) { try await parts.rotation.goOn(id) }
        let sent = try await bench.record(id)
        #expect(sent.rotation?.state == .sent && sent.rotation?.ifItDiedNow.contains("may have made") == true)
        let kept = try await parts.rotation.goOn(id)
        #expect(kept.rotation?.state == .overlapping)
        try #expect(await bench.secret(of: id) == "secret-2")
        #expect(bench.server.requests.contains("read"))
    }

    @Test func `where it cannot be asked for again, the loss is named`() async throws {
        let bench = RotationBench(
            CheckingServer { name, number in name == "update" && number == 1 ? .lostAnswer : nil })
        let id = try await bench.seed(), parts = bench.parts()
        _ = try await parts.rotation.begin(RotationOffer(.registration), of: id)
        await #expect(throws: TransportError.self) { try await parts.rotation.goOn(id) }
        let error = try await #require(throws: RotationError.self) { try await parts.rotation.goOn(id) }
        guard case .lost("billing", "as.example", _) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(error.hint?.contains("mintmark rotate billing --abandon") == true)
        let record = try await bench.record(id)
        #expect(record.rotation?.state == .sent && record.rotation?.failure?.headline == error.headline)
        #expect(try await parts.rotation.abandon(id).rotation == nil)
        try #expect(await bench.record(id).credential?.generation == 1)
    }

    @Test func `a server that keeps the secret, and one that refuses, leave the profile as it was`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change { $0.rotatesSecret = false }
        _ = try await parts.rotation.begin(RotationOffer(.registration), of: id)
        await #expect(throws: RotationError.serverKeepsSecret("billing", host: "as.example")) {
            try await parts.rotation.goOn(id)
        }
        #expect(bench.server.requests == ["update"])
        var record = try await bench.record(id)
        #expect(record.rotation?.state == .proposed && record.bonds.registration?.tokenGeneration != 1)
        bench.server.change { $0.registrationToken = "other" }
        await #expect(
            throws: RotationError.registrationRefused("billing", host: "as.example", status: 401, code: "invalid_token")
        ) { try await parts.rotation.goOn(id) }
        record = try await bench.record(id)
        #expect(record.rotation?.state == .proposed && record.credential?.generation == 1)
        try #expect(await bench.strays().isEmpty)
    }

    @Test func `a command makes the credential; one that fails made none; one that was cut off says so`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed()
        let facts = Mutex<[UInt8]>([])
        let source = SecretSource.command(["make"])
        let failing = bench.parts { _, input in
            facts.withLock { $0 = input }
            throw SecretSourceError.commandFailed(source, status: 3)
        }
        _ = try await failing.rotation.begin(RotationOffer(.command(["make"]), overlap: .none), of: id)
        let error = try await #require(throws: RotationError.self) { try await failing.rotation.goOn(id) }
        #expect(error.headline == "billing: no new credential: the command make ended with status 3")
        #expect(error.hint?.contains("mintmark rotate billing --resume") == true)
        try #expect(await bench.record(id).rotation?.state == .proposed)
        let json = try #require(JSONValue(bytes: facts.withLock { $0 }))
        #expect(json["profile"]?.text == "billing" && json["attempt"]?.integer == 1)

        let late = bench.parts { _, _ in throw SecretSourceError.timedOut(source, seconds: 30) }
        await #expect(throws: RotationError.self) { try await late.rotation.goOn(id) }
        try #expect(await bench.record(id).rotation?.state == .sent)
        await #expect(throws: RotationError.commandInterrupted("billing")) { try await bench.parts().rotation.goOn(id) }

        bench.server.change { $0.secrets = ["secret-1"] }
        let making = bench.parts { _, _ in
            defer { bench.server.change { $0.secrets = ["made-1"] } }
            return bench.makeSecret()
        }
        let ended = try await making.rotation.goOn(id, RotationService.Course(mayRepeat: true))
        #expect(ended.rotation == nil)
        try #expect(await bench.secret(of: id) == "made-1")
    }

    @Test func `whichever of the two works is used, one try each`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        let need = TokenService.Need(isForced: true)
        _ = try await parts.rotation.begin(RotationOffer(.given(.secret(Secret("secret-2"))), overlap: .none), of: id)
        try #expect(await parts.tokens.token(of: id, need).warning == nil)
        #expect(bench.server.requests == ["token"])

        bench.server.change { $0.secrets = [] }
        await #expect(throws: TokenEndpointError.self) { try await parts.tokens.token(of: id, need) }
        #expect(bench.server.requests.count == 3, "both were tried once")
        try #expect(await bench.record(id).rotation?.state == .staged)

        bench.server.change { $0.secrets = ["secret-2"] }
        bench.pass(60)
        let grant = try await parts.tokens.token(of: id, need)
        #expect(grant.warning?.headline.contains("has switched") == true && bench.server.requests.count == 5)
        let record = try await bench.record(id)
        #expect(record.rotation?.state == .committed && record.rotation?.previous?.generation == 1)
        try #expect(await bench.secret(of: id) == "secret-2")
        _ = try await parts.tokens.token(of: id, need)
        #expect(bench.server.requests.count == 6, "the dead one is not shown again")
        #expect(try await parts.rotation.goOn(id).rotation == nil)

        // And the other way round: the server goes back after the commit.
        let other = try await bench.seed("other")
        bench.server.change { $0.secrets = ["secret-1", "secret-3"] }
        _ = try await parts.rotation.begin(RotationOffer(.given(.secret(Secret("secret-3")))), of: other)
        _ = try await parts.rotation.goOn(other)
        bench.server.change { $0.secrets = ["secret-1"] }
        let back = try await parts.tokens.token(of: other, need)
        #expect(back.warning?.hint?.contains("--rollback") == true)
    }

    @Test func `one command goes back, and only to a credential that works`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change { $0.secrets.insert("secret-2") }
        _ = try await parts.rotation.begin(given, of: id)
        _ = try await parts.rotation.goOn(id)
        bench.server.change { $0.secrets = ["secret-2"] }
        await #expect(throws: RotationError.oldOneRefused("billing", host: "as.example", code: "invalid_client")) {
            try await parts.rotation.rollBack(id)
        }
        try #expect(await bench.secret(of: id) == "secret-2")

        bench.server.change { $0.secrets = ["secret-1", "secret-2"] }
        let back = try await parts.rotation.rollBack(id)
        #expect(back.rotation?.state == .rolledBack && back.rotation?.next?.generation == 2)
        try #expect(await bench.secret(of: id) == "secret-1")
        #expect(try await parts.tokens.token(of: id).token == Secret("token-4"))
        await #expect(throws: RotationError.cannotRollBack("billing", .rolledBack)) {
            try await parts.rotation.rollBack(id)
        }
        // The new one was kept: it can be taken up again.
        #expect(try await parts.rotation.goOn(id).rotation?.state == .overlapping)
        try #expect(await bench.secret(of: id) == "secret-2")
    }

    @Test func `after a compromise everything that the old one obtained is revoked`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change { $0.overlaps = false }
        _ = try await parts.rotation.begin(RotationOffer(.registration, isCompromise: true), of: id)
        let ended = try await parts.rotation.goOn(id)
        #expect(ended.rotation == nil)
        #expect(bench.server.state.withLock { $0.tokens["token-1"] } == false)
    }

    @Test func `a key is published beside the old one, waited for, and the old one withdrawn`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        let first = try SigningKey.generate(.es256), second = try SigningKey.generate(.es384)
        bench.server.change { $0.keyIDs = [first.thumbprint] }
        let offer = RotationOffer(.made(first), overlap: .none)
        _ = try await parts.rotation.begin(offer, of: id)
        bench.server.change { $0.secrets = [] }
        let changed = try await parts.rotation.goOn(id)
        #expect(changed.rotation == nil && changed.profile.clientAuthentication == .privateKeyJWT)
        #expect(changed.profile.settings.keyAlgorithm == .es256 && changed.credential?.keyID == first.thumbprint)

        _ = try await parts.rotation.begin(
            RotationOffer(.made(second), overlap: .none, publication: .file("/srv/jwks.json"), cacheTime: 60), of: id)
        let ended = try await parts.rotation.goOn(id)
        #expect(ended.rotation == nil && ended.profile.settings.keyAlgorithm == .es384)
        let sets = bench.published.withLock { $0 }.map { text in
            Set((JSONValue(bytes: text)?["keys"]?.items ?? []).compactMap { $0["kid"]?.text })
        }
        #expect(sets == [[first.thumbprint, second.thumbprint], [second.thumbprint]])
        #expect(bench.published.withLock { $0 }.allSatisfy { !String(decoding: $0, as: UTF8.self).contains("\"d\"") })
    }

    @Test func `the registration is told of both keys, then of the new one alone`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        let first = try SigningKey.generate(.es256), second = try SigningKey.generate(.edDSA)
        bench.server.change { $0.secrets = ["secret-1"] }
        _ = try await parts.rotation.begin(
            RotationOffer(.made(first), overlap: .unknown, publication: .registration), of: id)
        _ = try await parts.rotation.goOn(id)
        bench.server.change { $0.secrets = [] }
        #expect(try await parts.rotation.goOn(id, .init(wish: .retire)).rotation == nil)
        _ = try await parts.rotation.begin(
            RotationOffer(.made(second), overlap: .unknown, publication: .registration), of: id)
        let both = try await parts.rotation.goOn(id)
        #expect(both.rotation?.state == .overlapping)
        #expect(bench.server.state.withLock { $0.keyIDs } == [first.thumbprint, second.thumbprint])
        let ended = try await parts.rotation.goOn(id, .init(wish: .retire))
        #expect(ended.rotation == nil && bench.server.state.withLock { $0.keyIDs } == [second.thumbprint])
        try #expect(await bench.strays().isEmpty)
    }

    @Test func `a registration that an operator named is read before it is told of a key (RO-5)`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        try await parts.rotation.adopt(try #require(HTTPURL("https://as.example/client")), Secret("rat-1"), of: id)
        let key = try SigningKey.generate(.es256)
        _ = try await parts.rotation.begin(
            RotationOffer(.made(key), overlap: .unknown, publication: .registration), of: id)
        let after = try await parts.rotation.goOn(id)
        #expect(after.rotation?.state == .overlapping, "\(String(describing: after.rotation?.failure))")
        #expect(bench.server.state.withLock { $0.keyIDs } == [key.thumbprint])
        try #expect(await bench.strays().isEmpty)
    }

    @Test func `a login, a logout and a move deal with an open rotation`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change { $0.secrets.insert("secret-2") }
        _ = try await parts.rotation.begin(given, of: id)
        let keyrings = Keyrings { _ in bench.keyring }
        let migration = StoreMigration(
            profiles: bench.memory, keyrings: keyrings, locks: bench.locks, now: bench.now)
        guard case .moved(let items, let left) = try await migration.move(id, to: .secretService) else {
            Issue.record("not moved")
            return
        }
        #expect(items == 4 && left.isEmpty)
        #expect(try await parts.rotation.goOn(id).rotation?.state == .overlapping)
        try #expect(await bench.secret(of: id) == "secret-2")

        let logout = LogoutService(profiles: bench.memory, keyrings: keyrings, locks: bench.locks, now: bench.now)
        _ = try await logout.logOut(bench.record(id))
        #expect(await bench.keyring.keys.isEmpty)
    }
}
