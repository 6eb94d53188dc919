import ConformanceServers

/// One scenario at one revision.
struct ScenarioRun: CustomStringConvertible, Sendable {
    let scenario: ConformanceScenario
    let version: WireVersion

    var description: String { "\(scenario.name) at \(version.rawValue)" }

    static let all = ConformanceScenario.all(.patient).flatMap { scenario in
        scenario.versions.map { ScenarioRun(scenario: scenario, version: $0) }
    }
}
