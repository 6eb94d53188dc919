import TestSupport
import Testing

@testable import MintCore

@Suite struct DriftAcceptanceTests {
    private static let issuer = "https://as.example"
    private let bench = StoreBench()

    private var acceptance: DriftAcceptance {
        DriftAcceptance(
            profiles: bench.profiles, records: bench.profiles, keyrings: bench.keyrings, now: bench.now)
    }

    /// A look found the token endpoint elsewhere.
    private func moved(_ record: ProfileRecord, to endpoint: String, issuer: String? = nil) async {
        let profile = record.profile
        var snapshot = DiscoverySnapshot(issuer: issuer ?? profile.issuer ?? "", tokenEndpoint: endpoint)
        snapshot.methods = ["private_key_jwt"]
        let drift = [DriftChange(member: "token_endpoint", was: profile.tokenEndpoint.text, now: endpoint)]
        await bench.profiles.keepDiscovery(
            DiscoveryRecord(snapshot: snapshot, trace: Trace(), at: bench.now(), drift: drift), of: record.id)
    }

    @Test(arguments: ["https://as.example/v2/token", "https://tokens.example/token"])
    func `the issuer's new token endpoint is taken over, and everything kept opens for it (NET-4)`(
        endpoint: String
    ) async throws {
        let before = try await bench.seedPerson(try SigningKey.generate(.es256))
        let held = try await bench.held(by: before.id)
        await moved(before, to: endpoint)
        let outcome = try await acceptance.accept(before)
        let new = Practice.url(endpoint)
        guard case .moved(before.profile.tokenEndpoint, new, _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        let after = try await bench.existing(before.id)
        #expect(after.profile.tokenEndpoint == new && after.profile.issuer == before.profile.issuer)
        #expect(try await bench.held(by: before.id) == held)
        #expect(await bench.profiles.unnamedItems().isEmpty)
        #expect(await bench.profiles.discovery(of: before.id)?.drift.isEmpty == true)
        #expect(bench.transport.requests.isEmpty)
    }

    @Test func `a profile without a token moves too, and has none afterwards`() async throws {
        let seeded = try await bench.seedMachine()
        try await bench.profiles.dropToken(generation: seeded.token?.generation ?? 0, of: seeded.id)
        let before = try await bench.existing(seeded.id)
        await moved(before, to: "https://tokens.example/token")
        _ = try await acceptance.accept(before)
        let after = try await bench.existing(seeded.id)
        #expect(after.profile.tokenEndpoint.text == "https://tokens.example/token" && after.token == nil)
        #expect(try await bench.held(by: seeded.id).keys.contains(.clientSecret))
    }

    @Test func `a secret that is gone stops it, and nothing is changed`() async throws {
        let before = try await bench.seedMachine()
        try await bench.vault.remove(
            KeyringKey(profile: before.id, kind: .clientSecret, generation: before.credential?.generation ?? 0))
        await moved(before, to: "https://tokens.example/token")
        await #expect(throws: StoreMigrationError.self) { try await acceptance.accept(before) }
        #expect(try await bench.existing(before.id) == before)
        #expect(await bench.profiles.discovery(of: before.id)?.drift.count == 1)
    }

    @Test func `another issuer's endpoint, plain http and a profile on hold move nothing`() async throws {
        let record = try await bench.seedMachine()
        let own = record.profile.tokenEndpoint
        await moved(record, to: "https://b.example/token", issuer: "https://b.example")
        _ = try await acceptance.accept(record)
        await moved(record, to: "http://as.example/token")
        _ = try await acceptance.accept(record)
        await moved(record, to: "https://as.example/v2/token")
        await bench.profiles.setHold(.init(issuer: "https://b.example", since: bench.now()), of: record.id)
        _ = try await acceptance.accept(try await bench.existing(record.id))
        #expect(try await bench.existing(record.id).profile.tokenEndpoint == own)
    }

    @Test func `what a hold bears on waits for the hold to be settled, and is taken over then (REG-6)`() async throws {
        let record = try await bench.seedMachine()
        await moved(record, to: "https://as.example/v2/token")
        let hold = ProfileBonds.Hold(issuer: "https://b.example", since: bench.now())
        await bench.profiles.setHold(hold, of: record.id)
        let held = try await acceptance.accept(try await bench.existing(record.id))
        guard case .held([], let left) = held else {
            Issue.record("\(held)")
            return
        }
        #expect(left.map(\.member) == ["token_endpoint"])
        await bench.profiles.setHold(.init(issuer: hold.issuer, since: hold.since, isAccepted: true), of: record.id)
        _ = try await acceptance.accept(try await bench.existing(record.id))
        let after = try await bench.existing(record.id)
        #expect(after.profile.tokenEndpoint.text == "https://as.example/v2/token")
        #expect(after.bonds.hold?.isAccepted == true)
    }

    @Test(arguments: [true, false])
    func `a probe that failed at what is accepted now counts no more; another failure does`(isAbout: Bool) async throws
    {
        for endpoint in ["https://as.example/v2/token", nil] {
            let record = try await bench.seedMachine()
            let code = isAbout ? "fail server metadata" : "http 503"
            let failure = ContactFailure(code: code, headline: "x", hint: nil)
            await bench.profiles.noteContact(ContactRecord(at: bench.now(), failure: failure), of: record.id)
            await moved(record, to: endpoint ?? record.profile.tokenEndpoint.text)
            _ = try await acceptance.accept(try await bench.existing(record.id))
            #expect(try await bench.existing(record.id).health == (isAbout ? .ok : .failing))
        }
    }

    @Test func `without a change there is nothing to accept`() async throws {
        let record = try await bench.seedMachine()
        #expect(try await acceptance.accept(record) == .nothing(lookedAt: nil))
        let snapshot = DiscoverySnapshot(issuer: Self.issuer, tokenEndpoint: record.profile.tokenEndpoint.text)
        await bench.profiles.keepDiscovery(
            DiscoveryRecord(snapshot: snapshot, trace: Trace(), at: bench.now()), of: record.id)
        #expect(try await acceptance.accept(record) == .nothing(lookedAt: bench.now()))
    }
}
