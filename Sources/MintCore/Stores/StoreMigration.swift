/// Moves profiles' secrets to another store: every item is copied and read back, then one transaction points the profile to
/// the copies, and only then the old items are removed. Killed at any moment it leaves a profile that works from one store
/// or from the other; run again it goes on, and takes away what was left over.
public struct StoreMigration: Sendable {
    let profiles: any ProfileStore
    let keyrings: Keyrings
    let locks: any CredentialLock
    let now: WallClock

    public init(
        profiles: any ProfileStore, keyrings: Keyrings, locks: any CredentialLock, now: @escaping WallClock
    ) {
        self.profiles = profiles
        self.keyrings = keyrings
        self.locks = locks
        self.now = now
    }

    /// What is to be done, known from the database alone: no store was asked.
    public struct Plan: Sendable {
        public let store: StoreName
        /// Those that are elsewhere.
        public let moving: [ProfileRecord]
        /// Those that are there already.
        public let settled: [ProfileRecord]
        /// How many items of these profiles an interrupted run, or an interrupted write, left behind.
        public let leftovers: [ProfileID: Int]

        /// The stores that must be ready before anything is written.
        public var stores: [StoreName] {
            let used = Set(moving.map(\.profile.store) + (moving.isEmpty ? [] : [store]))
            return StoreName.allCases.filter(used.contains)
        }

        /// What there is to do for a settled profile.
        public var untidy: [ProfileRecord] { settled.filter { leftovers[$0.id] != nil } }
    }

    public func plan(_ records: [ProfileRecord], to store: StoreName) async throws(StateError) -> Plan {
        let unnamed = try await profiles.unnamedItems()
        let counts = Dictionary(unnamed.map { ($0.key.profile, 1) }, uniquingKeysWith: +)
        return Plan(
            store: store, moving: records.filter { $0.profile.store != store },
            settled: records.filter { $0.profile.store == store },
            leftovers: counts.filter { id, _ in records.contains { $0.id == id } })
    }

    /// Makes every store that the plan needs ready, asking whoever attends it.
    public func makeReady(_ plan: Plan) async throws(KeyringError) {
        for store in plan.stores { try await keyrings[store].makeReady() }
    }

    /// What became of one profile.
    public enum Outcome: Sendable {
        /// - Parameters:
        ///   - items: How many secrets are in the new store.
        ///   - left: Why old items are still in a store, one failure for each; they are listed, and removed by the next run.
        case moved(items: Int, left: [Failure])
        /// It is in this store already; `removed` leftovers are gone.
        case settled(removed: Int, left: [Failure])
        /// It was logged out meanwhile.
        case gone
        /// It stays where it is, and works from there.
        case failed(Failure)

        /// The reason to look at it again.
        public var failure: Failure? {
            switch self {
            case .moved(_, let left), .settled(_, let left): left.first
            case .gone: nil
            case .failed(let failure): failure
            }
        }
    }

    /// Moves one profile under its credential's lock, as it is then. Not cancellable from the moment that the lock is held.
    ///
    /// - Throws: `CancellationError` while it waits for the lock.
    public func move(_ id: ProfileID, to store: StoreName) async throws -> Outcome {
        let leases: [any LockLease]
        do {
            leases = try await locks.acquire(id, in: profiles)
        } catch let error as StateError {
            return .failed(Failure(error))
        }
        defer { for lease in leases { lease.release() } }
        let migration = self
        return await Task { await migration.moveLocked(id, to: store) }.value
    }

    private func moveLocked(_ id: ProfileID, to store: StoreName) async -> Outcome {
        do {
            guard let record = try await profiles.record(id) else { return .gone }
            if record.profile.store == store {
                let (removed, left) = try await tidy(id, keeping: strays(of: record))
                return .settled(removed: removed, left: left)
            }
            let strays = try await strays(of: record)
            // On hold nobody knows whose a stray refresh token is.
            if record.bonds.hold != nil, !strays.isEmpty { throw StoreMigrationError.onHold(record.profile.name) }
            let copies = try await copy(record, strays, to: store)
            let (_, left) = try await tidy(record.id, keeping: copies.strays)
            return .moved(items: copies.count, left: left)
        } catch {
            return .failed(Failure(error))
        }
    }

    /// Removes the items of the profile that no row names: under the lock nobody else is at work on them.
    private func tidy(
        _ id: ProfileID, keeping kept: Set<KeyringKey>
    ) async throws -> (removed: Int, left: [Failure]) {
        let before = try await profiles.unnamedItems().filter { $0.key.profile == id && !kept.contains($0.key) }
        guard !before.isEmpty else { return (0, []) }
        let left = try await Sweeper(profiles: profiles, keyrings: keyrings, now: now).sweepAll(of: id, keeping: kept)
        return (before.count - left.count, left.map { Failure($0.error) })
    }
}

/// Why a profile stays in its store.
public enum StoreMigrationError: Error, Equatable {
    /// The row names an item that the store does not have, or does not open; the reason is the store's own words.
    case unreadable(String, StoreName, KeyringKey.Kind, reason: String?)
    /// On hold, with a refresh token that may be of either issuer: not to be sealed for one of them.
    case onHold(String)
}

extension StoreMigrationError: UserFacingError {
    public var headline: String {
        switch self {
        case .unreadable(_, let store, let kind, nil): "its \(kind.words) is not in the \(store.words) any more"
        case .unreadable(_, _, let kind, let reason?): "its \(kind.words) cannot be read: \(reason)"
        case .onHold: "it is on hold, with a refresh token that may be of either issuer"
        }
    }

    public var hint: String? {
        switch self {
        case .unreadable(let name, _, .accessToken, _):
            "Get a new token, then run this again: mintmark renew \(name.shellArgument) --force"
        case .unreadable(let name, _, _, _):
            "It stays where it is. Restore the store from a backup, or log it in anew: "
                + "mintmark login SERVER --profile \(name.shellArgument) …"
        case .onHold(let name):
            "Settle the hold, then run this again: mintmark set \(name.shellArgument) --keep-issuer, or log in anew with --issuer"
        }
    }

    public var exitStatus: ExitStatus {
        switch self {
        case .unreadable: .store
        case .onHold: .authentication
        }
    }
}
