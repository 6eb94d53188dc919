internal import MintCore

/// One tool that can be used among ten whose marks break a rule each (M26-8).
enum InvalidToolHeaders {
    private static let keeps = "sep-2243-client-reject-invalid-tool"

    /// The tools, the schemas of their properties, and the rule that each breaks.
    private static let invalid: [(name: String, properties: [String: JSONValue], check: String)] = [
        ("invalid_empty_header", ["value": text("")], "sep-2243-x-mcp-header-not-empty"),
        ("invalid_object_header", ["data": typed("object", "Data")], "sep-2243-x-mcp-header-primitive-only"),
        ("invalid_array_header", ["items": typed("array", "Items")], "sep-2243-x-mcp-header-primitive-only"),
        ("invalid_null_header", ["nil": typed("null", "Nil")], "sep-2243-x-mcp-header-primitive-only"),
        (
            "invalid_duplicate_same_case", ["field1": text("Region"), "field2": text("Region")],
            "sep-2243-x-mcp-header-unique"
        ),
        (
            "invalid_duplicate_diff_case", ["field1": text("MyField"), "field2": text("myfield")],
            "sep-2243-x-mcp-header-unique"
        ),
        ("invalid_space_in_name", ["value": text("My Region")], "sep-2243-x-mcp-header-charset"),
        ("invalid_colon_in_name", ["value": text("Region:Primary")], "sep-2243-x-mcp-header-charset"),
        ("invalid_non_ascii_name", ["value": text("Région")], "sep-2243-x-mcp-header-charset"),
        ("invalid_control_char_name", ["value": text("Region\t1")], "sep-2243-x-mcp-header-charset"),
    ]

    static let scenario = ConformanceScenario(
        "http-invalid-tool-headers", versions: [.july2026], allowsClientError: true,
        expecting: [keeps] + invalid.map(\.check)
    ) { run in
        let seen = Shared<(listed: Bool, called: Set<String>)>((false, []))
        var setup = Setup.open(
            ModernSite(handlers) { message, _ in
                seen.update { seen in
                    if message.method == "tools/list" { seen.listed = true }
                    if message.method == "tools/call", let name = message.params["name"]?.text {
                        seen.called.insert(name)
                    }
                }
            })
        setup.finish = { _, checks in
            if !seen.value.listed { checks.add("sep-2243-invalid-tool-tools-list-gate", .failure) }
            checks.add(keeps, seen.value.called.contains("valid_tool") ? .success : .failure, "valid_tool")
            for tool in invalid {
                checks.add(tool.check, seen.value.called.contains(tool.name) ? .failure : .success, tool.name)
            }
        }
        return setup
    }

    private static func typed(_ type: String, _ header: String) -> JSONValue {
        ["type": .string(type), "x-mcp-header": .string(header)]
    }

    private static func text(_ header: String) -> JSONValue { typed("string", header) }

    private static func tool(_ name: String, _ properties: [String: JSONValue]) -> JSONValue {
        [
            "name": .string(name),
            "inputSchema": [
                "type": "object", "properties": .object(properties), "required": .texts(properties.keys.sorted()),
            ],
        ]
    }

    private static let handlers: [String: MCPHandler] = [
        "tools/list": { (_) throws(RPCRefusal) in
            let tools = [tool("valid_tool", ["region": text("Region")])] + invalid.map { tool($0.name, $0.properties) }
            return ["tools": .array(tools)]
        },
        "tools/call": { (_) throws(RPCRefusal) in MCPText.content("Tool call received") },
    ]
}
