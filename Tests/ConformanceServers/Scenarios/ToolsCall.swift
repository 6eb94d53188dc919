internal import MintCore

/// A tool with two numbers (M25-10, M26-17).
enum ToolsCall {
    private static let check = "tool-add-numbers"

    static let scenario = ConformanceScenario(
        "tools_call", versions: [.june2025, .november2025, .july2026], expecting: [check]
    ) { run in
        let site = OpenMCP(run: run, handlers: handlers)
        return Setup(
            sites: [.server: site],
            finish: { _, checks in
                let call = site.requests.value.first { $0.method == "tools/call" }
                let arguments = call?.params["arguments"]
                let isRight = number(arguments?["a"]) != nil && number(arguments?["b"]) != nil
                checks.add(check, isRight ? .success : .failure, isRight ? "" : "the tool was not called with numbers")
            })
    }

    private static let handlers: [String: MCPHandler] = [
        "tools/list": { (_) throws(RPCRefusal) in
            [
                "tools": [
                    [
                        "name": "add_numbers", "description": "Adds two numbers",
                        "inputSchema": [
                            "type": "object",
                            "properties": [
                                "a": ["type": "number", "description": "The first"],
                                "b": ["type": "number", "description": "The second"],
                            ],
                            "required": ["a", "b"],
                        ],
                    ]
                ]
            ]
        },
        "tools/call": { (params) throws(RPCRefusal) in
            guard params["name"] == "add_numbers" else { throw RPCRefusal(code: -32603, message: "Unknown tool") }
            let sum = (number(params["arguments"]?["a"]) ?? 0) + (number(params["arguments"]?["b"]) ?? 0)
            return MCPText.content("The sum is \(sum)")
        },
    ]

    private static func number(_ value: JSONValue?) -> Double? {
        switch value {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }
}
