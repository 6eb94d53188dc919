/// Takes what a profile's issuer was last seen to publish as right, on an operator's word (REG-5). A token endpoint that the
/// profile's own issuer moved is used from then on; nothing is sent by it.
public struct DriftAcceptance: Sendable {
    let profiles: any ProfileStore
    let records: any DiscoveryStore
    let keyrings: Keyrings
    let now: WallClock

    public init(
        profiles: any ProfileStore, records: any DiscoveryStore, keyrings: Keyrings, now: @escaping WallClock
    ) {
        self.profiles = profiles
        self.records = records
        self.keyrings = keyrings
        self.now = now
    }

    public enum Outcome: Equatable, Sendable {
        /// No change is known; when somebody last looked, if ever.
        case nothing(lookedAt: Timestamp?)
        /// The profile goes by none of them.
        case taken([DriftChange])
        /// The server has moved to another issuer, which is for a login or ``ProfileBonds/Hold/isAccepted`` to settle first:
        /// what bears on that is left as it was.
        case held([DriftChange], left: [DriftChange])
        /// The profile asks for its tokens at the new endpoint from now on.
        case moved(from: HTTPURL, to: HTTPURL, [DriftChange])
    }

    /// Under the profile's locks (``CredentialLock/acquire(_:becoming:in:)``).
    ///
    /// - Throws: ``StateError``, ``KeyringError``; ``RotationError/openAlready(_:_:)`` where a rotation must end first, and
    ///   ``StoreMigrationError/unreadable(_:_:_:reason:)`` for a secret that its store does not have: then nothing changed.
    public func accept(_ record: ProfileRecord) async throws -> Outcome {
        let kept = try await records.discovery(of: record.id)
        guard let kept, !kept.drift.isEmpty else { return .nothing(lookedAt: kept?.at) }
        let left = kept.drift.filter { ["issuer", "token_endpoint"].contains($0.member) }
        if record.bonds.block != nil, !left.isEmpty {
            var rest = kept
            rest.drift = left
            try await records.keepDiscovery(rest, of: record.id)
            return .held(kept.drift.filter { !left.contains($0) }, left: left)
        }
        guard let endpoint = moved(record.profile, kept) else {
            try await records.keepDiscovery(kept.accepted, of: record.id)
            if let contact = record.contact, contact.isAboutMetadata {
                try await profiles.noteContact(ContactRecord(at: now()), of: record.id)
            }
            return .taken(kept.drift)
        }
        let former = record.profile.tokenEndpoint
        try await adopt(endpoint, record, kept)
        return .moved(from: former, to: endpoint, kept.drift)
    }

    /// Where the profile's own issuer issues tokens now. Whoever looked has seen that it may be asked (NET-1, NET-4); another
    /// issuer's endpoint is for a login.
    private func moved(_ profile: Profile, _ kept: DiscoveryRecord) -> HTTPURL? {
        guard let issuer = profile.issuer, kept.snapshot.issuer.isIdentical(to: issuer),
            kept.drift.contains(where: { $0.member == "token_endpoint" }),
            let endpoint = HTTPURL(kept.snapshot.tokenEndpoint), endpoint.mayCarryCredentials, !endpoint.hasFragment,
            endpoint.text != profile.tokenEndpoint.text
        else { return nil }
        return endpoint
    }

    private func adopt(_ endpoint: HTTPURL, _ record: ProfileRecord, _ kept: DiscoveryRecord) async throws {
        try record.requireNoRotation()
        var next = record
        next.profile.tokenEndpoint = endpoint
        var written: [KeyringKey] = []
        do {
            if next.profile.binding != record.profile.binding { next = try await resealed(record, next, &written) }
            try await commit(next, kept, &written)
        } catch {
            for key in written where (try? await keyrings[record.profile.store].remove(key)) != nil {
                try? await profiles.forget([key])
            }
            throw error
        }
        let strays = (try? await profiles.strayRefreshes(of: next)) ?? []
        _ = try? await Sweeper(profiles: profiles, keyrings: keyrings, now: now).sweepAll(
            of: record.id, keeping: strays)
    }

    /// Secrets are bound to the endpoint's origin: each is written anew for the new one, all of them read before. A refresh
    /// token whose writer was killed before the commit goes along, for the server takes that one (TK-10).
    private func resealed(
        _ record: ProfileRecord, _ next: ProfileRecord, _ written: inout [KeyringKey]
    ) async throws -> ProfileRecord {
        let profile = record.profile, keyring = keyrings[profile.store]
        var secrets: [(KeyringKey, Secret)] = []
        for key in record.items {
            guard let secret = try await keyring.secret(at: key, bound: profile.binding) else {
                throw StoreMigrationError.unreadable(profile.name, profile.store, key.kind, reason: nil)
            }
            secrets.append((key, secret))
        }
        let newest = try await profiles.strayRefreshes(of: record).max { $0.generation < $1.generation }
        let stray =
            if let newest { try? await keyring.secret(at: newest, bound: profile.binding) } else { nil as Secret? }
        var copies = StoreMove(to: profile.store, generations: [:])
        for (key, secret) in secrets {
            let copy = try await profiles.reserve(key.kind, for: profile.id, in: profile.store, at: now())
            written.append(copy)
            try await keyring.store(secret, at: copy, bound: next.profile.binding)
            copies.generations[key] = copy.generation
        }
        if let stray {
            let copy = try await profiles.reserve(.refreshToken, for: profile.id, in: profile.store, at: now())
            written.append(copy)
            try await keyring.store(stray, at: copy, bound: next.profile.binding)
        }
        return next.moved(copies) ?? next
    }

    /// A login is what binds a profile; one without a token gets a place for it, which is given up at once.
    private func commit(
        _ next: ProfileRecord, _ kept: DiscoveryRecord, _ written: inout [KeyringKey]
    ) async throws {
        let profile = next.profile, moment = now()
        var token = next.token
        if token == nil {
            let place = try await profiles.reserve(next.tokenKind, for: profile.id, in: profile.store, at: moment)
            written.append(place)
            token = TokenRecord(
                generation: place.generation, issuedAt: moment, expiresAt: moment, scopes: [], tokenType: "Bearer")
        }
        guard let token else { return }
        try await profiles.commitLogin(
            LoginRecord(
                profile: profile, credential: next.credential, token: token,
                contact: next.contact.flatMap { $0.isAboutMetadata ? nil : $0 } ?? ContactRecord(at: moment),
                bonds: next.bonds, discovery: kept.accepted))
        written = []
        if next.token == nil { try await profiles.dropToken(generation: token.generation, of: profile.id) }
        // The commit lifts a hold, which an operator may have settled otherwise.
        if let hold = next.bonds.hold { try await profiles.setHold(hold, of: profile.id) }
    }
}

extension ContactRecord {
    /// Whether a probe failed at what is published, which is accepted now.
    fileprivate var isAboutMetadata: Bool { failure?.code == "fail server metadata" }
}
