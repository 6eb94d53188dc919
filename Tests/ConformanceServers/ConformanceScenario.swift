public import MintCore

/// One scenario of the public conformance suite, played by servers of our own on loopback.
public struct ConformanceScenario: Sendable, CustomStringConvertible {
    public let name: String
    /// The revisions at which the suite runs it.
    public let versions: [WireVersion]
    /// Whether a right client may end with an error: the scenario wants it to stop.
    public let allowsClientError: Bool
    private let expected: @Sendable (WireVersion) -> [String]
    let prepare: @Sendable (Run) throws -> Setup

    init(
        _ name: String, versions: [WireVersion], allowsClientError: Bool = false,
        expecting expected: @escaping @Sendable (WireVersion) -> [String],
        _ prepare: @escaping @Sendable (Run) throws -> Setup
    ) {
        self.name = name
        self.versions = versions
        self.allowsClientError = allowsClientError
        self.expected = expected
        self.prepare = prepare
    }

    init(
        _ name: String, versions: [WireVersion], allowsClientError: Bool = false, expecting ids: [String],
        _ prepare: @escaping @Sendable (Run) throws -> Setup
    ) {
        self.init(name, versions: versions, allowsClientError: allowsClientError, expecting: { _ in ids }, prepare)
    }

    /// The ids under which a right client earns a success, and that may not be missing.
    public func expectedChecks(at version: WireVersion) -> Set<String> { Set(expected(version)) }

    public var description: String { name }

    /// Runs `body` while the scenario's servers answer; they are stopped when it returns or throws.
    public func withServers<R: Sendable>(
        at version: WireVersion, _ body: @Sendable (RunningScenario) async throws -> R
    ) async throws -> R {
        let run = Run(version: version)
        let setup = try prepare(run)
        return try await Listener.serving(setup.sites, for: run) {
            let context = try setup.context(run).map { context in
                context.merging(["name": .string(name)]) { $1 }
            }
            return try await body(
                RunningScenario(
                    scenario: name, version: version, url: run.origin(of: .server) + setup.path,
                    context: context.map(JSONValue.object), verdict: { setup.verdict(run) }))
        }
    }
}

/// A scenario whose servers are up.
public struct RunningScenario: Sendable {
    public let scenario: String
    public let version: WireVersion
    /// What the client is to connect to.
    public let url: String
    /// What the client is told beside that; `nil` for most.
    public let context: JSONValue?
    let verdict: @Sendable () -> [Check]

    /// Everything that was seen so far, and the judgement on what was not.
    public func checks() -> [Check] { verdict() }
}

/// What a scenario puts up: who answers where, what the client is told, and how the run is judged at its end.
struct Setup: Sendable {
    var sites: [Role: any Site]
    /// Where on the server's origin the MCP endpoint is.
    var path = "/mcp"
    /// Asked when all ports are known.
    var context: @Sendable (Run) throws -> [String: JSONValue]? = { _ in nil }
    /// Adds what can only be said at the end.
    var finish: @Sendable (Run, inout [Check]) -> Void = { _, _ in }

    func verdict(_ run: Run) -> [Check] {
        var checks = run.checks
        finish(run, &checks)
        return checks
    }
}
