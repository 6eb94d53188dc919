import TestSupport
import Testing

@testable import MintCore

/// A login in its two halves: what was granted waits in memory, and is kept or discarded.
@Suite struct TrialTests {
    private static let revocation: [String: JSONValue] = ["revocation_endpoint": "https://as.example/revoke"]

    /// The network of the grants, with a revocation endpoint and a client's own address.
    private func bench(_ registered: [String: JSONValue] = [:]) -> ServiceBench {
        let client: [String: JSONValue] = ["client_id": "reg-1", "token_endpoint_auth_method": "none"]
        let script = GrantNetwork.script(Self.revocation, registered: client.merging(registered) { $1 })
        return ServiceBench { request, count in
            switch request.url.path {
            case "/revoke": .json(200, [:])
            case "/register/reg-1": .body(204)
            default: script(request, count)
            }
        }
    }

    private func service(_ change: (inout LoginRequest) -> Void = { _ in }) -> LoginRequest {
        GrantNetwork.request(.clientCredentials) {
            $0.clientID = "svc"
            $0.credential = .secret(Secret("s-CANARY"))
            $0.name = nil
            $0.target = .new
            change(&$0)
        }
    }

    @Test func `what is tried is kept nowhere, until it is kept under the name that it gets`() async throws {
        let bench = bench()
        var granted = try await bench.login.tryOut(try await bench.login.plan(service()))
        #expect(await bench.isBare)
        #expect(granted.token.secondsLeft(at: bench.now()) == 3600 && granted.profile.name == "m.example")
        granted.profile.name = "night job"
        granted.profile.settings.tags = ["prod"]
        granted.secretExpiresAt = bench.now() + 86_400
        let record = try await bench.login.keep(granted)
        #expect(record.profile.name == "night job" && record.profile.settings.tags == ["prod"])
        #expect(record.credential?.expiresAt == bench.now() + 86_400)
        #expect(GrantNetwork.asked(bench, "/token").count == 1)
        #expect(try await bench.profiles.unnamedItems().isEmpty)
    }

    @Test func `a store that fails leaves what was granted in memory, to be kept once more`() async throws {
        let bench = bench()
        let granted = try await bench.login.tryOut(try await bench.login.plan(service()))
        await bench.keyring.become(.locked)
        await #expect(throws: KeyringError.self) { try await bench.login.keep(granted) }
        await bench.keyring.become(.ready)
        let record = try await bench.login.keep(granted)
        #expect(record.health == .ok && GrantNetwork.asked(bench, "/token").count == 1)
    }

    @Test func `what nobody keeps is revoked, the refresh token first`() async throws {
        let bench = bench()
        let plan = try await bench.login.plan(GrantNetwork.request(.authorizationCode) { $0.clientID = "c-1" })
        let granted = try await bench.login.tryOut(plan, interaction: ScriptedBrowser.agreeing)
        #expect(granted.hasRefreshToken && !everyWord(of: granted).contains("CANARY"))
        let outcome = await bench.login.discard(granted)
        #expect(outcome.done == ["the refresh token was revoked", "the access token was revoked"])
        #expect(
            GrantNetwork.asked(bench, "/revoke").map { $0.form["token_type_hint"] } == [
                "refresh_token", "access_token",
            ])
        #expect(await bench.isBare && outcome.left.isEmpty)
    }

    @Test func `a client that was registered for it is removed where the server lets it, else it is told`() async throws
    {
        let managed: [String: JSONValue] = [
            "registration_access_token": "rat-CANARY", "registration_client_uri": "https://as.example/register/reg-1",
        ]
        for (members, words) in [(managed, "was removed"), ([:], "stays registered")] {
            let bench = bench(members)
            let plan = try await bench.login.plan(GrantNetwork.request(.authorizationCode))
            let granted = try await bench.login.tryOut(plan, interaction: ScriptedBrowser.agreeing)
            let outcome = await bench.login.discard(granted)
            #expect((outcome.done + outcome.left).contains { $0.contains(words) }, "\(outcome)")
            #expect(GrantNetwork.asked(bench, "/register/reg-1").count == (members.isEmpty ? 0 : 1))
        }
    }

    @Test func `a new profile is never another one, and a login of a profile keeps its place under a new name`()
        async throws
    {
        let bench = bench()
        let first = try await bench.login.keep(try await bench.login.tryOut(try await bench.login.plan(service())))
        let second = try await bench.login.plan(service())
        #expect(second.replaced == nil && second.profile.name == "m.example-2")
        await #expect(throws: StateError.nameTaken("m.example")) {
            try await bench.login.plan(service { $0.name = "m.example" })
        }
        var again = try await bench.login.tryOut(
            try await bench.login.plan(service { $0.target = .profile(first.id) }))
        #expect(again.replaced?.id == first.id)
        again.profile.name = "renamed"
        let record = try await bench.login.keep(again)
        #expect(record.id == first.id && record.profile.name == "renamed")
        #expect(try await bench.profiles.records().count == 1)
    }

    @Test func `what was found before is not asked for again`() async throws {
        let bench = bench()
        let found = try await bench.login.discover(
            GrantNetwork.server, issuer: nil, caFile: nil, allowsLegacyDiscovery: false, observe: { _ in })
        let asked = bench.transport.requests.count
        let plan = try await bench.login.plan(service { $0.discovered = found })
        #expect(bench.transport.requests.count == asked && plan.profile.issuer == "https://as.example")
        #expect(plan.trace.hops.count == found.trace.hops.count)
    }

    @Test func `tags are words, each once`() throws {
        #expect(try ProfileLabel.tags("Prod, billing prod  team:データ") == ["prod", "billing", "team:データ"])
        #expect(throws: LoginError.badTag("a\u{202E}b", reason: "it has control or invisible characters")) {
            try ProfileLabel.tag("a\u{202E}b")
        }
        #expect(ProfileLabel.note("  ") == nil && ProfileLabel.note("a\nb") != nil)
    }
}
