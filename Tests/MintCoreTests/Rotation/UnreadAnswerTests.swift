import MintCore
import Synchronization
import TestSupport
import Testing

/// A server without overlap changed the secret, and nobody read its answer: the profile gets a token at once all the same
/// (RO-4, RFC 7592 §2.1).
@Suite struct UnreadAnswerTests {
    private let need = TokenService.Need(isForced: true)

    private func bench(_ change: (inout CheckingServer.State) -> Void) async throws -> (RotationBench, ProfileID) {
        let bench = RotationBench(
            CheckingServer { name, number in name == "update" && number == 1 ? .lostAnswer : nil })
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change(change)
        _ = try await parts.rotation.begin(RotationOffer(.registration), of: id)
        await #expect(throws: TransportError.self) { try await parts.rotation.goOn(id) }
        #expect(try await bench.record(id).rotation?.state == .sent)
        return (bench, id)
    }

    @Test func `whoever wants a token reads the registration again, once, and what it tells is in use`() async throws {
        let (bench, id) = try await bench { $0.rotatesToken = false }
        let grant = try await bench.parts().tokens.token(of: id, need)
        #expect(grant.warning?.headline.contains("has switched to the new credential") == true)
        #expect(bench.server.requests == ["update", "token", "read", "token"])
        let record = try await bench.record(id)
        #expect(record.rotation?.state == .committed && record.rotation?.previous?.generation == 1)
        try #expect(await bench.secret(of: id) == "secret-2")
        #expect(try await bench.parts().tokens.token(of: id, need).warning == nil)
        #expect(bench.server.requests.count == 5, "nothing is asked again")
        #expect(try await bench.parts().rotation.goOn(id, .init(wish: .retire)).rotation == nil)
        try #expect(await bench.strays().isEmpty)
    }

    @Test func `an old secret that is still taken is used, and nobody is asked`() async throws {
        let (bench, id) = try await bench { $0.overlaps = true }
        try #expect(await bench.parts().tokens.token(of: id, need).warning == nil)
        #expect(bench.server.requests == ["update", "token"])
        #expect(try await bench.record(id).rotation?.state == .sent)
    }

    @Test func `where the answer took the registration token along, the refusal names the loss and what to do`()
        async throws
    {
        let (bench, id) = try await bench { _ in }
        let error = try await #require(throws: Failure.self) { try await bench.parts().tokens.token(of: id, need) }
        #expect(bench.server.requests == ["update", "token", "read"], "one try each")
        #expect(error.exitStatus == .authentication)
        let hint = try #require(error.hint)
        #expect(hint.contains("may have made a new secret whose answer was never read"), "\(hint)")
        #expect(hint.contains("mintmark rotate billing --status"))
        let rotation = try #require(try await bench.record(id).rotation)
        #expect(rotation.state == .sent && rotation.failure?.hint?.contains("--secret-stdin") == true)
        try #expect(await bench.secret(of: id) == "secret-1")
    }

    @Test func `a read that tells no secret is not taken for the old one`() async throws {
        let (bench, id) = try await bench { state in
            (state.rotatesToken, state.tellsSecretAgain) = (false, false)
        }
        let parts = bench.parts()
        for _ in 0..<2 {
            let error = try await #require(throws: RotationError.self) { try await parts.rotation.goOn(id) }
            #expect(error == .lost("billing", host: "as.example", why: "its answer holds no secret"))
            #expect(try await bench.record(id).rotation?.state == .sent)
        }
        #expect(bench.server.requests == ["update", "read", "read"], "going on reads anew")
        bench.server.change { $0.tellsSecretAgain = true }
        #expect(try await parts.rotation.goOn(id).rotation?.state == .overlapping)
        try #expect(await bench.secret(of: id) == "secret-2")
        try #expect(await bench.strays().isEmpty)
    }

    @Test func `a server that is down says nothing about the loss, and is read once it is back`() async throws {
        let isDown = Mutex(true)
        let bench = RotationBench(
            CheckingServer { name, number in
                if name == "update", number == 1 { return .lostAnswer }
                return name == "read" && isDown.withLock { $0 } ? .status(503) : nil
            })
        let id = try await bench.seed(), parts = bench.parts()
        bench.server.change { $0.rotatesToken = false }
        _ = try await parts.rotation.begin(RotationOffer(.registration), of: id)
        await #expect(throws: TransportError.self) { try await parts.rotation.goOn(id) }
        await #expect(
            throws: RotationError.registrationRefused("billing", host: "as.example", status: 503, code: nil)
        ) { try await parts.rotation.goOn(id) }
        #expect(try await bench.record(id).rotation?.state == .sent)
        isDown.withLock { $0 = false }
        try #expect(await parts.tokens.token(of: id, need).warning != nil)
        try #expect(await bench.secret(of: id) == "secret-2")
    }

    @Test func `another process that waits for the answer is waited for`() async throws {
        let (bench, id) = try await bench { $0.rotatesToken = false }
        let lease = try #require(bench.locks.acquireNow(LockKey(rotationOf: id)))
        bench.meanwhile.withLock { $0 = { lease.release() } }
        let grant = try await bench.parts().tokens.token(of: id, need)
        #expect(grant.warning?.headline.contains("has switched") == true)
        #expect(bench.server.requests == ["update", "token", "read", "token"])
    }

    @Test func `a command that was cut off is not run again by whoever wants a token`() async throws {
        let bench = RotationBench()
        let id = try await bench.seed()
        let late = bench.parts { _, _ in
            bench.server.change { $0.secrets = ["made-0"] }
            throw SecretSourceError.timedOut(.command(["make"]), seconds: 30)
        }
        _ = try await late.rotation.begin(RotationOffer(.command(["make"])), of: id)
        await #expect(throws: RotationError.self) { try await late.rotation.goOn(id) }
        let error = try await #require(throws: Failure.self) { try await bench.parts().tokens.token(of: id, need) }
        #expect(error.hint?.contains("the command may have changed the credential") == true, "\(error.hint ?? "")")
        let rotation = try #require(try await bench.record(id).rotation)
        #expect(rotation.state == .sent && rotation.failure?.hint?.contains("--resume --yes") == true)
    }
}
