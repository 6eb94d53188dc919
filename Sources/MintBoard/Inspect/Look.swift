import MintCore

/// Something that is fetched for a pane: what was found last, and the fetching that is under way.
struct Look<Value: Equatable & Sendable>: Equatable, Sendable {
    private(set) var value: Value?
    private(set) var foundAt: Timestamp?
    /// Names the fetching under way.
    private(set) var attempt: Attempt?
    private(set) var since: Timestamp?
    private(set) var failure: Failure?
    private(set) var isCancelled = false

    init() {}

    var isWaiting: Bool { attempt != nil }
    /// Nothing was asked for, or nothing came of it.
    var isEmpty: Bool { value == nil && attempt == nil && failure == nil }

    /// What was found before stays until the answer.
    mutating func begin(_ attempt: Attempt, at now: Timestamp) {
        (self.attempt, since, failure, isCancelled) = (attempt, now, nil, false)
    }

    /// - Returns: False for an answer that nobody waits for any more.
    @discardableResult
    mutating func end(_ attempt: Attempt, _ result: Result<Value, Failure>, at now: Timestamp) -> Bool {
        guard attempt == self.attempt else { return false }
        (self.attempt, since) = (nil, nil)
        switch result {
        case .success(let value): (self.value, foundAt) = (value, now)
        case .failure(let failure): self.failure = failure
        }
        return true
    }

    /// - Returns: What is to be cancelled.
    mutating func cancel() -> Attempt? {
        guard let attempt else { return nil }
        (self.attempt, since, isCancelled) = (nil, nil, true)
        return attempt
    }
}
