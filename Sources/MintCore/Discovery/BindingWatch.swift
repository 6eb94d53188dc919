/// Looks whether what a profile was bound to still holds: re-reads the resource's metadata, the authorization server's where
/// asked, and says what changed (RFC 9728 §5.2; WA-9, LC-5, REG-5, REG-6). Sends no credential.
///
/// A profile whose issuer is not listed any more is put on hold, and released when the issuer is listed again.
public struct BindingWatch: Sendable {
    let discovery: Discovery
    let profiles: any ProfileStore
    let records: any DiscoveryStore
    let now: WallClock

    public init(
        discovery: Discovery, profiles: any ProfileStore, records: any DiscoveryStore, now: @escaping WallClock
    ) {
        self.discovery = discovery
        self.profiles = profiles
        self.records = records
        self.now = now
    }

    public enum Verdict: Equatable, Sendable {
        /// The operator pinned the token endpoint: no issuer, so nothing to compare, and nobody was asked.
        case pinned
        /// As it was at the last look.
        case unchanged
        /// Since the last look; the record has all since an operator last accepted it.
        case drifted([DriftChange])
        /// The server lists these, and not the profile's issuer: its credential must not go out (REG-6), unless an operator
        /// decided so; then the other verdicts count.
        case issuerChanged(to: [String])
    }

    public struct Look: Equatable, Sendable {
        public var verdict: Verdict
        /// As kept now; `nil` for ``Verdict/pinned``.
        public var record: DiscoveryRecord?

        public init(verdict: Verdict, record: DiscoveryRecord? = nil) {
            self.verdict = verdict
            self.record = record
        }
    }

    /// What is read beside the resource's metadata.
    public enum Depth: Sendable {
        /// Nothing, unless nothing is kept yet: for a 401 or 403 on the way.
        case resource
        /// The issuer's metadata too, while the issuer is listed.
        case everything
    }

    /// - Parameters:
    ///   - challenges: Those of the 401 or 403 that is the reason, if any; `nil` asks the server for one without a token.
    ///   - range: Of the address that sent them (``TransportResponse/addressRange``).
    /// - Throws: ``DiscoveryError``, also for metadata that must not be used (PRM-5, AS-4): then the hold stays as it is;
    ///   ``TransportError``, ``StateError``.
    public func look(
        at profile: Profile, challenges: [Challenge]? = nil, from range: AddressRange? = nil,
        depth: Depth = .resource, freshness: Discovery.Freshness = .revalidated,
        observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> Look {
        guard let issuer = profile.issuer else { return Look(verdict: .pinned) }
        let hops = Hops()
        let note: @Sendable (Trace.Hop) -> Void = {
            hops.add($0)
            observe($0)
        }
        // What is kept of an issuer that the profile is not bound to any more says nothing about this one.
        let stored = try await records.discovery(of: profile.id)
        let kept = stored.flatMap { $0.snapshot.issuer.isIdentical(to: issuer) ? $0 : nil }
        let resource = try await discovery.resourceMetadata(
            of: profile.server, challenges: challenges, from: range, caFile: profile.settings.caFile,
            freshness: freshness, observe: note)
        var snapshot = kept?.snapshot ?? DiscoverySnapshot(issuer: issuer, tokenEndpoint: profile.tokenEndpoint.text)
        snapshot.take(resource)
        let isBlocked = try await hold(
            profile, offered: snapshot.successors, isListed: resource?.names(issuer: issuer) ?? false)
        if !isBlocked, depth == .everything || kept == nil {
            do {
                let found = try await discovery.boundServer(of: profile, issuer, resource, freshness, observe: note)
                snapshot.take(found.metadata)
                snapshot.tokenEndpoint = found.tokenEndpoint.text
            } catch let error as DiscoveryError where depth == .resource {
                // An issuer that an operator named beside a pinned endpoint may publish nothing; a 401 is not about that.
                guard case .noServerMetadata = error else { throw error }
            }
        }
        return try await conclude(profile, kept: kept, snapshot, hops.all, isBlocked: isBlocked)
    }

    private func conclude(
        _ profile: Profile, kept: DiscoveryRecord?, _ snapshot: DiscoverySnapshot, _ hops: [Trace.Hop],
        isBlocked: Bool
    ) async throws(StateError) -> Look {
        var before = kept?.snapshot ?? snapshot
        // The first look has only what the profile itself is bound to for comparison.
        if kept == nil {
            before.tokenEndpoint = profile.tokenEndpoint.text
            before.authorizationServers = snapshot.successors == nil ? snapshot.authorizationServers : [before.issuer]
        }
        let changes = snapshot.drift(from: before)
        let record = DiscoveryRecord(
            snapshot: snapshot, trace: Trace(hops, after: kept?.trace), at: now(),
            drift: DriftChange.merged(kept?.drift ?? [], changes))
        try await records.keepDiscovery(record, of: profile.id)
        if isBlocked, let offered = snapshot.successors {
            return Look(verdict: .issuerChanged(to: offered), record: record)
        }
        return Look(verdict: changes.isEmpty ? .unchanged : .drifted(changes), record: record)
    }

    /// Sets or lifts the hold; metadata that says nothing about issuers leaves it. A profile that was bound anew meanwhile
    /// is left alone.
    ///
    /// - Returns: Whether the server has moved and no operator decided to go on all the same.
    private func hold(
        _ profile: Profile, offered: [String]?, isListed: Bool
    ) async throws(StateError) -> Bool {
        guard let record = try await profiles.record(profile.id), record.profile.issuer == profile.issuer else {
            return offered != nil
        }
        if let first = offered?.first {
            let issuer = String(first.prefix(2048))
            if let hold = record.bonds.hold, hold.issuer == issuer { return !hold.isAccepted }
            try await profiles.setHold(ProfileBonds.Hold(issuer: issuer, since: now()), of: profile.id)
        } else if isListed, record.bonds.hold != nil {
            try await profiles.setHold(nil, of: profile.id)
        }
        return offered != nil
    }
}
