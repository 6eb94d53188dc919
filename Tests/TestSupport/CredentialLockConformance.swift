public import MintCore
import Synchronization
import Testing

extension LockKey {
    /// A key for a test: sixty-four times the same digit.
    public static func practice(_ digit: Character) -> LockKey { LockKey(digest: String(repeating: digit, count: 64)) }
}

/// What ``CredentialLock`` promises, as code (LC-7); every implementation runs it.
///
/// - Parameter other: A second lock over the same files, or the same lock again.
public func checkCredentialLock(_ lock: any CredentialLock, _ other: any CredentialLock) async throws {
    try await checkHolding(lock, other)
    try await checkExclusion(lock, other)
    try await checkCancellation(lock, other)
}

private func checkHolding(_ lock: any CredentialLock, _ other: any CredentialLock) async throws {
    let key = LockKey.practice("a")
    let held = try #require(try lock.acquireNow(key))
    try #expect(lock.acquireNow(key) == nil)
    try #expect(other.acquireNow(key) == nil)
    try #expect(other.acquireNow(.practice("b")) != nil, "another credential is another lock")
    held.release()
    held.release()

    let again = try await other.acquire(key)
    try #expect(lock.acquireNow(key) == nil)
    again.release()

    do {
        let dropped = try await lock.acquire(key)
        try #expect(other.acquireNow(key) == nil)
        withExtendedLifetime(dropped) {}
    }
    let last = try #require(try other.acquireNow(key), "letting go of the last reference releases")
    last.release()
}

/// A hundred tasks in turns, half of them over a second lock (B3, B6).
private func checkExclusion(_ lock: any CredentialLock, _ other: any CredentialLock) async throws {
    let key = LockKey.practice("c")
    let inside = Tally()
    try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<100 {
            group.addTask {
                let lease = number.isMultiple(of: 2) ? try await lock.acquire(key) : try await other.acquire(key)
                inside.enter()
                await Task.yield()
                inside.leave()
                lease.release()
            }
        }
        try await group.waitForAll()
    }
    #expect(inside.counts == [0, 1, 100])
}

/// How many are inside now, were at most, and have been in all.
private final class Tally: Sendable {
    private let state = Mutex([0, 0, 0])

    var counts: [Int] { state.withLock { $0 } }
    func enter() { state.withLock { $0 = [$0[0] + 1, max($0[1], $0[0] + 1), $0[2] + 1] } }
    func leave() { state.withLock { $0[0] -= 1 } }
}

private func checkCancellation(_ lock: any CredentialLock, _ other: any CredentialLock) async throws {
    let key = LockKey.practice("d")
    let held = try #require(try lock.acquireNow(key))
    let patient = Task { try await lock.acquire(key) }
    for _ in 0..<50 {
        let impatient = Task { try await other.acquire(key) }
        await Task.yield()
        impatient.cancel()
        // Answers while the lock is still held, or this waits for ever.
        await #expect(throws: CancellationError.self) { try await impatient.value }
    }
    held.release()
    let next = try await patient.value
    try #expect(other.acquireNow(key) == nil)
    next.release()
    // What a cancelled waiter gets late is given back.
    try await other.acquire(key).release()
    try await lock.acquire(key).release()

    let late = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await lock.acquire(key)
    }
    await #expect(throws: CancellationError.self) { try await late.value }
}
