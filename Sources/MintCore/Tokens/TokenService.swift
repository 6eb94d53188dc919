/// The one door to a token: from the cache while it is good, else by one exchange under the credential's lock (LC-7).
public struct TokenService: Sendable {
    let profiles: any ProfileStore
    let keyrings: Keyrings
    let locks: any CredentialLock
    let endpoint: TokenEndpoint
    let now: WallClock

    public init(
        profiles: any ProfileStore, keyrings: Keyrings, locks: any CredentialLock, endpoint: TokenEndpoint,
        now: @escaping WallClock
    ) {
        self.profiles = profiles
        self.keyrings = keyrings
        self.locks = locks
        self.endpoint = endpoint
        self.now = now
    }

    /// What a caller wants of a token.
    public struct Need: Sendable {
        /// Seconds that must be left; `nil` for a useful remainder (``RenewalPolicy/usefulRemainder(lifetime:)``).
        public var minimumValidity: Int?
        /// A new token even where the cached one is good.
        public var isForced = false
        /// A token that the server refused with 401 (LC-4).
        public var rejected: Secret?
        /// A board renewing ahead of expiry: the cached token is not good enough once inside its lead.
        public var isAhead = false

        public init(minimumValidity: Int? = nil, isForced: Bool = false, rejected: Secret? = nil, isAhead: Bool = false)
        {
            self.minimumValidity = minimumValidity
            self.isForced = isForced
            self.rejected = rejected
            self.isAhead = isAhead
        }
    }

    /// A token with what is known of it.
    public struct Grant: Sendable {
        public var token: Secret
        public var record: TokenRecord
        public var profile: Profile
        /// Whether it came from the token endpoint just now.
        public var isFresh: Bool
        /// What went wrong although there is a token: a renewal that failed while the old one lasts (LC-3), or a new
        /// token that no store would keep.
        public var warning: Failure?
    }

    /// - Throws: ``StateError/noSuchProfile(_:)``, ``KeyringError``, ``TokenEndpointError``, ``TransportError``,
    ///   ``TokenServiceError``. What is stored stays untouched by any of them.
    public func token(of id: ProfileID, _ need: Need = Need()) async throws -> Grant {
        guard let record = try await profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
        if let cached = try await cached(record, need) {
            await noteUse(record)
            return cached
        }
        let key = LockKey(record.profile)
        let lease: any LockLease
        if let free = try locks.acquireNow(key) {
            lease = free
        } else {
            // Somebody is renewing: a token that still lasts is not held up by that.
            if let usable = try await stillValid(record, need) { return usable }
            lease = try await locks.acquire(key)
        }
        defer { lease.release() }
        let service = self
        // From the moment it is sent, an exchange is not cancelled: an issued token that is lost is a defect.
        let grant = try await Task { try await service.renewed(id, need, seen: record.token?.generation) }.value
        // It is kept by now; whoever was interrupted does not go on with it.
        try Task.checkCancellation()
        if !need.isAhead { await noteUse(record) }
        return grant
    }

    // MARK: - From the cache

    private func cached(_ record: ProfileRecord, _ need: Need) async throws -> Grant? {
        guard !need.isForced, need.rejected == nil, let token = record.token, isGood(token, need) else { return nil }
        return try await grant(record, token)
    }

    /// The cached token where it is still valid, if only barely, and the caller named no minimum that it misses.
    private func stillValid(_ record: ProfileRecord, _ need: Need) async throws -> Grant? {
        guard !need.isForced, need.rejected == nil, let token = record.token, let left = token.secondsLeft(at: now()),
            left > max(need.minimumValidity ?? 0, 0), token.state(at: now()) != .expired
        else { return nil }
        return try await grant(record, token)
    }

    private func grant(_ record: ProfileRecord, _ token: TokenRecord) async throws -> Grant? {
        let key = KeyringKey(profile: record.id, kind: .accessToken, generation: token.generation)
        // Gone means that another process replaced it meanwhile: the caller re-reads under the lock.
        guard let secret = try await keyrings[record.profile.store].secret(at: key, bound: record.profile.binding)
        else { return nil }
        return Grant(token: secret, record: token, profile: record.profile, isFresh: false)
    }

    private func isGood(_ token: TokenRecord, _ need: Need) -> Bool {
        switch token.state(at: now()) {
        case .unknown: return true  // used until the server says 401 (TK-4)
        case .expired, .none: return false
        case .valid: break
        case .expiring: if need.isAhead { return false }
        }
        guard let left = token.secondsLeft(at: now()), let lifetime = token.lifetime else { return true }
        if let minimum = need.minimumValidity {
            // A minimum that no token of this server can meet must not burn a token on every call (G13, LC-2).
            return left >= minimum || (lifetime < minimum && now() - token.issuedAt < 10)
        }
        return left >= RenewalPolicy().usefulRemainder(lifetime: lifetime)
    }

    // MARK: - By an exchange, under the lock

    private func renewed(_ id: ProfileID, _ need: Need, seen generation: Int?) async throws -> Grant {
        guard let record = try await profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
        let isNewer = record.token.map { $0.generation != generation } ?? false
        if let token = record.token, isNewer || !need.isForced {
            // Somebody may have renewed while we waited for the lock.
            var unforced = need
            (unforced.isForced, unforced.rejected) = (false, nil)
            if isGood(token, unforced), let grant = try await grant(record, token), grant.token != need.rejected {
                return grant
            }
        }
        if let rejected = need.rejected, let token = record.token,
            try await grant(record, token)?.token == rejected
        {
            try await profiles.dropToken(generation: token.generation, of: id)
        }
        do {
            return try await exchanged(record)
        } catch {
            try? await note(error, of: id)
            guard !need.isForced, need.rejected == nil, let usable = try? await stillValid(record, need) else {
                throw error
            }
            var kept = usable
            kept.warning = Failure(error)
            return kept
        }
    }

    private func exchanged(_ record: ProfileRecord) async throws -> Grant {
        let profile = record.profile
        let credential = try await credential(of: record)
        let issue = try await endpoint.issue(to: profile, with: credential)
        do {
            let token = try await keep(issue, for: record)
            return Grant(token: issue.response.accessToken, record: token, profile: profile, isFresh: true)
        } catch {
            // The token is real: hand it over from memory, and say that it was not kept.
            let token = issue.record(generation: 0, asked: profile.requestedScopes)
            var failure = Failure(error)
            failure.headline = "The new token could not be kept: \(failure.headline)"
            return Grant(
                token: issue.response.accessToken, record: token, profile: profile, isFresh: true, warning: failure)
        }
    }

    private func credential(of record: ProfileRecord) async throws -> Credential {
        guard let current = record.credential else { throw TokenServiceError.noCredential(record.profile.name) }
        let key = KeyringKey(profile: record.id, kind: current.kind, generation: current.generation)
        let keyring = keyrings[record.profile.store]
        guard let stored = try await keyring.secret(at: key, bound: record.profile.binding) else {
            throw TokenServiceError.credentialGone(record.profile.name, record.profile.store, current.kind)
        }
        return try Credential(current.kind, stored: stored)
    }

    /// Reserve → write → read back → commit; then the generation before is removed.
    private func keep(_ issue: TokenEndpoint.Issue, for record: ProfileRecord) async throws -> TokenRecord {
        let profile = record.profile
        let key = try await profiles.reserve(.accessToken, for: profile.id, in: profile.store, at: now())
        try await keyrings.keep(issue.response.accessToken, at: key, in: profile.store, bound: profile.binding)
        let token = issue.record(generation: key.generation, asked: profile.requestedScopes)
        try await profiles.commitToken(token, for: profile.id, contact: ContactRecord(at: now()))
        await Sweeper(profiles: profiles, keyrings: keyrings, now: now)
            .sweep(profile, superseded: record.token?.generation)
        return token
    }

    /// At most twice a minute, and never a reason to withhold a token.
    private func noteUse(_ record: ProfileRecord) async {
        if let last = record.lastUsedAt, (0..<30).contains(now() - last) { return }
        try? await profiles.noteUse(at: now(), of: record.id)
    }

    private func note(_ error: any Error, of id: ProfileID) async throws {
        // A store that is not ready says nothing about the server.
        guard !(error is CancellationError), !(error is KeyringError), error as? TransportError != .cancelled else {
            return
        }
        try await profiles.noteContact(ContactRecord(at: now(), failure: ContactFailure(error)), of: id)
    }
}

public enum TokenServiceError: Error, Equatable {
    case noCredential(String)
    /// The row names a credential that its store does not have.
    case credentialGone(String, StoreName, KeyringKey.Kind)
}

extension TokenServiceError: UserFacingError {
    public var headline: String {
        switch self {
        case .noCredential(let name): "\(name.plainLine(limit: 60)) has no credential"
        case .credentialGone(let name, let store, let kind):
            "The \(kind.words) of \(name.plainLine(limit: 60)) is not in the \(store.words) any more"
        }
    }

    public var hint: String? {
        "Log it in again: `mintmark login SERVER --profile NAME …`; its settings stay as they are in `mintmark show`."
    }
    public var exitStatus: ExitStatus { .store }
}

extension ContactFailure {
    /// The column's word and the sentences for whatever went wrong with the token endpoint or the server.
    public init(_ error: any Error) {
        let failure = Failure(error)
        let code: String =
            switch error {
            case let error as TokenEndpointError: error.code
            case let error as TransportError: error.code
            case is KeyringError: "store"
            default: "error"
            }
        self.init(code: code, headline: failure.headline, hint: failure.hint)
    }
}

extension TransportError {
    /// For a column: `timeout`, `tls`.
    public var code: String {
        switch self {
        case .nameNotFound: "name"
        case .connectionRefused, .unreachable: "unreachable"
        case .timedOut: "timeout"
        case .tls: "tls"
        case .proxyUnreachable, .proxyAuthentication, .proxyRefused: "proxy"
        case .tooLarge: "too large"
        case .closedEarly: "cut"
        case .malformed: "not http"
        case .insecure: "insecure"
        case .addressTooPrivate: "address"
        case .certificateFile: "ca file"
        case .cancelled: "cancelled"
        }
    }
}
