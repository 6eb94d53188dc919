internal import HTTPTypes
internal import MintCore

/// Method and name of every request repeated in headers (M26-2).
enum StandardHeaders {
    private static let check = "sep-2243-client-includes-standard-headers"

    static let scenario = ConformanceScenario(
        "http-standard-headers", versions: [.july2026], expecting: [check]
    ) { run in
        .open(ModernSite(handlers) { message, request in judge(message, request, run) })
    }

    private static func judge(_ message: RPCMessage, _ request: Incoming, _ run: Run) {
        guard !message.method.isEmpty else { return }
        let method = request.header("Mcp-Method")
        run.record(check, when: method == message.method, "\(message.method): Mcp-Method is \(method ?? "missing")")
        let names = ["tools/call": "name", "prompts/get": "name", "resources/read": "uri"]
        guard let member = names[message.method] else { return }
        let name = request.header("Mcp-Name")
        run.record(
            check, when: !(name ?? "").isEmpty && name == message.params[member]?.text,
            "\(message.method): Mcp-Name is \(name ?? "missing")")
    }

    private static let empty: JSONValue = ["type": "object", "properties": [:], "required": []]

    private static let handlers: [String: MCPHandler] = [
        "tools/list": { (_) throws(RPCRefusal) in
            [
                "tools": [
                    ["name": "test_headers", "inputSchema": empty],
                    ["name": "my-hyphenated-tool", "inputSchema": empty],
                ]
            ]
        },
        "tools/call": { (_) throws(RPCRefusal) in MCPText.content("Headers test completed") },
        "resources/list": { (_) throws(RPCRefusal) in
            [
                "resources": [
                    ["uri": "file:///path/to/file%20name.txt", "name": "File with spaces"],
                    ["uri": "https://example.com/resource?id=123", "name": "Resource with query string"],
                ]
            ]
        },
        "resources/read": { (_) throws(RPCRefusal) in ["contents": []] },
        "prompts/list": { (_) throws(RPCRefusal) in ["prompts": [["name": "test_prompt"]]] },
        "prompts/get": { (_) throws(RPCRefusal) in ["messages": []] },
    ]
}
