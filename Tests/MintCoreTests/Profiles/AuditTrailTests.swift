import MintCore
import Synchronization
import TestSupport
import Testing

@Suite struct AuditTrailTests {
    private let log = InMemoryAuditLog()
    private let actor = AuditActor(user: "ada", terminal: "pts/3")
    private var trail: AuditTrail { AuditTrail(log: log, actor: actor, now: { Practice.start }) }

    @Test func `an event says who did what with which profile, and how it ended`() async throws {
        let profile = Practice.profile("billing")
        await trail.note(.login, named: "mcp.example", failure: TransportError.cancelled, detail: "one\nline\u{1B}[1m")
        await trail.note(.login, of: profile)
        let events = await log.events(AuditQuery())
        #expect(events.map(\.profileName) == ["mcp.example", "billing"])
        #expect(events.map(\.profile) == [nil, profile.id])
        #expect(events.map(\.failure?.code) == ["interrupted", nil])
        #expect(events[0].detail == "one line[1m")
        #expect(events.allSatisfy { $0.actor == actor && $0.at == Practice.start })
    }

    @Test(
        arguments: [
            (CancellationError(), "interrupted"), (Failure(headline: "No", exitStatus: .authentication), "refused"),
            (Failure(headline: "No", exitStatus: .local), "local"),
            (Failure(headline: "No", exitStatus: .store), "store"),
            (Failure(headline: "No", exitStatus: .server), "server"),
            (Failure(headline: "No", exitStatus: .network), "network"),
            (Failure(headline: "No", exitStatus: .attention), "attention"),
            (KeyringError.notKept(.vault), "store"),
        ] as [(any Error, String)])
    func `each failure has a word`(error: any Error, code: String) async {
        await trail.note(.token, of: Practice.profile("billing"), failure: error)
        #expect(await log.events(AuditQuery()).map(\.failure?.code) == [code])
    }

    @Test func `a kept token that is used again and again is noted once in five minutes`() async {
        let profile = Practice.profile("billing")
        let now = Mutex(0)
        let trail = AuditTrail(log: log, actor: actor) { Practice.start + now.withLock(\.self) }
        for seconds in [0, 1, 299, 300, 599, 600] {
            now.withLock { $0 = seconds }
            await trail.noteUse(.token, of: profile)
        }
        #expect(await log.events(AuditQuery()).map { $0.at - Practice.start } == [0, 300, 600])
    }

    @Test func `a trail that cannot be written is told`() async {
        await log.fail(with: .diskFull(path: "p"))
        #expect(await trail.note(.login)?.headline == StateError.diskFull(path: "p").headline)
        await log.fail(with: nil)
        #expect(await trail.note(.login) == nil)
    }

    @Test func `who acts is found out with the first event only`() async {
        let source = CountingSource()
        let trail = AuditTrail(log: log, actor: source.actor, now: { Practice.start })
        #expect(source.asked.withLock(\.self) == 0)
        await trail.note(.login)
        #expect(source.asked.withLock(\.self) == 1)
    }

    private final class CountingSource: Sendable {
        let asked = Mutex(0)
        var actor: AuditActor {
            asked.withLock { $0 += 1 }
            return AuditActor(user: "ada")
        }
    }
}
