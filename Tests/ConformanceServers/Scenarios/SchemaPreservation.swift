internal import MintCore

/// A tool's schema with the whole vocabulary of JSON Schema 2020-12, which the client has to hand back (W-8).
enum SchemaPreservation {
    private static let focal = "json_schema_2020_12_tool"
    private static let echo = "json_schema_echo"
    private static let found = "json-schema-2020-12-client-tool-found"
    private static let echoed = "json-schema-2020-12-client-echo-completed"

    /// The checks of single keywords, those that every revision wants before those that came with 2026-07-28.
    private static let always: [(id: String, isKept: @Sendable (JSONValue) -> Bool)] = [
        ("json-schema-2020-12-client-$schema-preserved", { $0["$schema"]?.text == dialect }),
        ("json-schema-2020-12-client-$defs-preserved", { $0["$defs"]?["address"] != nil }),
        ("json-schema-2020-12-client-additionalProperties-preserved", { $0["additionalProperties"] == false }),
    ]
    private static let since2026: [(id: String, isKept: @Sendable (JSONValue) -> Bool)] = [
        (
            "sep-2106-client-composition-keywords-preserved",
            { $0["allOf"]?.items?.contains { $0["anyOf"]?.items != nil } ?? false }
        ),
        (
            "sep-2106-client-conditional-keywords-preserved",
            { schema in ["if", "then", "else"].allSatisfy { schema[$0] != nil } }
        ),
        ("sep-2106-client-anchor-keyword-preserved", { $0["$defs"]?["address"]?["$anchor"] != nil }),
    ]

    static let scenario = ConformanceScenario(
        "json-schema-2020-12-preservation", versions: CodeFlow.sinceNovember2025,
        expecting: [found, echoed] + (always + since2026).map(\.id)
    ) { run in
        let site = OpenMCP(run: run, handlers: handlers)
        return Setup(
            sites: [.server: site], finish: { run, checks in judge(site.requests.value, run.version, &checks) })
    }

    private static func judge(_ requests: [RPCMessage], _ version: WireVersion, _ checks: inout [Check]) {
        let wasListed = requests.contains { $0.method == "tools/list" }
        checks.add(found, wasListed ? .success : .failure)
        let call = requests.last { $0.method == "tools/call" && $0.params["name"]?.text == echo }
        guard let schema = call?.params["arguments"]?["schema"], schema.members != nil else {
            checks.add(echoed, .failure, "no schema came back")
            for (id, _) in always + since2026 { checks.add(id, .skipped) }
            return
        }
        checks.add(echoed, .success)
        for (id, isKept) in always { checks.add(id, isKept(schema) ? .success : .failure) }
        for (id, isKept) in since2026 {
            checks.add(id, isKept(schema) ? .success : version.isStateful ? .skipped : .failure)
        }
    }

    private static let handlers: [String: MCPHandler] = [
        "tools/list": { (_) throws(RPCRefusal) in
            let open: JSONValue = [
                "type": "object", "properties": ["schema": ["type": "object"]], "required": ["schema"],
            ]
            return [
                "tools": [
                    ["name": .string(focal), "inputSchema": fixture], ["name": .string(echo), "inputSchema": open],
                ]
            ]
        },
        "tools/call": { (params) throws(RPCRefusal) in
            switch params["name"]?.text {
            case echo, focal: return MCPText.content("ok")
            default: throw RPCRefusal(code: -32603, message: "Unknown tool")
            }
        },
    ]

    private static let dialect = "https://json-schema.org/draft/2020-12/schema"
    private static let text: JSONValue = ["type": "string"]

    private static let fixture: JSONValue = [
        "$schema": .string(dialect), "type": "object",
        "$defs": [
            "address": [
                "$anchor": "addressDef", "type": "object", "properties": ["street": text, "city": text],
            ]
        ],
        "properties": [
            "name": text, "address": ["$ref": "#/$defs/address"],
            "contactMethod": ["type": "string", "enum": ["phone", "email"]], "phone": text, "email": text,
        ],
        "allOf": [["anyOf": [["required": ["phone"]], ["required": ["email"]]]]],
        "if": ["properties": ["contactMethod": ["const": "phone"]], "required": ["contactMethod"]],
        "then": ["required": ["phone"]], "else": ["required": ["email"]], "additionalProperties": false,
    ]
}
