import MintCore

/// Shows what the trail holds, then what comes, until it is cancelled or nobody reads any more.
///
/// It asks again each second: another process writes the file, and nothing tells of it.
struct TrailFollower<C: Clock> where C.Duration == Duration {
    let trail: AuditTrail
    let clock: C
    let isOver: @Sendable () -> Bool

    /// - Parameter show: Called with each batch, the first one even where it is empty.
    /// - Throws: ``StateError``; `CancellationError`.
    func run(_ query: AuditQuery, show: ([AuditEvent]) -> Void) async throws {
        var query = query
        var isFirst = true
        while true {
            let events = try await trail.events(query)
            if isFirst || !events.isEmpty { show(events) }
            if let last = events.last { query.after = last.number }
            (query.limit, isFirst) = (nil, false)
            if isOver() { return }
            try await clock.sleep(for: .seconds(1))
        }
    }
}
