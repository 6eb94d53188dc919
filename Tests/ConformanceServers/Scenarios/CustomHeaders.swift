internal import FoundationEssentials
internal import HTTPTypes
internal import MintCore

/// Arguments that a schema wants in headers too, with everything that a header cannot carry as it is (M26-8, M26-9).
enum CustomHeaders {
    private static let supports = "sep-2243-client-supports-custom-headers"
    private static let mirrors = "sep-2243-client-mirrors-designated-params"
    private static let encodes = "sep-2243-client-encode-values"
    private static let wraps = "sep-2243-client-base64-unsafe"
    private static let omits = "sep-2243-client-omit-null"
    private static let all = [supports, mirrors, encodes, wraps, omits]

    /// Property, type and header of the first tool's arguments; no header where none is wanted.
    private static let parameters: [(property: String, type: String, header: String?, value: JSONValue)] = [
        ("region", "string", "Region", "us-west1"), ("priority", "integer", "Priority", 42),
        ("verbose", "boolean", "Verbose", false), ("debug", "boolean", "Debug", true),
        ("empty_val", "string", "EmptyVal", ""), ("method_val", "string", "Method", "test-method"),
        ("float_val", "number", nil, .double(3.14159)), ("non_ascii_val", "string", "NonAscii", "Hello, 世界"),
        ("whitespace_val", "string", "Whitespace", " padded "),
        ("leading_space_val", "string", "LeadingSpace", " us-west1"),
        ("trailing_space_val", "string", "TrailingSpace", "us-west1 "),
        ("internal_space_val", "string", "InternalSpace", "us west 1"),
        ("control_char_val", "string", "ControlChar", "line1\nline2"),
        ("crlf_val", "string", "CrLf", "line1\r\nline2"), ("tab_val", "string", "Tab", "\tindented"),
        ("query", "string", nil, "SELECT * FROM users"),
    ]

    static let scenario = ConformanceScenario(
        "http-custom-headers", versions: [.july2026], expecting: all
    ) { run in
        var setup = Setup.open(ModernSite(handlers) { message, request in judge(message, request, run) })
        setup.context = { _ in ["toolCalls": calls] }
        setup.finish = { _, checks in
            for id in all { checks.demand(id, note: "no call gave an opportunity") }
        }
        return setup
    }

    private static var calls: JSONValue {
        [
            [
                "name": "test_custom_headers",
                "arguments": .object(Dictionary(uniqueKeysWithValues: parameters.map { ($0.property, $0.value) })),
            ],
            [
                "name": "test_custom_headers_null",
                "arguments": ["region": "us-east1", "priority": 1, "verbose": .null, "query": "SELECT 1"],
            ],
        ]
    }

    private static func tool(_ name: String, _ properties: [(String, String, String?)]) -> JSONValue {
        let schemas = properties.map { property, type, header in
            var schema: [String: JSONValue] = ["type": .string(type)]
            schema["x-mcp-header"] = header.map(JSONValue.string)
            return (property, JSONValue.object(schema))
        }
        return [
            "name": .string(name),
            "inputSchema": [
                "type": "object", "properties": .object(Dictionary(uniqueKeysWithValues: schemas)),
                "required": ["region", "priority", "query"],
            ],
        ]
    }

    private static let handlers: [String: MCPHandler] = [
        "tools/list": { (_) throws(RPCRefusal) in
            [
                "tools": [
                    tool("test_custom_headers", parameters.map { ($0.property, $0.type, $0.header) }),
                    tool(
                        "test_custom_headers_null",
                        [
                            ("region", "string", "Region"), ("priority", "integer", "Priority"),
                            ("verbose", "boolean", "Verbose"), ("query", "string", nil),
                        ]),
                ]
            ]
        },
        "tools/call": { (_) throws(RPCRefusal) in MCPText.content("Custom headers test completed") },
    ]

    private static func judge(_ message: RPCMessage, _ request: Incoming, _ run: Run) {
        guard message.method == "tools/call" else { return }
        switch message.params["name"]?.text {
        case "test_custom_headers":
            let hasAny = request.headers.contains { $0.name.canonicalName.hasPrefix("mcp-param-") }
            run.record(supports, when: hasAny, "there is no Mcp-Param header")
            let arguments = message.params["arguments"]
            for parameter in parameters {
                guard let header = parameter.header else { continue }
                judge(request.header("Mcp-Param-" + header), header, arguments?[parameter.property], run)
            }
            for unwanted in ["FloatVal", "Query"] {
                let value = request.header("Mcp-Param-" + unwanted)
                run.record(mirrors, when: value == nil, "Mcp-Param-\(unwanted) was sent although no mark asks for it")
            }
        case "test_custom_headers_null":
            run.record(
                omits, when: request.header("Mcp-Param-Verbose") == nil, "Mcp-Param-Verbose was sent for a null")
        default: break
        }
    }

    private static func judge(_ given: String?, _ header: String, _ argument: JSONValue?, _ run: Run) {
        let text: String
        let isNumber: Bool
        switch argument {
        case .string(let value): (text, isNumber) = (value, false)
        case .bool(let value): (text, isNumber) = (value ? "true" : "false", false)
        case .int(let value): (text, isNumber) = (String(value), true)
        case .double(let value): (text, isNumber) = (String(value), true)
        default: return
        }
        let isText = argument?.text != nil
        let id = isText ? needsWrapping(text) ? wraps : mirrors : encodes
        guard let given else { return run.record(id, .failure, "Mcp-Param-\(header) is missing") }
        let unwrapped = unwrap(given)
        guard !needsWrapping(text) || unwrapped != nil else {
            return run.record(id, .failure, "Mcp-Param-\(header) is not in base64")
        }
        let value = unwrapped ?? given
        let isSame = isNumber ? Double(value) == Double(text) : value == text
        run.record(id, when: isSame, "Mcp-Param-\(header) is \(given.debugDescription)")
    }

    private static func needsWrapping(_ text: String) -> Bool {
        text.utf8.contains { !(0x20...0x7E).contains($0) } || text.first == " " || text.last == " "
    }

    private static func unwrap(_ value: String) -> String? {
        guard value.hasPrefix("=?base64?"), value.hasSuffix("?=") else { return nil }
        return Data(base64Encoded: String(value.dropFirst(9).dropLast(2))).map { String(decoding: $0, as: UTF8.self) }
    }
}
