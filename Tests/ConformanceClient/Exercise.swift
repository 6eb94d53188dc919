import MintCore
import MintHTTP
import MintMCP

/// What a scenario wants done once the client is connected.
struct Exercise: Sendable {
    let assignment: Assignment

    func run(transport: AsyncHTTPTransport, tokens: any TokenSource) async throws {
        let client = MCPClient(
            server: assignment.server, transport: transport, tokens: tokens,
            identity: ClientIdentity(name: "mintmark-conformance", version: "1"))
        try await client.withConnection(preferring: assignment.version) { connection in
            let listing = try await connection.listTools()
            for (name, arguments) in calls(listing) {
                let result = try await connection.callTool(name, arguments: arguments)
                if result.isError { throw Assignment.Misfit.toolFailed(name) }
            }
        }
    }

    /// The calls that the scenario looks at, of tools that the client is willing to call.
    private func calls(_ listing: ToolListing) -> [(String, [String: JSONValue])] {
        switch assignment.scenario {
        case "initialize", "request-metadata", "json-schema-ref-no-deref": []
        case "tools_call": [("add_numbers", ["a": 5, "b": 3])]
        case "http-custom-headers":
            (assignment.context["toolCalls"]?.items ?? []).map { call in
                (call["name"]?.text ?? "", call["arguments"]?.members ?? [:])
            }
        case "json-schema-2020-12-preservation":
            [
                (
                    "json_schema_echo",
                    ["schema": listing.tool(named: "json_schema_2020_12_tool")?.inputSchema ?? .null]
                )
            ]
        default:
            listing.tools.map { tool in
                (tool.name, Dictionary(uniqueKeysWithValues: tool.parameters.map { ($0.name, "any") }))
            }
        }
    }
}
