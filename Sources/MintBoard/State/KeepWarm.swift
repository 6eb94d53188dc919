import MintCore

/// When which profile is renewed without anybody asking: ahead of expiry, few at once, slower after each failure
/// (LC-2, LC-10).
struct KeepWarm: Equatable, Sendable {
    /// Renewals that run at once at most, those by hand included.
    static let limit = 4
    /// Seconds between two tries for one profile, at least.
    static let shortestPause = 10
    static let longestPause = 300

    private(set) var plans: [ProfileID: Plan] = [:]
    /// The soonest moment in ``plans``; `nil` when nothing is planned.
    private(set) var nextDue: Timestamp?
    private var jitter: SeededGenerator

    struct Plan: Equatable, Sendable {
        /// `nil` when nothing is to be done until the record changes.
        var due: Timestamp?
        /// Of the token that the jitter was drawn for.
        var generation: Int?
        var jitter: Double
        var failures = 0
        /// No try before this.
        var notBefore: Timestamp?
    }

    init(seed: UInt64) { jitter = SeededGenerator(seed: seed) }

    /// Plans anew for all profiles; forgets those that are gone.
    mutating func plan(_ catalog: Catalog, at now: Timestamp) {
        plans = plans.filter { catalog.index[$0.key] != nil }
        for record in catalog.records { place(record, at: now) }
        findNext()
    }

    mutating func plan(_ record: ProfileRecord, at now: Timestamp) {
        place(record, at: now)
        findNext()
    }

    /// - Parameter running: Renewals under way now.
    /// - Returns: Whom to renew now, the most urgent first.
    func due(at now: Timestamp, running: Set<ProfileID>) -> [ProfileID] {
        guard let nextDue, nextDue <= now, running.count < Self.limit else { return [] }
        let candidates = plans.compactMap { id, plan -> (ProfileID, Timestamp)? in
            guard let due = plan.due, due <= now, !running.contains(id) else { return nil }
            return (id, due)
        }
        return candidates.sorted { $0.1 == $1.1 ? $0.0.rawValue < $1.0.rawValue : $0.1 < $1.1 }
            .prefix(Self.limit - running.count).map(\.0)
    }

    mutating func started(_ id: ProfileID, at now: Timestamp) {
        plans[id]?.notBefore = now + Self.shortestPause
    }

    mutating func succeeded(_ record: ProfileRecord, at now: Timestamp) {
        plans[record.id]?.failures = 0
        plan(record, at: now)
    }

    /// Also for a renewal that was cancelled: whoever cancelled it does not want the next one at once.
    mutating func failed(_ record: ProfileRecord, at now: Timestamp) {
        guard var plan = plans[record.id] else { return }
        plan.failures += 1
        plan.notBefore = now + Self.pause(afterFailures: plan.failures)
        plans[record.id] = plan
        self.plan(record, at: now)
    }

    static func pause(afterFailures failures: Int) -> Int {
        let doubled = shortestPause << min(max(failures - 1, 0), 10)
        return min(doubled, longestPause)
    }

    private mutating func place(_ record: ProfileRecord, at now: Timestamp) {
        let generation = record.token?.generation
        let known = plans[record.id]
        guard known != nil || record.keepWarmMoment(jitter: 0, at: now) != nil else { return }
        var plan = known ?? Plan(generation: generation, jitter: jitter.unit())
        if plan.generation != generation {
            plan.generation = generation
            plan.jitter = jitter.unit()
        }
        plan.due = record.keepWarmMoment(jitter: plan.jitter, at: now).map { max($0, plan.notBefore ?? $0) }
        plans[record.id] = plan
    }

    private mutating func findNext() {
        nextDue = plans.values.lazy.compactMap(\.due).min()
    }
}

extension ProfileRecord {
    /// When an open board renews this profile; `nil` when it does not.
    func keepWarmMoment(jitter: Double, at now: Timestamp) -> Timestamp? {
        let setting = profile.settings.keepWarm
        guard setting != .never, profile.grant != .static, !isRefused else { return nil }
        guard let token else { return setting == .always ? now : nil }
        guard let due = RenewalPolicy().renewal(of: token, jitter: jitter), let lifetime = token.lifetime else {
            return nil
        }
        guard setting == .whenUsed else { return due }
        // Used within the last lifetime, seen from the moment of renewing.
        guard let lastUsedAt, max(due, now) - lastUsedAt <= lifetime else { return nil }
        return due
    }
}
