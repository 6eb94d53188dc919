import MintCore

/// The profiles with what sorting and searching need, worked out once per change and away from the main actor.
struct Catalog: Equatable, Sendable {
    private(set) var rows: [Row] = []
    private(set) var index: [ProfileID: Int] = [:]

    struct Row: Equatable, Sendable {
        var record: ProfileRecord
        /// The place among all names, and among all servers, in alphabetical order.
        var nameRank: Int
        var serverRank: Int
        /// What filter words are looked for in: UTF-8, in lower case.
        var haystack: [UInt8]
    }

    init(_ records: [ProfileRecord] = []) {
        let names = Self.ranks(records.map { $0.profile.name })
        let servers = Self.ranks(records.map { $0.profile.server.text })
        rows = records.indices.map { position in
            Row(
                record: records[position], nameRank: names[position], serverRank: servers[position],
                haystack: Self.haystack(of: records[position].profile))
        }
        index = Dictionary(
            records.indices.map { (records[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(id: ProfileID) -> ProfileRecord? { index[id].map { rows[$0].record } }

    /// Replaces a profile's record; one that is not here stays away.
    mutating func replace(_ record: ProfileRecord) {
        guard let position = index[record.id] else { return }
        rows[position].record = record
        rows[position].haystack = Self.haystack(of: record.profile)
    }

    func holds(_ records: [ProfileRecord]) -> Bool {
        rows.count == records.count && zip(rows, records).allSatisfy { $0.record == $1 }
    }

    private static func ranks(_ texts: [String]) -> [Int] {
        let folded = texts.map { $0.lowercased() }
        var ranks = Array(repeating: 0, count: texts.count)
        let order = texts.indices.sorted { folded[$0] == folded[$1] ? $0 < $1 : folded[$0] < folded[$1] }
        for (rank, position) in order.enumerated() { ranks[position] = rank }
        return ranks
    }

    private static func haystack(of profile: Profile) -> [UInt8] {
        let parts = [
            profile.name, profile.server.text, profile.clientID, profile.issuer ?? "", profile.grant.tag,
            profile.clientAuthentication.short,
        ]
        return Array(parts.joined(separator: "\n").lowercased().utf8)
    }
}
