import MintCore

/// Which profiles the list shows, in which order, and what the heading counts: kept until something changes.
struct ListOrder: Equatable, Sendable {
    /// Rows of the catalog from top to bottom, after the filter.
    private(set) var shown: [Int] = []
    private(set) var counts = Counts()
    /// When the first token changes its state; before then only the figures change.
    private(set) var nextChange: Timestamp?

    struct Counts: Equatable, Sendable {
        var total = 0, failing = 0, expired = 0, expiring = 0
    }

    /// What `<` and `>` choose from.
    enum Key: Int, Sendable, CaseIterable {
        case attention, name, server, grant, token, secret, health

        var words: String {
            switch self {
            case .attention: "what needs attention first"
            case .name: "name"
            case .server: "server"
            case .grant: "grant"
            case .token: "token expiry"
            case .secret: "secret expiry"
            case .health: "health"
            }
        }
    }

    init() {}

    init(of catalog: Catalog, by key: Key, isInverted: Bool, filter: Filter?, at now: Timestamp) {
        var sortable: [Sortable] = []
        sortable.reserveCapacity(catalog.rows.count)
        counts.total = catalog.rows.count
        for (position, row) in catalog.rows.enumerated() {
            let attention = Attention(row.record, at: now)
            count(attention)
            note(row.record.token, at: now)
            guard filter?.matches(row, at: now) ?? true else { continue }
            sortable.append(Sortable(row, position: position, by: key, attention: attention))
        }
        sortable.sort()
        shown = isInverted ? sortable.reversed().map(\.position) : sortable.map(\.position)
    }

    private mutating func count(_ attention: Attention) {
        switch attention {
        case .failing: counts.failing += 1
        case .expired: counts.expired += 1
        case .expiring: counts.expiring += 1
        case .unknown, .none, .valid: break
        }
    }

    /// The moments at which ``TokenRecord/state(at:)`` changes its answer.
    private mutating func note(_ token: TokenRecord?, at now: Timestamp) {
        guard let token, let expiresAt = token.expiresAt, let lifetime = token.lifetime else { return }
        let lead = RenewalPolicy().lead(lifetime: lifetime)
        for moment in [token.issuedAt + -60, expiresAt + -lead, expiresAt] where moment > now {
            nextChange = min(nextChange ?? moment, moment)
        }
    }
}

/// How soon somebody should look; the order of the list.
enum Attention: Int, Sendable {
    case failing, expired, expiring, unknown, none, valid

    init(_ record: ProfileRecord, at now: Timestamp) {
        guard record.health != .failing else {
            self = .failing
            return
        }
        self =
            switch record.tokenState(at: now) {
            case .expired: .expired
            case .expiring: .expiring
            case .unknown: .unknown
            case .none: .none
            case .valid: .valid
            }
    }
}

/// A row by three whole numbers; the last one is unique.
private struct Sortable: Comparable {
    var first: Int, second: Int, third: Int, position: Int

    init(_ row: Catalog.Row, position: Int, by key: ListOrder.Key, attention: Attention) {
        let record = row.record
        self.position = position
        third = row.nameRank
        let expiry = record.token?.expiresAt?.rawValue ?? .max
        (first, second) =
            switch key {
            case .attention: (attention.rawValue, expiry)
            case .name: (row.nameRank, 0)
            case .server: (row.serverRank, 0)
            case .grant: (Self.rank(record.profile.grant), Self.rank(record.profile.clientAuthentication))
            case .token: (record.token == nil ? 1 : 0, expiry)
            case .secret: (record.credential?.expiresAt?.rawValue ?? .max, 0)
            case .health:
                (record.health == .failing ? 0 : record.health == .untried ? 1 : 2, record.contact?.at.rawValue ?? 0)
            }
    }

    private static func rank<T: CaseIterable & Equatable>(_ value: T) -> Int {
        for (rank, other) in T.allCases.enumerated() where other == value { return rank }
        return 0
    }

    static func < (a: Sortable, b: Sortable) -> Bool {
        if a.first != b.first { return a.first < b.first }
        if a.second != b.second { return a.second < b.second }
        return a.third < b.third
    }
}
