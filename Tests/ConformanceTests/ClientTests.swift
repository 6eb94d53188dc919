import ConformanceServers
import Foundation
import MintCore
import Testing

@testable import TestSupport

/// The conformance client, as the public suite runs it: a process with the scenario in its environment.
struct ClientTests {
    @Test(arguments: ScenarioRun.all)
    func `the client passes`(run: ScenarioRun) async throws {
        let (child, checks) = try await run.scenario.withServers(at: run.version) { running in
            (try await Self.child(of: running), running.checks())
        }
        #expect(child.code != Self.timedOut, "the client took more than 30 s")
        if !run.scenario.allowsClientError { #expect(child.code == 0, "\(child.err)") }
        #expect(checks.failures == [] && checks.warnings == [], "\(child.err)")
        let missed = run.scenario.expectedChecks(at: run.version).filter { checks.verdict(on: $0) != .success }
        #expect(missed == [], "\(child.err)")
    }

    private static func child(of running: RunningScenario) async throws -> ChildRun {
        var environment = ChildRun.inheritedEnvironment
        environment["MCP_CONFORMANCE_SCENARIO"] = running.scenario
        environment["MCP_CONFORMANCE_PROTOCOL_VERSION"] = running.version.rawValue
        environment["MCP_CONFORMANCE_CONTEXT"] = running.context?.serialized()
        let client = URL(filePath: Program.path).deletingLastPathComponent().appending(path: "ConformanceClient").path
        return try await ChildRun.run(
            ["/usr/bin/timeout", "30", client, running.url], environment: environment, input: "")
    }

    /// What `timeout` says of a program that it had to end.
    private static let timedOut: Int32 = 124
}
