public import MintCore

/// A trail that lives as long as the value does; keeps the same promises as the database.
public actor InMemoryAuditLog: AuditLog {
    private var kept: [AuditEvent] = []
    /// What the next appends fail with.
    private var trouble: StateError?

    public init() {}

    public func fail(with error: StateError?) { trouble = error }

    public func append(_ event: AuditEvent, gap: Int?) throws(StateError) {
        if let trouble { throw trouble }
        if let gap, kept.contains(where: { event.repeats($0) && (0..<gap).contains(event.at - $0.at) }) { return }
        var event = event
        event.number = kept.count + 1
        kept.append(event)
    }

    public func events(_ query: AuditQuery) -> [AuditEvent] {
        let bearers = Set(kept.filter { $0.profileName == query.profileName }.compactMap(\.profile))
        let found = kept.filter { event in
            let isNamed = query.profileName.map { name in
                event.profileName == name || event.profile.map { bearers.contains($0) } ?? false
            }
            let isOfProfile = query.profile.map { event.profile == $0 }
            return (isNamed ?? false || isOfProfile ?? (query.profileName == nil))
                && (query.actions.isEmpty || query.actions.contains(event.action))
                && (query.since.map { event.at >= $0 } ?? true) && (query.until.map { event.at <= $0 } ?? true)
                && (!query.onlyFailures || event.failure != nil) && (query.after.map { event.number > $0 } ?? true)
        }
        return Array(found.suffix(query.limit ?? found.count))
    }
}
