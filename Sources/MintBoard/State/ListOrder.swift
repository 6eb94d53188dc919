import MintCore

/// Which profiles the list shows, in which order, and what the heading counts: kept until something changes.
struct ListOrder: Equatable, Sendable {
    /// Rows of the catalog from top to bottom, after the filter.
    private(set) var shown: [Int] = []
    private(set) var counts = AttentionCounts()
    /// When the first token changes its state; before then only the figures change.
    private(set) var nextChange: Timestamp?

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
        sortable.reserveCapacity(catalog.facts.count)
        for (position, facts) in catalog.facts.enumerated() {
            let attention = Attention(facts, at: now)
            counts.add(attention)
            note(facts.clock, at: now)
            guard filter?.matches(position, of: catalog, at: now) ?? true else { continue }
            sortable.append(Sortable(facts, position: position, by: key, attention: attention))
        }
        sortable.sort()
        if let whole = catalog.whole { counts = whole }
        shown = isInverted ? sortable.reversed().map(\.position) : sortable.map(\.position)
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

extension Attention {
    init(_ facts: SortFacts, at now: Timestamp) { self.init(facts.health, facts.tokenState(at: now)) }
}

/// A row by three whole numbers; the last one is unique.
private struct Sortable: Comparable {
    var first: Int, second: Int, third: Int, position: Int

    init(_ facts: SortFacts, position: Int, by key: ListOrder.Key, attention: Attention) {
        self.position = position
        third = facts.nameRank
        let expiry = facts.tokenEnd?.rawValue ?? .max
        (first, second) =
            switch key {
            case .attention: (attention.rawValue, expiry)
            case .name: (facts.nameRank, 0)
            case .server: (facts.serverRank, 0)
            case .grant: (Self.rank(facts.grant), Self.rank(facts.method))
            case .token: (facts.tokenIssued == nil ? 1 : 0, expiry)
            case .secret: (facts.secretEnd?.rawValue ?? .max, 0)
            case .health:
                (facts.health == .failing ? 0 : facts.health == .untried ? 1 : 2, facts.contactAt?.rawValue ?? 0)
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
