import MintCore
import Synchronization
import TestSupport
import Testing

/// The client secret of a person's profile: proven by a refresh, and shown to be refused without spending one.
@Suite struct PersonsRotationTests {
    private let given = RotationOffer(.given(.secret(Secret("secret-2"))), overlap: .unknown)

    private final class Remarks: Sendable {
        let all = Mutex<[String]>([])
        var report: @Sendable (RotationReport) -> Void {
            { report in if case .remark(let words) = report { self.all.withLock { $0.append(words) } } }
        }
        func contain(_ words: String) -> Bool { all.withLock { $0.contains { $0.contains(words) } } }
    }

    private func overlapping(_ grant: Grant = .deviceCode) async throws -> (RotationBench, ProfileID) {
        let bench = RotationBench()
        let id = try await bench.seedPerson(grant)
        bench.server.change { $0.secrets.insert("secret-2") }
        _ = try await bench.parts().rotation.begin(given, of: id)
        #expect(try await bench.parts().rotation.goOn(id).rotation?.state == .overlapping)
        try #expect(await bench.secret(of: id) == "secret-2")
        return (bench, id)
    }

    @Test(arguments: [Grant.deviceCode, .authorizationCode])
    func `it is rotated, the old one is shown to be refused, and the person stays logged in`(grant: Grant) async throws
    {
        let (bench, id) = try await overlapping(grant)
        let remarks = Remarks(), parts = bench.parts()
        let early = RotationService.Course(wish: .retire, report: remarks.report)
        let refresh = bench.server.state.withLock { $0.refreshToken }
        await #expect(throws: RotationError.stillAccepted("ann", host: "as.example")) {
            try await parts.rotation.goOn(id, early)
        }
        #expect(bench.server.state.withLock { $0.refreshToken } == refresh, "no refresh token was spent")
        #expect(try await bench.record(id).rotation?.previous?.generation == 1)

        bench.server.change { $0.secrets = ["secret-2"] }
        let ended = try await parts.rotation.goOn(id, early)
        #expect(ended.rotation == nil && remarks.contain("as.example refuses the old one"))
        #expect(bench.server.state.withLock { $0.refreshToken } == refresh)
        _ = try await parts.tokens.token(of: id, TokenService.Need(isForced: true))
        #expect(bench.server.state.withLock { $0.refreshToken } != refresh)
        try #expect(await bench.strays().isEmpty)
    }

    @Test func `a wrong secret leaves the person logged in`() async throws {
        let bench = RotationBench()
        let id = try await bench.seedPerson(.deviceCode), parts = bench.parts()
        _ = try await parts.rotation.begin(given, of: id)
        await #expect(throws: RotationError.self) { try await parts.rotation.goOn(id) }
        try #expect(await bench.secret(of: id) == "secret-1")
        _ = try await parts.tokens.token(of: id, TokenService.Need(isForced: true))
        bench.server.change { $0.secrets = ["secret-2"] }
        #expect(try await parts.rotation.goOn(id).rotation?.state == .overlapping)
    }

    @Test func `a server that looks at the grant first shows nothing, and that is said`() async throws {
        let (bench, id) = try await overlapping()
        let remarks = Remarks()
        bench.server.change { $0.looksAtGrantFirst = true }
        let course = RotationService.Course(wish: .retire, report: remarks.report)
        #expect(try await bench.parts().rotation.goOn(id, course).rotation == nil)
        #expect(remarks.contain("not shown: the server looks at the refresh token before the client"))
    }

    @Test func `one command goes back for a person, too`() async throws {
        let (bench, id) = try await overlapping()
        let parts = bench.parts()
        #expect(try await parts.rotation.rollBack(id).rotation?.state == .rolledBack)
        try #expect(await bench.secret(of: id) == "secret-1")
        _ = try await parts.tokens.token(of: id, TokenService.Need(isForced: true))
        #expect(try await parts.rotation.goOn(id).rotation?.state == .overlapping)
    }
}
