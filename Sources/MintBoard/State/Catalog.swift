import MintCore

/// The profiles with what sorting and searching need, worked out once per change and away from the main actor.
///
/// Columns instead of rows: sorting and counting ten thousand profiles touch plain numbers only.
struct Catalog: Equatable, Sendable {
    private(set) var records: [ProfileRecord] = []
    private(set) var facts: [SortFacts] = []
    /// What filter words are looked for in: UTF-8, in lower case.
    private(set) var haystacks: [[UInt8]] = []
    private(set) var index: [ProfileID: Int] = [:]
    /// Where the profiles keep their secrets.
    private(set) var stores: Set<StoreName> = []
    /// What there is beyond these profiles, where they are only the first ones; `nil` where they are all.
    let whole: AttentionCounts?

    init(_ glance: ProfileGlance) { self.init(glance.records, of: glance.isWhole ? nil : glance.counts) }

    init(_ records: [ProfileRecord] = [], of whole: AttentionCounts? = nil) {
        self.whole = whole
        let names = Self.ranks(records.map { $0.profile.name.lowercased() })
        let servers = Self.ranks(records.map { $0.profile.server.text })
        self.records = records
        facts = records.indices.map {
            SortFacts(records[$0], nameRank: names[$0], serverRank: servers[$0])
        }
        haystacks = records.map { Self.haystack(of: $0.profile) }
        index = Dictionary(
            records.indices.map { (records[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
        for record in records { stores.insert(record.profile.store) }
    }

    var isEmpty: Bool { records.isEmpty }

    subscript(id: ProfileID) -> ProfileRecord? { index[id].map { records[$0] } }

    /// Replaces a profile's record; one that is not here stays away.
    mutating func replace(_ record: ProfileRecord) {
        guard let position = index[record.id] else { return }
        let former = facts[position]
        records[position] = record
        facts[position] = SortFacts(record, nameRank: former.nameRank, serverRank: former.serverRank)
        haystacks[position] = Self.haystack(of: record.profile)
        stores.insert(record.profile.store)
    }

    private static func ranks(_ texts: [String]) -> [Int] {
        var ranks = Array(repeating: 0, count: texts.count)
        let order = texts.indices.sorted { texts[$0] == texts[$1] ? $0 < $1 : texts[$0] < texts[$1] }
        for (rank, position) in order.enumerated() { ranks[position] = rank }
        return ranks
    }

    private static func haystack(of profile: Profile) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(160)
        append(profile.name, to: &bytes)
        append(profile.server.text, to: &bytes)
        append(profile.clientID, to: &bytes)
        if let issuer = profile.issuer { append(issuer, to: &bytes) }
        append(profile.grant.tag, to: &bytes)
        append(profile.clientAuthentication.short, to: &bytes)
        return bytes
    }

    /// In lower case, with a line's end after it that no filter word can hold. Nearly every text is ASCII, where that
    /// is quick.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        if isASCII {
            for byte in text.utf8 { bytes.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) }
        } else {
            bytes += text.lowercased().utf8
        }
        bytes.append(0x0A)
    }
}

/// What a profile is ordered and counted by; numbers only.
struct SortFacts: Equatable, Sendable {
    /// The place among all names, and among all servers, in alphabetical order.
    var nameRank: Int
    var serverRank: Int
    var grant: Grant
    var method: ClientAuthentication
    var health: Health
    var contactAt: Timestamp?
    var secretEnd: Timestamp?
    var tokenIssued: Timestamp?
    var tokenEnd: Timestamp?

    init(_ record: ProfileRecord, nameRank: Int, serverRank: Int) {
        self.nameRank = nameRank
        self.serverRank = serverRank
        grant = record.profile.grant
        method = record.profile.clientAuthentication
        health = record.health
        contactAt = record.contact?.at
        secretEnd = record.credential?.expiresAt
        tokenIssued = record.token?.issuedAt
        tokenEnd = record.token?.expiresAt
    }

    func tokenState(at now: Timestamp) -> TokenState { clock?.state(at: now) ?? .none }

    /// The times of the token alone, so that its own rules can be asked.
    var clock: TokenRecord? {
        guard let tokenIssued else { return nil }
        return TokenRecord(generation: 0, issuedAt: tokenIssued, expiresAt: tokenEnd, scopes: [], tokenType: "")
    }
}
