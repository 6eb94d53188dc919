import MintCore
import Synchronization
import TestSupport
import Testing

@Suite struct StoreMigrationTests {
    private let key = try? SigningKey.generate(.es256)

    enum Case: String, CaseIterable { case machine, person, personWithStray, pasted }

    private func seed(_ what: Case, _ bench: StoreBench) async throws -> ProfileRecord {
        switch what {
        case .machine: return try await bench.seedMachine()
        case .pasted: return try await bench.seedPasted()
        case .person, .personWithStray:
            let record = try await bench.seedPerson(#require(key))
            if what == .personWithStray { _ = try await bench.leaveStray(record) }
            return record
        }
    }

    private func move(_ id: ProfileID, _ bench: StoreBench, to store: StoreName = .secretService) async throws
        -> (items: Int, left: [Failure])
    {
        let outcome = try await bench.migration.move(id, to: store)
        guard case .moved(let items, let left) = outcome else {
            Issue.record("\(outcome)")
            return (0, [])
        }
        return (items, left)
    }

    @Test(arguments: Case.allCases)
    func `everything is in the new store, nothing in the old one, and the profile is the same but for that`(
        what: Case
    ) async throws {
        let bench = StoreBench()
        let before = try await seed(what, bench)
        let held = try await bench.held(by: before.id), newest = try await bench.newestRefresh(of: before.id)
        let result = try await move(before.id, bench)
        #expect(result.items == before.items.count && result.left.isEmpty)
        let after = try await bench.existing(before.id)
        #expect(after.profile.store == .secretService)
        #expect(try await bench.held(by: before.id) == held)
        #expect(await bench.vault.keys.isEmpty)
        #expect(try await bench.newestRefresh(of: before.id) == newest)
        #expect(await bench.profiles.unnamedItems().count == (what == .personWithStray ? 1 : 0))
        var expected = after
        expected.profile.store = .vault
        let back = StoreMove(
            to: .vault,
            generations: Dictionary(
                uniqueKeysWithValues: zip(after.items, before.items).map { ($0, $1.generation) }))
        #expect(after.moved(back) == before)
    }

    /// `kill -9` between any two writes, and in the middle of each.
    @Test(arguments: Case.allCases, [false, true])
    func `killed at any write the profile works, and the next run ends it`(what: Case, after: Bool) async throws {
        var number = 1
        while true {
            let bench = StoreBench()
            let before = try await seed(what, bench)
            let held = try await bench.held(by: before.id), newest = try await bench.newestRefresh(of: before.id)
            let doom = Doom(atWrite: number, after: after)
            _ = try await bench.migration(until: doom).move(before.id, to: .secretService)
            let words = "write \(number) of \(what)" as Comment
            #expect(try await bench.held(by: before.id) == held, words)
            #expect(try await bench.newestRefresh(of: before.id) == newest, words)
            let plan = try await bench.migration.plan([bench.existing(before.id)], to: .secretService)
            for record in plan.moving + plan.untidy {
                let outcome = try await bench.migration.move(record.id, to: .secretService)
                #expect(outcome.failure == nil, words)
            }
            #expect(try await bench.held(by: before.id) == held, words)
            #expect(try await bench.newestRefresh(of: before.id) == newest, words)
            #expect(await bench.vault.keys.isEmpty, words)
            let strays = what == .personWithStray ? 1 : 0
            #expect(await bench.service.keys.count == held.count + strays, words)
            #expect(await bench.profiles.unnamedItems().count == strays, words)
            guard doom.hasStruck else { break }
            number += 1
        }
        #expect(number > 5, "every write was struck once")
    }

    @Test func `a renewal that runs is waited for, and what it brought is moved`() async throws {
        let bench = StoreBench()
        let record = try await bench.seedMachine()
        let lease = bench.locks.acquireNow(LockKey(record.profile))
        let moving = Task { try await move(record.id, bench) }
        await bench.locks.isAwaited(LockKey(record.profile))
        #expect(try await bench.existing(record.id).profile.store == .vault)
        let token = await bench.profiles.reserve(.accessToken, for: record.id, in: .vault, at: bench.now())
        try await bench.vault.store(Secret("renewed"), at: token, bound: record.profile.binding)
        try await bench.profiles.commitToken(
            Practice.token(token.generation), for: record.id, contact: ContactRecord(at: bench.now()))
        lease?.release()
        _ = try await moving.value
        #expect(try await bench.held(by: record.id)[.accessToken] == "renewed")
        #expect(await bench.vault.keys.isEmpty)
    }

    @Test func `a new token that was asked for meanwhile is a new one`() async throws {
        let bench = StoreBench()
        let record = try await bench.seedMachine()
        let lock = LockKey(record.profile)
        let lease = bench.locks.acquireNow(lock)
        let moving = Task { try await move(record.id, bench) }
        await bench.locks.isAwaited(lock)
        let forced = Task { try await bench.tokens().token(of: record.id, .init(isForced: true)) }
        while bench.locks.waiting(for: lock) < 2 { await Task.yield() }
        lease?.release()
        _ = try await moving.value
        #expect(try await forced.value.isFresh)
        #expect(bench.transport.requests.count == 1)
        #expect(try await bench.existing(record.id).profile.store == .secretService)
    }

    @Test func `a reader in between takes the token and its key from the new store, without a request`() async throws {
        let bench = StoreBench()
        let record = try await bench.seedPerson(#require(key))
        let between = MovingKeyring(bench)
        let grant = try await bench.tokens(bench.keyrings(between, as: .vault)).token(of: record.id)
        #expect(grant.token.withText { $0 } == "access-token of ann" && grant.prover != nil && !grant.isFresh)
        #expect(try await bench.existing(record.id).profile.store == .secretService)
        #expect(bench.transport.requests.isEmpty)
    }

    // MARK: - What stays

    @Test(arguments: KeyringKey.Kind.allCases.filter { $0 != .privateKey && $0 != .staticToken })
    func `a profile of which an item is missing stays where it is`(kind: KeyringKey.Kind) async throws {
        let bench = StoreBench()
        let record = try await bench.seedPerson(#require(key))
        let item = try #require(record.items.first { $0.kind == kind })
        try await bench.vault.remove(item)
        let outcome = try await bench.migration.move(record.id, to: .secretService)
        let failure = try #require(outcome.failure)
        #expect(failure.headline == "its \(kind.words) is not in the vault any more" && failure.exitStatus == .store)
        #expect(failure.hint?.contains(kind == .accessToken ? "mintmark renew ann --force" : "mintmark login") == true)
        #expect(try await bench.existing(record.id) == record)
        #expect(await bench.service.keys.isEmpty)
        #expect(await bench.profiles.unnamedItems().isEmpty)
    }

    @Test func `a secret that was sealed for another issuer is not sealed for this one`() async throws {
        let bench = StoreBench()
        let record = try await bench.seedMachine()
        var foreign = record.profile
        foreign.issuer = "https://other.example"
        try await bench.vault.store(Secret("s"), at: record.items[0], bound: foreign.binding)
        let failure = try await bench.migration.move(record.id, to: .secretService).failure
        #expect(failure?.headline.contains("sealed for another issuer") == true)
        #expect(await bench.service.keys.isEmpty)
    }

    @Test(arguments: [FaultyKeyring.Fault.failsToStore(1), .failsToStore(2), .forgets(2)])
    func `a store that does not take everything gets nothing`(fault: FaultyKeyring.Fault) async throws {
        let bench = StoreBench()
        let record = try await bench.seedMachine()
        let faulty = FaultyKeyring(bench.service, fault)
        let migration = StoreMigration(
            profiles: bench.profiles, keyrings: bench.keyrings(faulty, as: .secretService), locks: bench.locks,
            now: bench.now)
        #expect(try await migration.move(record.id, to: .secretService).failure?.exitStatus == .store)
        #expect(try await bench.existing(record.id) == record)
        #expect(await bench.service.keys.isEmpty)
        #expect(await bench.profiles.unnamedItems().isEmpty)
    }

    @Test func `on hold a stray refresh token stays where nobody seals it for the wrong issuer`() async throws {
        let bench = StoreBench()
        var record = try await bench.seedPerson(#require(key))
        let hold = ProfileBonds.Hold(issuer: "https://other.example", since: bench.now())
        await bench.profiles.setHold(hold, of: record.id)
        record = try await bench.existing(record.id)
        _ = try await move(record.id, bench)
        record = try await bench.existing(record.id)
        #expect(record.bonds.hold == hold, "without one it moves, and stays on hold")
        let stray = try await bench.leaveStray(record)
        let failure = try await bench.migration.move(record.id, to: .vault).failure
        #expect(failure?.headline.contains("on hold") == true)
        #expect(try await bench.existing(record.id) == record)
        #expect(await bench.service.keys.contains(stray))
    }

    @Test func `an old store that locks itself meanwhile keeps its items listed`() async throws {
        let bench = StoreBench()
        let record = try await bench.seedMachine()
        let migration = StoreMigration(
            profiles: LockingProfiles(bench), keyrings: bench.keyrings, locks: bench.locks, now: bench.now)
        guard case .moved(2, let left) = try await migration.move(record.id, to: .secretService) else {
            Issue.record("it was not moved")
            return
        }
        #expect(left.count == 2 && left[0].exitStatus == .store)
        #expect(await bench.profiles.unnamedItems().count == 2)
        await bench.vault.become(.ready)
        let plan = try await bench.migration.plan([bench.existing(record.id)], to: .secretService)
        #expect(plan.moving.isEmpty && plan.stores.isEmpty && plan.untidy.map(\.id) == [record.id])
        guard case .settled(2, let still) = try await bench.migration.move(record.id, to: .secretService) else {
            Issue.record("it was not tidied")
            return
        }
        #expect(still.isEmpty)
        #expect(await bench.vault.keys.isEmpty)
    }

    @Test func `stores are asked before anything is written, and only where something is to be moved`() async throws {
        let bench = StoreBench()
        let record = try await bench.seedMachine()
        let settled = try await bench.seedMachine("there", in: .secretService)
        let plan = try await bench.migration.plan([record, settled], to: .secretService)
        #expect(plan.stores == [.secretService, .vault] && plan.moving == [record] && plan.settled == [settled])
        await bench.service.become(.locked)
        await #expect(throws: KeyringError.unavailable(.secretService, .locked)) {
            try await bench.migration.makeReady(plan)
        }
        try await bench.migration.makeReady(bench.migration.plan([settled], to: .secretService))
        #expect(await bench.profiles.unnamedItems().isEmpty)
    }

    @Test func `a profile that was logged out meanwhile is gone, and waiting for a lock can be given up`() async throws
    {
        let bench = StoreBench()
        guard case .gone = try await bench.migration.move("nobody", to: .vault) else {
            Issue.record("it is not gone")
            return
        }
        let record = try await bench.seedMachine()
        let lease = bench.locks.acquireNow(LockKey(record.profile))
        let moving = Task { try await bench.migration.move(record.id, to: .secretService) }
        await bench.locks.isAwaited(LockKey(record.profile))
        moving.cancel()
        await #expect(throws: CancellationError.self) { try await moving.value }
        lease?.release()
        #expect(try await bench.existing(record.id) == record)
    }
}

/// The vault of a profile that is moved away between the reading of its token and of its key.
private struct MovingKeyring: Keyring {
    let bench: StoreBench
    init(_ bench: StoreBench) { self.bench = bench }

    func state() async -> StoreState { .ready }
    func makeReady() async throws(KeyringError) {}
    func store(_ secret: Secret, at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError) {
        try await bench.vault.store(secret, at: key, bound: binding)
    }
    func secret(at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError) -> Secret? {
        if key.kind == .dpopKey { _ = try? await bench.migration.move(key.profile, to: .secretService) }
        return try await bench.vault.secret(at: key, bound: binding)
    }
    func remove(_ key: KeyringKey) async throws(KeyringError) { try await bench.vault.remove(key) }
}

/// Locks the vault at the moment of the commit.
private struct LockingProfiles: WrappedProfileStore {
    let bench: StoreBench
    var inner: InMemoryProfileStore { bench.profiles }
    init(_ bench: StoreBench) { self.bench = bench }

    func commitMove(_ move: StoreMove, of profile: ProfileID) async throws(StateError) {
        try await inner.commitMove(move, of: profile)
        await bench.vault.become(.locked)
    }
}
