/// Logs in by any grant: plan (discovery and choices; no credential leaves) → the caller confirms → perform (a real
/// exchange, then everything is kept, or nothing). Where somebody looks at what came before it is kept, `perform` is done in
/// its two halves: ``tryOut(_:interaction:observe:)`` and ``keep(_:otherStore:)``.
public struct LoginService: Sendable {
    let profiles: any ProfileStore
    let keyrings: Keyrings
    let locks: any CredentialLock
    let discovery: Discovery
    let endpoint: TokenEndpoint
    let sources: SecretSourceReader
    let nonces: DPoPNonces
    let now: WallClock
    let makeID: @Sendable () -> ProfileID

    /// Where to keep what was granted after a store failed: another store, the same one once more, or `nil` to give it up.
    public typealias OtherStore = @Sendable (_ failed: StoreName, _ error: KeyringError) async -> StoreName?

    /// - Parameter makeID: A new random UUID in lower case each time.
    public init(
        profiles: any ProfileStore, keyrings: Keyrings, locks: any CredentialLock, discovery: Discovery,
        endpoint: TokenEndpoint,
        sources: @escaping SecretSourceReader = { throw SecretSourceError.unreadable($0, reason: "not here") },
        nonces: DPoPNonces = DPoPNonces(), now: @escaping WallClock, makeID: @escaping @Sendable () -> ProfileID
    ) {
        self.profiles = profiles
        self.keyrings = keyrings
        self.locks = locks
        self.discovery = discovery
        self.endpoint = endpoint
        self.sources = sources
        self.nonces = nonces
        self.now = now
        self.makeID = makeID
    }

    /// One real token request, then credential and token are written, read back, and committed together with the profile.
    /// A refused credential leaves nothing behind, and a re-login leaves the old one in place.
    ///
    /// - Parameters:
    ///   - interaction: Whoever agrees to a person's grant.
    ///   - otherStore: Says where to keep what was granted where a store fails to; the token waits in memory meanwhile (A7).
    public func perform(
        _ plan: LoginPlan, interaction: any LoginInteraction = NoInteraction(),
        otherStore: @escaping OtherStore = { _, _ in nil },
        observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> ProfileRecord {
        // A person may take minutes: nobody waits for a lock meanwhile.
        let ready = try await authorized(plan, interaction, observe: observe)
        let service = self
        // A device's token is there already: nothing, not even the wait for a lock, is given up any more.
        if case .issued = ready.step {
            return try await Task {
                try await service.locked(plan, ready, interaction, otherStore, observe: observe)
            }.value
        }
        return try await locked(plan, ready, interaction, otherStore, observe: observe)
    }

    /// Under the old tuple's lock as well: a renewal that runs for it must not commit after us.
    private func locked(
        _ plan: LoginPlan, _ ready: AuthorizedLogin, _ interaction: any LoginInteraction,
        _ otherStore: @escaping OtherStore, observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> ProfileRecord {
        let leases = try await leases(for: ready, interaction, observe: observe)
        defer { for lease in leases { lease.release() } }
        let service = self
        return try await Task {
            let issue = try await service.issueOrTakeBack(plan, ready, interaction, observe: observe)
            return try await service.keptOrDiscarded(
                GrantedLogin(plan, ready, issue), interaction, otherStore, observe: observe)
        }.value
    }

    private func keptOrDiscarded(
        _ granted: GrantedLogin, _ interaction: any LoginInteraction, _ otherStore: OtherStore,
        observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> ProfileRecord {
        do { return try await kept(granted, otherStore) } catch {
            // Nobody has it now: it should not live on at the server either.
            for line in await discard(granted, observe: observe).left { await interaction.note(line) }
            throw error
        }
    }

    /// Under the locks of the profile as it was and as it becomes.
    ///
    /// - Throws: Only what left nothing kept.
    func kept(_ granted: GrantedLogin, _ otherStore: OtherStore) async throws -> ProfileRecord {
        var (plan, ready) = (granted.plan, granted.login)
        if let replaced = plan.replaced {
            // It may have been renewed, or moved to another store, since the plan was made.
            do { plan.replaced = try await profiles.record(replaced.id) } catch { plan.replaced = replaced }
            try plan.replaced?.requireNoRotation()
        }
        ready.secretExpiresAt = granted.secretExpiresAt
        let kept = try await keep(granted.issue, ready, plan, otherStore)
        // Committed: from here on nothing is a failure, or the caller would revoke what is in use.
        let sweeper = Sweeper(profiles: profiles, keyrings: keyrings, now: now)
        _ = try? await sweeper.sweepAll(of: ready.profile.id)
        return (try? await profiles.record(ready.profile.id)) ?? ProfileRecord(kept)
    }

    /// In the profile's store, or where somebody says instead, for as long as somebody does.
    private func keep(
        _ issue: TokenEndpoint.Issue, _ ready: AuthorizedLogin, _ plan: LoginPlan, _ otherStore: OtherStore
    ) async throws -> LoginRecord {
        let keeper = LoginKeeper(profiles: profiles, keyrings: keyrings, now: now)
        var login = ready
        while true {
            do {
                return try await keeper.keep(issue, login, plan)
            } catch let error as KeyringError {
                guard let store = await otherStore(login.profile.store, error) else { throw error }
                login.profile.store = store
            }
        }
    }
}
