import MintCore
import MintMCP

/// What the suite tells its client.
struct Assignment: Sendable {
    let scenario: String
    /// The revision that the scenario runs at; the client does not probe for another (ERA-7).
    let version: String
    let server: HTTPURL
    /// What the scenario gives along: client ids, keys, tool calls.
    let context: JSONValue

    /// - Parameters:
    ///   - arguments: The server's URL is the last one.
    ///   - environment: `MCP_CONFORMANCE_SCENARIO`, `_PROTOCOL_VERSION` and, for some scenarios, `_CONTEXT`.
    init(arguments: [String], environment: [String: String]) throws(Misfit) {
        guard arguments.count > 1, let server = arguments.last.flatMap(ResourceIdentifier.canonical) else {
            throw .noServer
        }
        guard let scenario = environment["MCP_CONFORMANCE_SCENARIO"], !scenario.isEmpty else { throw .noScenario }
        let text = environment["MCP_CONFORMANCE_CONTEXT"] ?? "{}"
        guard let context = JSONValue(bytes: Array(text.utf8)), context.members != nil else { throw .badContext }
        self.scenario = scenario
        self.server = server
        self.context = context
        version = environment["MCP_CONFORMANCE_PROTOCOL_VERSION"] ?? ProtocolRevision.legacy[0]
    }

    /// A text that the scenario must have given.
    func given(_ name: String) throws(Misfit) -> String {
        guard let text = context[name]?.text else { throw .missing(name) }
        return text
    }

    enum Misfit: UserFacingError, Equatable {
        case noServer, noScenario, badContext
        case missing(String)
        case toolFailed(String)

        var headline: String {
            switch self {
            case .noServer: "The last argument is not the URL of a server"
            case .noScenario: "MCP_CONFORMANCE_SCENARIO is not set"
            case .badContext: "MCP_CONFORMANCE_CONTEXT is not a JSON object"
            case .missing(let name): "The context has no \(name.plainLine(limit: 60))"
            case .toolFailed(let name): "The tool \(name.plainLine(limit: 80)) failed"
            }
        }

        var hint: String? { nil }
        var exitStatus: ExitStatus { .local }
    }
}
