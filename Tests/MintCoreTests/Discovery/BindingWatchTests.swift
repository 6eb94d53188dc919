import MintCore
import TestSupport
import Testing

@Suite struct BindingWatchTests {
    private static let issuer = "https://as.example"

    /// A profile of the practice server with its discovery kept, and a watch over it.
    private struct Scene {
        let bench: DiscoveryBench
        let store = InMemoryProfileStore()
        var profile = Practice.profile("billing")

        init(_ pages: [String: ScriptedAnswer] = DiscoveryBench.whole) {
            bench = DiscoveryBench(pages)
            profile.server = DiscoveryBench.server
            profile.resource = DiscoveryBench.server.text
        }

        var watch: BindingWatch {
            BindingWatch(discovery: bench.discovery, profiles: store, records: store, now: bench.now)
        }

        /// Logged in, with what is published now as its discovery.
        func loggedIn() async throws -> Scene {
            try await store.logIn(profile)
            let found = try await bench.discovery.discover(profile.server)
            await store.keepDiscovery(
                DiscoveryRecord(snapshot: found.snapshot, trace: Trace(), at: bench.now()), of: profile.id)
            return self
        }

        func publish(issuers: [String], scopes: [String] = []) {
            bench.publish(
                DiscoveryBench.metadataURL, DiscoveryBench.resource(profile.server.text, issuers, scopes: scopes))
        }

        var hold: ProfileBonds.Hold? { get async { await store.record(profile.id)?.bonds.hold } }
        var kept: DiscoveryRecord? { get async { await store.discovery(of: profile.id) } }
    }

    @Test func `what is as it was is unchanged, and one question and one document show it`() async throws {
        let scene = try await Scene().loggedIn()
        scene.bench.pass(60)
        let look = try await scene.watch.look(at: scene.profile)
        #expect(look.verdict == .unchanged)
        #expect(scene.bench.urls.dropFirst(3) == [DiscoveryBench.server.text, DiscoveryBench.metadataURL])
        #expect(look.record?.at == Practice.start + 60 && look.record?.trace.hops.count == 2)
        #expect(await scene.kept == look.record)
        #expect(await scene.hold == nil)
    }

    @Test func `no request of a look carries a credential (REG-5)`() async throws {
        let scene = try await Scene().loggedIn()
        scene.publish(issuers: ["https://new.example"])
        _ = try await scene.watch.look(at: scene.profile, depth: .everything)
        scene.publish(issuers: [Self.issuer])
        _ = try await scene.watch.look(at: scene.profile, depth: .everything)
        #expect(scene.bench.transport.requests.allSatisfy { $0.authorization == nil })
        #expect(!scene.bench.urls.contains { $0.hasPrefix("https://new.example") || $0.hasSuffix("/token") })
    }

    @Test func `given challenges are followed without another question (WA-9)`() async throws {
        let scene = try await Scene().loggedIn()
        scene.bench.publish(
            "https://m.example/moved.json",
            DiscoveryBench.resource(scene.profile.server.text, [Self.issuer], scopes: ["a"]))
        let challenges = Challenge.parse([
            #"Basic realm="x", Bearer error="invalid_token", resource_metadata="https://m.example/moved.json""#
        ])
        let look = try await scene.watch.look(at: scene.profile, challenges: challenges)
        #expect(scene.bench.urls.dropFirst(3) == ["https://m.example/moved.json"])
        #expect(look.verdict == .drifted([DriftChange(member: "scopes_supported", was: nil, now: "a")]))
        // One without metadata leaves the well-known places (PRM-1).
        _ = try await scene.watch.look(at: scene.profile, challenges: Challenge.parse(["Bearer error=invalid_token"]))
        #expect(scene.bench.urls.last == DiscoveryBench.metadataURL)
        // A refusal without any is no reason to knock again: there is only one place to look (WA-8).
        let before = scene.bench.urls.count
        _ = try await scene.watch.look(at: scene.profile, challenges: [])
        #expect(scene.bench.urls.dropFirst(before) == [DiscoveryBench.metadataURL])
    }

    @Test func `an issuer that is not listed any more puts the profile on hold, once (REG-5, REG-6, LC-5, PRM-7)`()
        async throws
    {
        let scene = try await Scene().loggedIn()
        scene.publish(issuers: ["https://new.example", "https://two.example"])
        let look = try await scene.watch.look(at: scene.profile, depth: .everything)
        #expect(look.verdict == .issuerChanged(to: ["https://new.example", "https://two.example"]))
        #expect(
            look.record?.drift.first?.words == "issuer: https://as.example → https://new.example, https://two.example")
        #expect(await scene.hold == ProfileBonds.Hold(issuer: "https://new.example", since: Practice.start))
        scene.bench.pass(3600)
        #expect(try await scene.watch.look(at: scene.profile).verdict == look.verdict)
        #expect(await scene.hold?.since == Practice.start)
        #expect(await scene.store.record(scene.profile.id)?.profile.issuer == Self.issuer)
    }

    @Test func `an operator who keeps the old issuer is asked again only when the server names a third one (REG-6)`()
        async throws
    {
        let scene = try await Scene().loggedIn()
        scene.publish(issuers: ["https://new.example"])
        _ = try await scene.watch.look(at: scene.profile)
        var hold = try #require(await scene.hold)
        hold.isAccepted = true
        await scene.store.setHold(hold, of: scene.profile.id)
        let look = try await scene.watch.look(at: scene.profile, depth: .everything)
        #expect(look.verdict == .unchanged)
        #expect(await scene.hold == hold)
        scene.publish(issuers: ["https://third.example"])
        #expect(try await scene.watch.look(at: scene.profile).verdict == .issuerChanged(to: ["https://third.example"]))
        #expect(await scene.hold == ProfileBonds.Hold(issuer: "https://third.example", since: Practice.start))
    }

    @Test func `the hold is lifted when the issuer is listed again, and only then`() async throws {
        let scene = try await Scene().loggedIn()
        scene.publish(issuers: ["https://new.example"])
        _ = try await scene.watch.look(at: scene.profile)
        // Silence is no acquittal.
        scene.bench.publish(DiscoveryBench.metadataURL, .body(404))
        #expect(try await scene.watch.look(at: scene.profile).verdict != .unchanged)
        #expect(await scene.hold != nil)
        scene.publish(issuers: ["https://AS.example", "https://as.example/"])
        _ = try await scene.watch.look(at: scene.profile)
        #expect(await scene.hold?.issuer == "https://AS.example")
        scene.publish(issuers: ["https://new.example", Self.issuer])
        let look = try await scene.watch.look(at: scene.profile)
        #expect(await scene.hold == nil)
        guard case .drifted(let changes) = look.verdict else {
            Issue.record("\(look.verdict)")
            return
        }
        #expect(changes.map(\.member).contains("issuer"))
        #expect(look.record?.drift.map(\.member) == ["authorization_servers"])
    }

    @Test func `metadata that goes away is drift, not a move`() async throws {
        let scene = try await Scene().loggedIn()
        scene.bench.publish(DiscoveryBench.metadataURL, .body(404))
        let look = try await scene.watch.look(at: scene.profile)
        #expect(look.record?.drift.map(\.member) == ["resource", "authorization_servers"])
        #expect(await scene.hold == nil)
    }

    @Test(arguments: ["https://evil.example.com/mcp", "https://m.example/mcp/admin", "https://m.example/mc"])
    func `metadata of another resource is not believed: no verdict, no hold, nothing kept (RES-5, PRM-5)`(
        resource: String
    ) async throws {
        let scene = try await Scene().loggedIn()
        let before = await scene.kept
        scene.bench.publish(DiscoveryBench.metadataURL, DiscoveryBench.resource(resource, ["https://evil.example"]))
        await #expect(throws: DiscoveryError.self) { try await scene.watch.look(at: scene.profile) }
        #expect(await scene.hold == nil)
        #expect(await scene.kept == before)
    }

    @Test func `the issuer's document is read where asked, and a token endpoint of another origin is grave`()
        async throws
    {
        let scene = try await Scene().loggedIn()
        scene.bench.publish(
            DiscoveryBench.issuerURL,
            DiscoveryBench.issuer(
                token: "https://evil.example/token", more: ["grant_types_supported": ["client_credentials"]]))
        #expect(try await scene.watch.look(at: scene.profile).verdict == .unchanged)
        let look = try await scene.watch.look(at: scene.profile, depth: .everything)
        guard case .drifted(let changes) = look.verdict else {
            Issue.record("\(look.verdict)")
            return
        }
        #expect(changes.map(\.member) == ["token_endpoint", "grant_types_supported"])
        #expect(changes.map(\.isGrave) == [true, false])
        // What is known already is not news, and stays open until an operator accepts it.
        let again = try await scene.watch.look(at: scene.profile, depth: .everything)
        #expect(again.verdict == .unchanged && again.record?.drift == changes)
        #expect(again.record?.accepted.drift.isEmpty == true)
        // Back as it was: nothing is open.
        scene.bench.publish(DiscoveryBench.issuerURL, DiscoveryBench.issuer())
        #expect(try await scene.watch.look(at: scene.profile, depth: .everything).record?.drift.isEmpty == true)
    }

    @Test func `changes add up since the last acceptance`() async throws {
        let scene = try await Scene().loggedIn()
        for scopes in [["a"], ["a", "b"], ["b", "a"], ["c"]] {
            scene.publish(issuers: [Self.issuer], scopes: scopes)
            _ = try await scene.watch.look(at: scene.profile)
        }
        #expect(await scene.kept?.drift == [DriftChange(member: "scopes_supported", was: nil, now: "c")])
    }

    @Test func `a document of another issuer is not believed, and nothing of that look is kept (AS-4)`() async throws {
        let scene = try await Scene().loggedIn()
        scene.bench.publish(DiscoveryBench.issuerURL, DiscoveryBench.issuer("https://evil.example"))
        let error = await #expect(throws: DiscoveryError.self) {
            try await scene.watch.look(at: scene.profile, depth: .everything)
        }
        #expect(error?.exitStatus == .authentication)
        #expect(await scene.kept?.trace.hops == [])
    }

    @Test func `metadata that a challenge names elsewhere may be as private as where the challenge came from (NET-4)`()
        async throws
    {
        let scene = try await Scene().loggedIn()
        let challenges = Challenge.parse([#"Bearer resource_metadata="https://docs.example/prm""#])
        scene.bench.publish("https://docs.example/prm", DiscoveryBench.resource())
        for range in [nil, AddressRange.privateNetwork] {
            _ = try await scene.watch.look(at: scene.profile, challenges: challenges, from: range)
            #expect(scene.bench.transport.requests.last?.sent.mostPrivate == range ?? .publicOrNamed)
        }
    }

    @Test func `the first look makes the record, and compares with what the profile is bound to`() async throws {
        let scene = Scene()
        try await scene.store.logIn(scene.profile)
        let look = try await scene.watch.look(at: scene.profile)
        #expect(look.verdict == .unchanged && scene.bench.urls.last == DiscoveryBench.issuerURL)
        #expect(await scene.kept?.snapshot.authorizationServers == [Self.issuer])

        let moved = Scene()
        try await moved.store.logIn(moved.profile)
        moved.publish(issuers: ["https://new.example"])
        #expect(try await moved.watch.look(at: moved.profile).verdict == .issuerChanged(to: ["https://new.example"]))
        #expect(await moved.kept?.drift.map(\.isGrave) == [true, false])

        let other = Scene()
        try await other.store.logIn(other.profile)
        other.bench.publish(DiscoveryBench.issuerURL, DiscoveryBench.issuer(token: "https://evil.example/token"))
        _ = try await other.watch.look(at: other.profile)
        #expect(
            await other.kept?.drift.map(\.words) == [
                "token_endpoint: https://as.example/token → https://evil.example/token"
            ])
    }

    @Test func `a record of another issuer says nothing about this one`() async throws {
        let scene = Scene()
        try await scene.store.logIn(scene.profile)
        var old = Practice.discovery()
        old.snapshot.issuer = "https://old.example"
        await scene.store.keepDiscovery(old, of: scene.profile.id)
        #expect(try await scene.watch.look(at: scene.profile).verdict == .unchanged)
        #expect(await scene.kept?.drift == [])
    }

    @Test func `a pinned token endpoint has nothing to compare, and nobody is asked`() async throws {
        var scene = Scene()
        scene.profile.issuer = nil
        try await scene.store.logIn(scene.profile)
        #expect(try await scene.watch.look(at: scene.profile) == BindingWatch.Look(verdict: .pinned))
        #expect(scene.bench.urls.isEmpty)
    }

    @Test func `a profile that was bound anew or removed meanwhile is left alone`() async throws {
        let scene = try await Scene().loggedIn()
        var moved = scene.profile
        moved.issuer = "https://new.example"
        try await scene.store.logIn(moved)
        scene.publish(issuers: ["https://new.example"])
        _ = try await scene.watch.look(at: scene.profile)
        #expect(await scene.hold == nil)
        try await scene.store.remove(scene.profile.id)
        _ = try await scene.watch.look(at: scene.profile)
        #expect(await scene.kept == nil)
    }

    @Test func `a legacy server stays one (PRM-13)`() async throws {
        var scene = Scene([:])
        scene.profile.issuer = "https://m.example"
        scene.profile.tokenEndpoint = Practice.url("https://m.example/token")
        scene.profile.settings.allowsLegacyDiscovery = true
        try await scene.store.logIn(scene.profile)
        #expect(try await scene.watch.look(at: scene.profile, depth: .everything).verdict == .unchanged)
        scene.bench.publish(DiscoveryBench.metadataURL, DiscoveryBench.resource(scene.profile.server.text))
        #expect(try await scene.watch.look(at: scene.profile).verdict == .issuerChanged(to: [Self.issuer]))
    }

    @Test func `the trace keeps what this look did not ask again`() async throws {
        let scene = try await Scene().loggedIn()
        _ = try await scene.watch.look(at: scene.profile, depth: .everything, observe: scene.bench.observe)
        _ = try await scene.watch.look(at: scene.profile)
        #expect(await scene.kept?.trace.hops.map(\.purpose) == ["challenge", "resource metadata", "server metadata"])
        #expect(scene.bench.log.hops.count == 3)
    }
}
