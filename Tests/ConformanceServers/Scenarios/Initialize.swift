internal import HTTPTypes
internal import MintCore

/// The handshake (M25-1).
enum Initialize {
    private static let check = "mcp-client-initialization"

    static let scenario = ConformanceScenario(
        "initialize", versions: [.june2025, .november2025], expecting: [check]
    ) { run in
        var setup = Setup.open(InitializeSite(run: run, check: check))
        setup.finish = { _, checks in checks.demand(check, note: "there was no handshake") }
        return setup
    }
}

private struct InitializeSite: Site {
    let run: Run
    let check: String

    private static let negotiable = ["2025-06-18", "2025-11-25", "2026-07-28"]

    func respond(to request: Incoming) async -> Answer? {
        guard let message = RPCMessage(JSONValue(bytes: request.body)) else {
            return RPCRefusal(code: -32700, message: "Parse error").answer(id: nil, status: .badRequest)
        }
        switch message.method {
        case "initialize":
            let version = message.params["protocolVersion"]?.text ?? ""
            judge(message, version)
            return .json(
                message.result([
                    "protocolVersion": .string(
                        Self.negotiable.contains(version) ? version : WireVersion.november2025.rawValue),
                    "serverInfo": ["name": "test-server", "version": "1.0.0"], "capabilities": [:],
                ]))
        case "tools/list": return .json(message.result(["tools": []]))
        default: return .json(message.result([:]))
        }
    }

    private func judge(_ message: RPCMessage, _ version: String) {
        let info = message.params["clientInfo"]
        var faults: [String] = []
        if !Self.negotiable.contains(version) { faults.append("protocolVersion is \(version)") }
        if (info?["name"]?.text ?? "").isEmpty { faults.append("clientInfo has no name") }
        if (info?["version"]?.text ?? "").isEmpty { faults.append("clientInfo has no version") }
        run.record(check, when: faults.isEmpty, faults.joined(separator: "; "))
        run.record("server-info", .info)
    }
}
