import GRDB
import MintCore

/// A first look at a long list: a few numbers of every profile, and all that is known of those that come first.
extension Database {
    func glance(_ count: Int, at now: Timestamp) throws -> ProfileGlance {
        guard try hasMoreProfiles(than: count * 8) else { return ProfileGlance(try records(), at: now) }
        var (records, counts): ([ProfileRecord], AttentionCounts) = ([], AttentionCounts())
        try atOneMoment {
            var front = Front(limit: count)
            var parts = PartsByProfile(GlancedParts())
            try each("SELECT profile, issued_at, expires_at FROM token_state") { row in
                try parts.change(row) { part in
                    part.token = TokenRecord(
                        generation: 0, issuedAt: try row.time(1), expiresAt: try row.optionalTime(2), scopes: [],
                        tokenType: "")
                }
            }
            try each("SELECT profile, code IS NULL FROM contact") { row in
                try parts.change(row) { $0.health = try row.integer(1) != 0 ? .ok : .failing }
            }
            let profiles = "SELECT id, rowid, name, hold_since IS NOT NULL AND hold_accepted = 0 FROM profile"
            try each(profiles) { row in
                let part = try parts.part(row)
                let isHeld = try row.integer(3) != 0 && part.health != .untried
                let attention = Attention(isHeld ? .failing : part.health, part.token?.state(at: now) ?? .none)
                counts.add(attention)
                let expiry = part.token?.expiresAt?.rawValue ?? .max
                guard front.mayHold(attention, expiry) else { return }
                front.add(
                    Front.Row(attention: attention, expiry: expiry, name: try row.text(2), id: try row.integer(1)))
            }
            for row in front.rows {
                if let record = try record(where: "profile.rowid = ?", row.id) { records.append(record) }
            }
        }
        return ProfileGlance(records, of: counts)
    }

    private func hasMoreProfiles(than count: Int) throws -> Bool {
        try exists("SELECT 1 FROM profile LIMIT 1 OFFSET ?", [count])
    }
}

private struct GlancedParts {
    var token: TokenRecord?
    var health = Health.untried
}

/// The first rows of an order, found in one pass: what cannot be among them any more costs a comparison.
private struct Front {
    struct Row {
        var attention: Attention
        var expiry: Int
        var name: String
        /// The row's number in its table.
        var id: Int

        func comes(before other: Row) -> Bool {
            if (attention, expiry) != (other.attention, other.expiry) {
                return (attention, expiry) < (other.attention, other.expiry)
            }
            let (own, others) = (name.lowercased(), other.name.lowercased())
            return own == others ? name.utf8.lexicographicallyPrecedes(other.name.utf8) : own < others
        }
    }

    let limit: Int
    /// In their order.
    private(set) var rows: [Row] = []

    init(limit: Int) { self.limit = max(limit, 1) }

    /// Whether a row with these numbers may be among the first ones; its name decides where they are the last one's.
    func mayHold(_ attention: Attention, _ expiry: Int) -> Bool {
        guard rows.count == limit, let last = rows.last else { return true }
        return (attention, expiry) <= (last.attention, last.expiry)
    }

    mutating func add(_ row: Row) {
        if rows.count == limit, let last = rows.last, !row.comes(before: last) { return }
        var place = rows.count
        while place > 0, row.comes(before: rows[place - 1]) { place -= 1 }
        rows.insert(row, at: place)
        if rows.count > limit { rows.removeLast() }
    }
}
