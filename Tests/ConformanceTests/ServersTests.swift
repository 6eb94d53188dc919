import ConformanceServers
import MintCore
import Testing

/// The servers themselves: they must praise a client that does it right, and catch each that does it wrong.
struct ServersTests {
    @Test(arguments: ScenarioRun.all)
    func `a client that does it right passes`(run: ScenarioRun) async throws {
        let (checks, finished) = try await HandClient.checks(of: run.scenario, at: run.version)
        #expect(finished || run.scenario.allowsClientError)
        #expect(checks.failures == [] && checks.warnings == [])
        #expect(run.scenario.expectedChecks(at: run.version).filter { checks.verdict(on: $0) != .success } == [])
    }

    @Test(arguments: Mistake.all)
    func `a client that does it wrong is caught`(mistake: Mistake) async throws {
        let scenario = try #require(ConformanceScenario.named(mistake.scenario, .patient))
        let (checks, _) = try await HandClient.checks(of: scenario, at: mistake.version, mistake.habits)
        #expect(checks.verdict(on: mistake.check) == mistake.verdict)
    }

    @Test(arguments: ScenarioRun.all)
    func `a client that never comes fails`(run: ScenarioRun) async throws {
        let checks = try await run.scenario.withServers(at: run.version) { $0.checks() }
        // One scenario only forbids something, one only looks at what is sent.
        let contentWithSilence = ["auth/resource-mismatch", "http-standard-headers"]
        #expect(checks.failures.isEmpty == contentWithSilence.contains(run.scenario.name))
    }

    @Test(arguments: [
        (0, Check.Status.failure), (449, .failure), (450, .success), (500, .success), (700, .success), (701, .warning),
        (1000, .warning), (1001, .failure),
    ])
    func `half a second is demanded, and coming back early is worse than late`(
        milliseconds: Int, verdict: Check.Status
    ) {
        #expect(StreamRetry.Punctuality.suite.verdict(onReturnAfter: .milliseconds(milliseconds)) == verdict)
    }

    @Test func `every scenario of the suite is there, once`() {
        let names = ConformanceScenario.all().map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.count == 42)
        #expect(names.count { $0.hasPrefix("auth/") } == 33)
    }

    @Test func `a scenario's name reaches the client with its context`() async throws {
        let scenario = try #require(ConformanceScenario.named("auth/pre-registration"))
        try await scenario.withServers(at: .july2026) { running in
            #expect(running.context?["name"] == "auth/pre-registration")
            #expect(running.context?["client_secret"] == "pre-registered-secret")
            #expect(running.url.hasPrefix("http://localhost:") && running.url.hasSuffix("/mcp"))
        }
    }
}
