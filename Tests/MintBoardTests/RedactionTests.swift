import MintCore
import Synchronization
import Testing

@testable import MintBoard

/// Whatever a service says to the board passes through the redactor: a server may send back what it was sent.
@Suite struct RedactionTests {
    private static let secret = "canary-of-the-board"
    private static let failure = Failure(headline: "it said \(secret)", hint: "or \(secret)", exitStatus: .server)

    private struct Echo: UserFacingError {
        var headline: String { failure.headline }
        var hint: String? { failure.hint }
        var exitStatus: MintCore.ExitStatus { .server }
    }

    private static var services: BoardServices {
        BoardServices(
            hostName: "web-07", now: { Timestamp(0) }, records: { throw Echo() }, renew: { _, _ in throw Echo() },
            probe: { _, report in
                await report(Rung(.token, microseconds: 1, detail: "got \(secret)", failure: failure))
                throw failure
            },
            storeStates: { _ in [.vault: .keyUnavailable("\(secret) is no key"), .secretService: .refused(secret)] },
            storeDoor: { _ in StoreDoor(state: .refused(secret), opening: .none, wayForward: "try \(secret)") },
            openStore: { _, _ in throw Echo() }, isSealed: { _ in true }, unseal: { _ in throw Echo() }, login: login,
            rotation: rotation,
            inspect: InspectServices(
                reading: { _ in throw Echo() }, leftovers: { _ in throw Echo() }, discovery: { _, _ in throw Echo() },
                acceptDrift: { _ in throw Echo() }, history: { _ in throw Echo() }, tools: { _ in throw Echo() },
                call: { _, _ in ToolAnswer(text: "it is \(secret)", isError: true) }),
            batch: BatchServices(remove: { _ in throw Echo() }, export: { _, _, _ in throw Echo() }), memory: .quiet)
    }

    private static var login: LoginServices {
        var login = LoginServices.none
        login.makeKey = { _ in throw Echo() }
        login.saveFile = { _, _ in throw Echo() }
        login.discard = { ["still valid: \(secret)"] }
        return login
    }

    private static var rotation: RotationServices {
        var rotation = RotationServices.none
        rotation.begin = { _, _ in throw Echo() }
        rotation.publicKeys = { _ in throw Echo() }
        rotation.saveFile = { _, _ in throw Echo() }
        rotation.record = { _ in throw Echo() }
        rotation.carryOut = { _, _, report in
            report(.remark("note: \(secret)"))
            throw RotationError.lost("billing", host: "as.example", why: secret)
        }
        return rotation
    }

    @Test func `a rotation's words are redacted, and its reason is still known`() async throws {
        let redactor = Redactor()
        redactor.learn(Secret(Self.secret))
        let services = Self.services.redacted { redactor.redact($0) }.rotation
        let id = ProfileID(rawValue: "p")
        for call in [
            { _ = try await services.publicKeys(id) }, { try await services.saveFile("", "") },
            { _ = try await services.record(id) },
        ] as [@Sendable () async throws -> Void] {
            let failure = await #expect(throws: (any Error).self) { try await call() }
            #expect(failure.map { Failure($0) }?.headline == "it said <redacted>")
        }
        let news = Mutex<[RotationNews]>([])
        let failure = await #expect(throws: RotationFailure.self) {
            _ = try await services.carryOut(.goOn(mayRepeat: false), id) { heard in news.withLock { $0.append(heard) } }
        }
        #expect(news.withLock { $0 } == [.remark("note: <redacted>")])
        #expect(failure?.reason == .lost("billing", host: "as.example", why: Self.secret))
        #expect(failure.map { "\($0.headline) \($0.hint ?? "")".contains(Self.secret) } == false)
    }

    @Test func `no failure, rung or state shows a secret that this process knows`() async throws {
        let redactor = Redactor()
        redactor.learn(Secret(Self.secret))
        let services = Self.services.redacted { redactor.redact($0) }
        let id = ProfileID(rawValue: "p")
        let rungs = Mutex<[Rung]>([])
        let calls: [() async throws -> Void] = [
            { _ = try await services.records() }, { _ = try await services.renew(id, true) },
            { try await services.probe(id) { rung in rungs.withLock { $0.append(rung) } } },
            { try await services.openStore(.vault, nil) }, { try await services.unseal(Secret("x")) },
            { _ = try await services.glance(3) }, { _ = try await services.inspect.reading(id) },
            { _ = try await services.inspect.leftovers(id) }, { _ = try await services.inspect.discovery(id, true) },
            { _ = try await services.inspect.acceptDrift(id) }, { _ = try await services.inspect.history(id) },
            { _ = try await services.inspect.tools(id) }, { _ = try await services.batch.remove(id) },
            { _ = try await services.batch.export([id], "p", false) }, { _ = try await services.login.makeKey(.es256) },
            { try await services.login.saveFile("", "") },
        ]
        for call in calls {
            let failure = await #expect(throws: Failure.self) { try await call() }
            #expect(failure == Failure(headline: "it said <redacted>", hint: "or <redacted>", exitStatus: .server))
        }
        let seen = rungs.withLock { $0 }
        #expect(seen.map(\.detail) == ["got <redacted>"] && seen.first?.failure?.headline == "it said <redacted>")
        let states = await services.storeStates([.vault])
        #expect(states == [.vault: .keyUnavailable("<redacted> is no key"), .secretService: .refused("<redacted>")])
        let answer = try await services.inspect.call(id, ToolCall(tool: "t", arguments: [:]))
        #expect(answer.text == "it is <redacted>")
        #expect(await services.login.discard() == ["still valid: <redacted>"])
        let door = await services.storeDoor(.vault)
        #expect(door.state == .refused("<redacted>") && door.wayForward == "try <redacted>")
    }

    @Test func `a cancelled call is still an interruption`() async {
        var services = Self.services
        services.renew = { _, _ in throw CancellationError() }
        let redacted = services.redacted { $0 }
        let failure = await #expect(throws: Failure.self) {
            _ = try await redacted.renew(ProfileID(rawValue: "p"), true)
        }
        #expect(failure?.exitStatus == .interrupted)
    }
}
