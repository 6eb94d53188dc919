import HTTPTypes
import MintCore
import MintMCP
import TestSupport
import Testing

/// A client over a script, with everything that a test looks at afterwards.
struct Exchange {
    let transport: ScriptedTransport
    let tokens: ScriptedTokens
    let clock = ManualClock()
    let trace = TraceLog()
    let client: MCPClient

    init(
        tokens: ScriptedTokens = ScriptedTokens("tok-1"), limit: Int = 1 << 20, timeouts: MCPTimeouts = MCPTimeouts(),
        _ script: @escaping ScriptedTransport.Script
    ) throws {
        let server = try #require(HTTPURL("https://mcp.example/mcp?x=1"))
        transport = ScriptedTransport(script)
        self.tokens = tokens
        client = MCPClient(
            server: server, transport: transport, tokens: tokens, identity: ClientIdentity(version: "1.2.3"),
            timeouts: timeouts, answerLimit: limit, clock: clock, trace: { [trace] in trace.note($0) })
    }
}

/// What well-behaved servers answer.
enum Server {
    static let discovery: JSONValue = [
        "resultType": "complete", "supportedVersions": ["2026-07-28", "2025-11-25"],
        "capabilities": ["extensions": ["io.modelcontextprotocol/oauth-client-credentials": [:]]],
        "instructions": "Be\u{1B}[31m kind\nplease",
        "_meta": ["io.modelcontextprotocol/serverInfo": ["name": "mod\u{202E}ern", "version": "9\n"]],
    ]

    static func initialized(_ version: String = "2025-11-25") -> JSONValue {
        [
            "protocolVersion": .string(version), "capabilities": ["tools": [:]],
            "serverInfo": ["name": "old", "version": "1"],
        ]
    }

    static func tools(_ names: String...) -> JSONValue {
        ["tools": .array(names.map { ["name": .string($0), "inputSchema": ["type": "object"]] })]
    }

    static let text: JSONValue = ["resultType": "complete", "content": [["type": "text", "text": "done"]]]

    /// A modern server with a tool `echo`.
    static func modern(_ request: ScriptedRequest) -> ScriptedAnswer {
        switch request.method {
        case "server/discover": request.result(discovery)
        case "tools/list": request.result(tools("echo"))
        case "tools/call": request.result(text)
        default: request.failure(404, -32601, "unknown method")
        }
    }

    /// A legacy server that keeps sessions and answers as the TypeScript SDK does (ERA-5).
    static func legacy(_ request: ScriptedRequest) -> ScriptedAnswer {
        switch request.method {
        case "initialize": request.result(initialized(), headers: sessionHeaders("s-1"))
        case "notifications/initialized", "notifications/cancelled", "(response)": .body(202)
        case "DELETE": .body(200)
        case _ where request.header("Mcp-Session-Id") == nil:
            request.failure(400, -32000, "Bad Request: Mcp-Session-Id header is required")
        case "tools/list": request.result(tools("echo"))
        case "tools/call": request.result(text)
        default: request.failure(200, -32601, "Method not found")
        }
    }

    static func sessionHeaders(_ id: String) -> HTTPFields {
        HTTPField.Name("Mcp-Session-Id").map { [$0: id] } ?? [:]
    }
}
