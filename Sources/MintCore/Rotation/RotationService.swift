/// Changes a profile's credential one step at a time: the intent is journalled, the step is done, and its outcome is
/// journalled in the same transaction as the pointers. Killed between any two of them, the profile still has a credential
/// that works, and the next ``step(_:_:observe:)`` goes on.
public struct RotationService: Sendable {
    let profiles: any ProfileStore
    let journal: any RotationJournal
    let keyrings: Keyrings
    let locks: any CredentialLock
    let tokens: TokenService
    let revocation: Revocation
    let proof: any ServerProof
    let helpers: RotationHelpers
    let audit: AuditTrail
    let clock: any Clock<Duration>
    let now: WallClock

    /// - Parameters:
    ///   - tokens: Whose endpoint is asked, too.
    ///   - clock: Waits for a server's cache.
    public init(
        profiles: any ProfileStore, journal: any RotationJournal, keyrings: Keyrings, locks: any CredentialLock,
        tokens: TokenService, revocation: Revocation, proof: any ServerProof, helpers: RotationHelpers,
        audit: AuditTrail, clock: any Clock<Duration> = ContinuousClock(), now: @escaping WallClock
    ) {
        self.profiles = profiles
        self.journal = journal
        self.keyrings = keyrings
        self.locks = locks
        self.tokens = tokens
        self.revocation = revocation
        self.proof = proof
        self.helpers = helpers
        self.audit = audit
        self.clock = clock
        self.now = now
    }

    public typealias Observer = @Sendable (Trace.Hop) -> Void

    /// Begins a rotation, and keeps what was given with it. Nobody has been asked anything yet.
    ///
    /// - Throws: ``RotationError``, ``KeyringError``, ``StateError``, ``TokenServiceError/held(_:_:boundTo:)``.
    public func begin(_ offer: RotationOffer, of id: ProfileID) async throws -> ProfileRecord {
        try await exclusively(id) { record in
            try await RotationWork.begin(offer, of: record, self)
        }
    }

    /// Does the one step that comes next.
    ///
    /// - Parameter mayRepeat: Whether a command that was interrupted may be run once more.
    /// - Returns: The record after it; `nil` where there is nothing to do now.
    /// - Throws: What the step met; it stays to be done, and the profile's own credential is untouched.
    public func step(
        _ id: ProfileID, _ wish: Rotation.Wish = .goOn, mayRepeat: Bool = false,
        observe: @escaping Observer = { _ in }, report: @escaping @Sendable (RotationReport) -> Void = { _ in }
    ) async throws -> ProfileRecord? {
        try await exclusively(id) { record in
            guard var work = RotationWork(record, self, observe: observe, report: report) else {
                throw RotationError.noRotation(record.profile.name)
            }
            guard let step = work.rotation.nextStep(wish, at: now()) else { return nil }
            report(.began(step))
            try await work.carryOut(step, mayRepeat: mayRepeat)
            report(.done(step, work.record))
            return work.record
        }
    }

    /// Finds out what became of an asking whose answer is not kept, without repeating anything. Where another process is in
    /// the middle of it, its answer is waited for: it may come at any moment.
    ///
    /// Takes no credential's lock: a token request that holds one may call it, and a store that refuses what came is tried
    /// again for a minute only.
    ///
    /// - Throws: As ``step(_:_:mayRepeat:observe:report:)``; it is journalled, too.
    public func findOut(_ id: ProfileID) async throws {
        // As long as an answer may take, and a little more.
        for _ in 0..<160 {
            guard try await existing(id).rotation?.state == .sent else { return }
            do {
                return try await exclusively(id) { record in
                    guard var work = RotationWork(record, self, patience: Safekeeping.programs),
                        work.rotation.state == .sent
                    else { return }
                    try await work.carryOut(.recover, mayRepeat: false)
                }
            } catch RotationError.busy {
                try await clock.sleep(for: .milliseconds(200))
            }
        }
    }

    /// Makes the old credential the profile's again, once it obtained a real token.
    ///
    /// - Throws: ``RotationError/cannotRollBack(_:_:)``, ``RotationError/oldOneRefused(_:host:code:)``, and what stands in the
    ///   way of a token.
    public func rollBack(
        _ id: ProfileID, observe: @escaping Observer = { _ in },
        report: @escaping @Sendable (RotationReport) -> Void = { _ in }
    ) async throws -> ProfileRecord {
        try await exclusively(id) { record in
            guard var work = RotationWork(record, self, observe: observe, report: report), work.rotation.canRollBack
            else { throw RotationError.cannotRollBack(record.profile.name, record.rotation?.state) }
            try await work.carryOut(.rollBack, mayRepeat: false)
            return work.record
        }
    }

    /// Takes up a rotation that was rolled back: the new credential is verified anew.
    public func takeUp(_ id: ProfileID) async throws -> ProfileRecord {
        try await exclusively(id) { record in
            guard var work = RotationWork(record, self), work.rotation.state == .rolledBack else {
                throw RotationError.noRotation(record.profile.name)
            }
            try await work.write(.takenUpAgain)
            return work.record
        }
    }

    /// Gives a rotation up: the profile keeps what it uses now, and the other credential is removed from the store.
    public func abandon(
        _ id: ProfileID, report: @escaping @Sendable (RotationReport) -> Void = { _ in }
    ) async throws -> ProfileRecord {
        try await exclusively(id) { record in
            guard var work = RotationWork(record, self, report: report) else {
                throw RotationError.noRotation(record.profile.name)
            }
            try await work.carryOut(.abandon, mayRepeat: false)
            return work.record
        }
    }

    func safekeeping(
        _ report: @escaping @Sendable (RotationReport) -> Void, patience: Int = Safekeeping.operators
    ) -> Safekeeping {
        Safekeeping(
            profiles: profiles, keyrings: keyrings, clock: clock, now: now, report: report, patience: patience)
    }

    /// Nobody else of this user works on the profile's rotation, its moves and its logins meanwhile. Not cancellable once it
    /// has begun: a credential that was made is not lost for an impatient key.
    private func exclusively<R: Sendable>(
        _ id: ProfileID, _ body: @escaping @Sendable (ProfileRecord) async throws -> R
    ) async throws -> R {
        try Task.checkCancellation()
        let named = try await profiles.record(id)
        guard let named else { throw StateError.noSuchProfile(id.rawValue) }
        guard let lease = try locks.acquireNow(LockKey(rotationOf: id)) else {
            throw RotationError.busy(named.profile.name)
        }
        defer { lease.release() }
        try await keyrings[named.profile.store].makeReady()
        let profiles = profiles
        return try await Task {
            guard let record = try await profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
            return try await body(record)
        }.value
    }
}
