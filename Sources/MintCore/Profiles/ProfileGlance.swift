/// The profiles that a screen shows first, and what the heading says of all of them.
public struct ProfileGlance: Equatable, Sendable {
    /// Those that want attention first: by ``Attention``, then the soonest expiry, then the name without letter case.
    /// In no order themselves.
    public var records: [ProfileRecord]
    /// Of all profiles.
    public var counts: AttentionCounts

    public var isWhole: Bool { records.count == counts.total }

    public init(_ records: [ProfileRecord], of counts: AttentionCounts) {
        (self.records, self.counts) = (records, counts)
    }

    /// All of them.
    public init(_ records: [ProfileRecord], at now: Timestamp) {
        var counts = AttentionCounts()
        for record in records { counts.add(Attention(record.health, record.tokenState(at: now))) }
        self.init(records, of: counts)
    }
}
