public import MintCore

extension InMemoryProfileStore: ProfileStore {
    public func records() -> [ProfileRecord] {
        profiles.values.sorted { Name($0.profile.name) < Name($1.profile.name) }
    }

    public func record(_ id: ProfileID) -> ProfileRecord? { profiles[id] }

    public func record(named name: String) -> ProfileRecord? {
        profiles.values.first { Name($0.profile.name) == Name(name) }
    }

    public func reserve(
        _ kind: KeyringKey.Kind, for profile: ProfileID, in store: StoreName, at: Timestamp
    ) -> KeyringKey {
        lastGenerations[Counter(profile: profile, kind: kind), default: 0] += 1
        let generation = lastGenerations[Counter(profile: profile, kind: kind), default: 0]
        let key = KeyringKey(profile: profile, kind: kind, generation: generation)
        unnamed[key] = UnnamedItem(key: key, store: store, since: at)
        return key
    }

    public func unnamedItems() -> [UnnamedItem] {
        unnamed.values.sorted { ($0.since, $0.key.generation) < ($1.since, $1.key.generation) }
    }

    public func unnamedItems(of profile: ProfileID?, orBefore moment: Timestamp) -> [UnnamedItem] {
        unnamedItems().filter { $0.key.profile == profile || $0.since < moment }
    }

    public func forget(_ keys: [KeyringKey]) {
        for key in keys { unnamed[key] = nil }
    }

    public func commitLogin(_ login: LoginRecord) throws(StateError) {
        let profile = login.profile
        try requireFreeName(profile)
        var bonds = login.bonds
        bonds.hold = nil
        let former = profiles[profile.id]
        let record = ProfileRecord(
            profile: profile, credential: login.credential, token: login.token, contact: login.contact,
            lastUsedAt: former?.lastUsedAt, bonds: bonds)
        count(login.token, of: profile.id, ifAmong: try repoint(profile.id, to: record))
        if let discovery = login.discovery {
            discoveries[profile.id] = discovery
        } else if former?.profile.issuer != profile.issuer {
            discoveries[profile.id] = nil
        }
    }

    public func commitToken(
        _ token: TokenRecord, refresh: RefreshRecord?, for profile: ProfileID, contact: ContactRecord
    ) throws(StateError) {
        guard var record = profiles[profile] else { throw .noSuchProfile(profile.rawValue) }
        record.token = token
        record.contact = contact
        if let refresh { record.bonds.refresh = refresh }
        count(token, of: profile, ifAmong: try repoint(profile, to: record))
    }

    public func commitMove(_ move: StoreMove, of profile: ProfileID) throws(StateError) {
        guard let record = profiles[profile] else { throw .noSuchProfile(profile.rawValue) }
        guard let moved = record.moved(move) else { throw refusal("the items changed while they were moved") }
        try repoint(profile, to: moved)
    }

    public func dropRefresh(generation: Int, of profile: ProfileID) throws(StateError) {
        guard var record = profiles[profile], record.bonds.refresh?.generation == generation else { return }
        record.bonds.refresh = nil
        try repoint(profile, to: record)
    }

    public func noteClockSkew(_ seconds: Int, of profile: ProfileID) { profiles[profile]?.bonds.clockSkew = seconds }

    public func setHold(_ hold: ProfileBonds.Hold?, of profile: ProfileID) { profiles[profile]?.bonds.hold = hold }

    public func issuedTokens(of profile: ProfileID) -> [IssuedTokens] {
        (issued[profile] ?? [:]).sorted { $0.key > $1.key }.map { IssuedTokens(day: $0.key, count: $0.value) }
    }

    public func issuedTotals() -> [ProfileID: Int] {
        profiles.mapValues { issuedEver[$0.id] ?? 0 }
    }

    public func noteCredentialEnd(_ end: Timestamp?, generation: Int, of profile: ProfileID) {
        guard profiles[profile]?.credential?.generation == generation else { return }
        profiles[profile]?.credential?.expiresAt = end
    }

    /// A token that was pasted in, or that is named already, was not issued now.
    func count(_ token: TokenRecord, of profile: ProfileID, ifAmong named: Set<KeyringKey>) {
        guard named.contains(KeyringKey(profile: profile, kind: .accessToken, generation: token.generation)) else {
            return
        }
        let seconds = token.issuedAt.rawValue
        let day = (seconds - ((seconds % 86_400) + 86_400) % 86_400) / 86_400
        var days = issued[profile] ?? [:]
        days[day, default: 0] += 1
        for old in days.keys.sorted(by: >).dropFirst(31) { days[old] = nil }
        issued[profile] = days
        issuedEver[profile, default: 0] += 1
    }

    public func dropToken(generation: Int, of profile: ProfileID) throws(StateError) {
        guard var record = profiles[profile], record.token?.generation == generation else { return }
        record.token = nil
        try repoint(profile, to: record)
    }

    public func noteContact(_ contact: ContactRecord, of profile: ProfileID) {
        profiles[profile]?.contact = contact
    }

    public func noteUse(at: Timestamp, of profile: ProfileID) {
        profiles[profile]?.lastUsedAt = at
    }

    public func update(_ profile: Profile) throws(StateError) {
        guard var record = profiles[profile.id] else { throw .noSuchProfile(profile.name) }
        try requireFreeName(profile)
        guard record.profile.store == profile.store else { throw refusal("its items are in another store") }
        record.profile = record.profile.taking(profile)
        try repoint(profile.id, to: record)
    }

    public func remove(_ id: ProfileID) throws(StateError) {
        try repoint(id, to: nil)
        discoveries[id] = nil
        issued[id] = nil
        issuedEver[id] = nil
        for (name, session) in named where session.profile == id {
            named[name]?.profile = nil
        }
    }
}
