import HTTPTypes
import TestSupport
import Testing

@testable import MintCore

@Suite(.timeLimit(.minutes(1))) struct OtherGrantLoginTests {
    @Test func `a device login registers for its grant, asks for offline_access where it is listed (SC-8)`()
        async throws
    {
        let bench = ServiceBench(GrantNetwork.script(["scopes_supported": ["tools:read", "offline_access"]]))
        let plan = try await bench.login.plan(GrantNetwork.request(.deviceCode))
        #expect(plan.profile.requestedScopes == ["tools:read", "offline_access"])
        let task = Task { try await bench.login.perform(plan, interaction: ScriptedBrowser.agreeing) }
        await bench.clock.sleepers(1)
        #expect(bench.locks.waiting(for: LockKey(plan.profile)) == 0)
        let free = bench.locks.acquireNow(LockKey(plan.profile))
        #expect(free != nil, "no lock is held while a person thinks")
        free?.release()
        bench.clock.advance(by: .seconds(5))
        let record = try await task.value
        #expect(GrantNetwork.asked(bench, "/register").first?.json["redirect_uris"] == nil)
        #expect(GrantNetwork.asked(bench, "/device").first?.form["scope"] == "tools:read offline_access")
        #expect(try await bench.refreshText(of: record.id) == "refresh-CANARY" && record.profile.clientID == "reg-1")
        let machine = try await ServiceBench(GrantNetwork.script(["scopes_supported": ["offline_access"]])).login.plan(
            GrantNetwork.request(.clientCredentials) { ($0.clientID, $0.credential) = ("c", .secret(Secret("s"))) })
        #expect(!machine.profile.requestedScopes.contains("offline_access"))
        let silent = try await ServiceBench(GrantNetwork.script()).login.plan(GrantNetwork.request(.deviceCode))
        #expect(!silent.profile.requestedScopes.contains("offline_access"))
    }

    @Test func `offline_access that only the resource lists is asked for by nobody, unless by its operator (SC-8)`()
        async throws
    {
        func scopes(_ grant: Grant, listed: [JSONValue], asked: [String]? = nil) async throws -> [String] {
            let resource: [JSONValue] = ["tools:read", "offline_access"]
            let script = GrantNetwork.script(["scopes_supported": .array(listed)], resourceScopes: resource)
            let request = GrantNetwork.request(grant) {
                ($0.clientID, $0.scopes) = ("c", asked)
                if !grant.isPersons { $0.credential = .secret(Secret("s")) }
            }
            return try await ServiceBench(script).login.plan(request).profile.requestedScopes
        }
        let both: [JSONValue] = ["tools:read", "offline_access"]
        #expect(try await scopes(.clientCredentials, listed: both) == ["tools:read"])
        #expect(try await scopes(.deviceCode, listed: ["tools:read"]) == ["tools:read"])
        #expect(try await scopes(.deviceCode, listed: both) == ["tools:read", "offline_access"])
        let named = ["offline_access", "x"]
        #expect(try await scopes(.clientCredentials, listed: both, asked: named) == named)
    }

    @Test func `leaving the resource out is warned of, once (RES-8)`() async throws {
        let bench = ServiceBench(GrantNetwork.script())
        func notices(_ sends: Bool) async throws -> [String] {
            let plan = try await bench.login.plan(
                GrantNetwork.request(.clientCredentials) {
                    ($0.clientID, $0.credential, $0.settings.sendsResource) = ("c", .secret(Secret("s")), sends)
                })
            if !sends { _ = try await bench.login.perform(plan) }
            return plan.notices.filter { $0.contains("`resource`") }
        }
        #expect(try await notices(true) == [])
        #expect(try await notices(false) == [ProfileSettings.withoutResource])
    }

    @Test func `nobody is there in the background: nothing is opened (DV-7)`() async throws {
        let bench = ServiceBench(GrantNetwork.script())
        let plan = try await bench.login.plan(GrantNetwork.request(.authorizationCode) { $0.clientID = "c-1" })
        await #expect(throws: AuthorizationError.nobodyToAsk) { try await bench.login.perform(plan) }
    }

    // MARK: - The other grants

    @Test func `a bound login makes a key, keeps it, and a re-login keeps the same one (DP-7, DP-8)`() async throws {
        let bound = JSONValue.object(GrantNetwork.granted.members?.merging(["token_type": "DPoP"]) { $1 } ?? [:])
        let bench = ServiceBench(GrantNetwork.script(["dpop_signing_alg_values_supported": ["ES256"]], token: bound))
        var thumbprints: Set<String> = []
        for _ in 0..<2 {
            let plan = try await bench.login.plan(
                GrantNetwork.request(.authorizationCode) {
                    $0.clientID = "c-1"
                    $0.settings.usesDPoP = true
                })
            #expect(!plan.notices.contains { $0.contains("ES256") })
            let record = try await bench.login.perform(plan, interaction: ScriptedBrowser.agreeing)
            thumbprints.insert(record.bonds.dpopKey?.thumbprint ?? "")
            #expect(record.token?.isDPoPBound == true)
        }
        #expect(thumbprints.count == 1 && thumbprints.first?.count == 43)
        #expect(await bench.keyring.keys.filter { $0.kind == .dpopKey }.count == 1)
        let proofs = GrantNetwork.asked(bench, "/token").map { $0.proofHeader["jwk"] }
        #expect(proofs.count == 2 && proofs[0] == proofs[1])
        let other = try await ServiceBench(GrantNetwork.script(["dpop_signing_alg_values_supported": ["PS256"]])).login
            .plan(
                GrantNetwork.request(.authorizationCode) {
                    $0.clientID = "c-1"
                    $0.settings.usesDPoP = true
                })
        #expect(other.notices.contains { $0.contains("PS256") })
    }

    @Test func `an unbound answer to a bound login keeps nothing (DP-4)`() async throws {
        let bench = ServiceBench(GrantNetwork.script())
        let plan = try await bench.login.plan(
            GrantNetwork.request(.authorizationCode) {
                $0.clientID = "c-1"
                $0.settings.usesDPoP = true
            })
        await #expect(throws: TokenEndpointError.self) {
            try await bench.login.perform(plan, interaction: ScriptedBrowser.agreeing)
        }
        #expect(await bench.keyring.keys.isEmpty)
    }

    @Test
    func `a workload login says what is odd, sends no client, and refuses an expired assertion (WF-1, WF-2, WF-6)`()
        async throws
    {
        let jwt = WorkloadTests.jwt(WorkloadTests.claims { $0["jti"] = nil })
        let bench = ServiceBench(sources: { _ in Secret(jwt) }, GrantNetwork.script())
        let workload = GrantNetwork.request(.jwtBearer) {
            $0.settings.assertionSource = .file("/t")
            $0.clientMetadataURL = "https://mint.example/client.json"
        }
        let plan = try await bench.login.plan(workload)
        #expect(plan.notices.contains { $0.contains("jti") } && plan.profile.clientID.isEmpty)
        let record = try await bench.login.perform(plan)
        #expect(GrantNetwork.asked(bench, "/token").first?.form["client_id"] == nil && record.bonds.refresh == nil)
        let late = ServiceBench(
            sources: { _ in Secret(WorkloadTests.jwt(WorkloadTests.claims { $0["exp"] = 1 })) }, GrantNetwork.script())
        await #expect(throws: WorkloadAssertionError.self) { try await late.login.plan(workload) }
        #expect(GrantNetwork.asked(late, "/token").isEmpty)
    }

    @Test func `a pasted token is well only where its server took it`() async throws {
        let trials: [(PastedTokenTrial?, Health)] = [
            (nil, .untried), (.untried(reason: "x"), .untried), (.forbidden(host: "m.example", why: ""), .untried),
            (.taken(host: "m.example", status: 200), .ok),
        ]
        for (trial, health) in trials {
            let bench = ServiceBench(GrantNetwork.script())
            var plan = try await bench.login.plan(
                GrantNetwork.request(.static) { $0.pasted = .init(Secret("pasted-CANARY"), expiresAt: nil) })
            plan.pastedTrial = trial
            #expect(try await bench.login.perform(plan).health == health)
        }
    }

    @Test func `a pasted token is kept as it is, and nobody is asked`() async throws {
        let bench = ServiceBench(GrantNetwork.script())
        let plan = try await bench.login.plan(
            GrantNetwork.request(.static) { $0.pasted = .init(Secret("pasted-CANARY"), expiresAt: bench.now() + 100) })
        let record = try await bench.login.perform(plan)
        #expect(bench.transport.requests.isEmpty && record.token?.expiresAt == bench.now() + 100)
        #expect(await bench.keyring.keys.map(\.kind) == [.staticToken])
        #expect(try await bench.tokens.token(of: record.id).token == Secret("pasted-CANARY"))
        #expect(!everyWord(of: plan).contains("CANARY"))
    }

    @Test func `a pasted token that lasts less than was asked for is given, for no exchange makes it last longer`()
        async throws
    {
        let bench = ServiceBench(GrantNetwork.script())
        let plan = try await bench.login.plan(
            GrantNetwork.request(.static) { $0.pasted = .init(Secret("pasted"), expiresAt: bench.now() + 1800) })
        let id = try await bench.login.perform(plan).id
        bench.pass(900)
        #expect(try await bench.tokens.token(of: id, .init(minimumValidity: 1200)).token == Secret("pasted"))
        bench.pass(901)
        await #expect(throws: TokenServiceError.self) { try await bench.tokens.token(of: id) }
    }

    // MARK: - Locks

    @Test func `a login waits for the renewal of what the profile is now, even where that changed since the plan`()
        async throws
    {
        let bench = ServiceBench(GrantNetwork.script())
        let first = try await bench.login.perform(
            try await bench.login.plan(GrantNetwork.request(.authorizationCode) { $0.clientID = "c-1" }),
            interaction: ScriptedBrowser.agreeing)
        let plan = try await bench.login.plan(GrantNetwork.request(.authorizationCode) { $0.clientID = "c-2" })
        var other = first.profile
        other.requestedScopes = ["changed"]
        try await bench.profiles.update(other)
        let renewing = bench.locks.acquireNow(LockKey(other))
        let before = GrantNetwork.asked(bench, "/token").count
        let task = Task { try await bench.login.perform(plan, interaction: ScriptedBrowser.agreeing) }
        await bench.locks.isAwaited(LockKey(other))
        #expect(GrantNetwork.asked(bench, "/token").count == before)
        renewing?.release()
        #expect(try await task.value.profile.clientID == "c-2")
    }

    @Test func `a logout waits for the renewal of what the profile is now`() async throws {
        let bench = ServiceBench(GrantNetwork.script())
        let profile = try await bench.seed()
        let record = try #require(await bench.memory.record(profile.id))
        let lease = bench.locks.acquireNow(LockKey(profile))
        let logout = LogoutService(
            profiles: bench.profiles, keyrings: bench.keyrings, locks: bench.locks, now: bench.now)
        let task = Task { try await logout.logOut(record) }
        await bench.locks.isAwaited(LockKey(profile))
        var wider = profile
        wider.requestedScopes.append("wider")
        let renewing = bench.locks.acquireNow(LockKey(wider))
        try await bench.profiles.update(wider)
        lease?.release()
        await bench.locks.isAwaited(LockKey(wider))
        #expect(await bench.memory.record(profile.id) != nil)
        renewing?.release()
        _ = try await task.value
        #expect(await bench.isBare)
    }
}
