import MintCore
import Synchronization
import TestSupport
import Testing

@testable import MintCommands

@Suite struct TrailFollowerTests {
    private let log = InMemoryAuditLog()
    private let clock = ManualClock()
    private let shown = Shown()

    private final class Shown: Sendable {
        let batches = Mutex<[[Int]]>([])
        let isOver = Mutex(false)
        var all: [[Int]] { batches.withLock(\.self) }
    }

    private func append(_ count: Int, _ action: AuditEvent.Action = .token) async throws {
        for _ in 0..<count {
            try await log.append(AuditEvent(at: Practice.start, action: action, actor: AuditActor(user: "ada")))
        }
    }

    private func follow(_ change: (inout AuditQuery) -> Void = { _ in }) -> Task<Void, any Error> {
        var query = AuditQuery()
        change(&query)
        let shown = shown
        let follower = TrailFollower(
            trail: AuditTrail(log: log, actor: AuditActor(user: "ada"), now: { Practice.start }), clock: clock,
            isOver: { shown.isOver.withLock(\.self) })
        return Task { [query] in
            try await follower.run(query) { events in shown.batches.withLock { $0.append(events.map(\.number)) } }
        }
    }

    @Test func `first the newest, then each batch that comes, each event once`() async throws {
        try await append(5)
        let following = follow { $0.limit = 2 }
        await clock.sleepers(1)
        #expect(shown.all == [[4, 5]])
        clock.advance(by: .seconds(1))
        await clock.sleepers(1)
        try await append(3)
        clock.advance(by: .seconds(1))
        await clock.sleepers(1)
        #expect(shown.all == [[4, 5], [6, 7, 8]])
        following.cancel()
        await #expect(throws: CancellationError.self) { try await following.value }
    }

    @Test func `filters hold for what comes, from an empty trail on`() async throws {
        let following = follow { ($0.limit, $0.actions) = (10, [.login]) }
        await clock.sleepers(1)
        try await append(2)
        try await append(1, .login)
        clock.advance(by: .seconds(1))
        await clock.sleepers(1)
        #expect(shown.all == [[], [3]])
        following.cancel()
        _ = await following.result
    }

    @Test func `it ends by itself where nobody reads any more`() async throws {
        let following = follow()
        await clock.sleepers(1)
        shown.isOver.withLock { $0 = true }
        clock.advance(by: .seconds(1))
        try await following.value
        #expect(shown.all == [[]])
    }

    @Test func `a trail that cannot be read ends it with the reason`() async throws {
        struct Broken: AuditLog {
            func append(_ event: AuditEvent, gap: Int?) throws(StateError) {}
            func events(_ query: AuditQuery) throws(StateError) -> [AuditEvent] { throw .busy(path: "p") }
        }
        let follower = TrailFollower(
            trail: AuditTrail(log: Broken(), actor: AuditActor(user: "ada"), now: { Practice.start }), clock: clock,
            isOver: { false })
        await #expect(throws: StateError.busy(path: "p")) { try await follower.run(AuditQuery()) { _ in } }
    }
}
