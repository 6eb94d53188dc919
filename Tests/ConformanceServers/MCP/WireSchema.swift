internal import HTTPTypes
internal import MintCore

/// The shape that a client's messages must have, as far as the scenarios see them (M25-1, M26-3, W-1).
enum WireSchema {
    /// What is wrong with a message, in words; empty for a sound one.
    static func faults(in value: JSONValue, at version: WireVersion) -> [String] {
        guard value.members != nil else { return ["it is not an object"] }
        var faults: [String] = []
        func demand(_ condition: Bool, _ fault: String) { if !condition { faults.append(fault) } }
        demand(value["jsonrpc"] == "2.0", "jsonrpc is not 2.0")
        demand(value["method"]?.text != nil, "there is no method")
        demand(value["id"].map { $0.text != nil || $0.integer != nil } ?? true, "id is neither text nor whole number")
        demand(value["params"].map { $0.members != nil } ?? true, "params is not an object")
        let params = value["params"]
        switch value["method"]?.text {
        case "initialize" where version.isStateful:
            demand(params?["protocolVersion"]?.text != nil, "initialize has no protocolVersion")
            demand(params?["capabilities"]?.members != nil, "initialize has no capabilities")
            demand(params?["clientInfo"]?["name"]?.text != nil, "clientInfo has no name")
            demand(params?["clientInfo"]?["version"]?.text != nil, "clientInfo has no version")
        case "tools/call":
            demand(params?["name"]?.text != nil, "tools/call has no name")
            demand(params?["arguments"].map { $0.members != nil } ?? true, "arguments is not an object")
        default: break
        }
        if !version.isStateful, value["id"] != nil {
            let meta = params?["_meta"]
            demand(meta?[RPCMessage.protocolVersion]?.text != nil, "_meta has no protocolVersion")
            demand(meta?[RPCMessage.clientCapabilities]?.members != nil, "_meta has no clientCapabilities")
        }
        return faults
    }
}

/// An MCP server without authentication that keeps what it was asked.
struct OpenMCP: Site {
    let run: Run
    let handlers: [String: MCPHandler]
    let requests = Shared<[RPCMessage]>([])

    func respond(to request: Incoming) async -> Answer? {
        guard request.path == "/mcp", request.method == .post else { return nil }
        if let message = request.json.flatMap({ RPCMessage($0) }) { requests.update { $0.append(message) } }
        return await run.version.endpoint(handlers).respond(to: request)
    }
}

/// Looks at the shape of everything that a server without authentication is asked, whatever it answers.
struct ShapeWatch: Site {
    let run: Run
    let site: any Site

    static let check = "wire-schema-valid"

    func respond(to request: Incoming) async -> Answer? {
        if request.method == .post, let value = request.json {
            let faults = WireSchema.faults(in: value, at: version(of: request))
            run.recordGravest(Self.check, faults.isEmpty ? .success : .failure, faults.joined(separator: "; "))
        }
        return await site.respond(to: request)
    }

    /// A client of a stateful server may have agreed on another revision than the run's.
    private func version(of request: Incoming) -> WireVersion {
        guard run.version.isStateful else { return run.version }
        guard let named = request.header("MCP-Protocol-Version") else { return .march2025 }
        return WireVersion(rawValue: named) ?? run.version
    }
}

extension ConformanceScenario {
    /// The same scenario, with an eye on the shape of each message.
    var watchingShapes: ConformanceScenario {
        let (expected, prepare) = (expectedChecks(at:), prepare)
        return ConformanceScenario(
            name, versions: versions, allowsClientError: allowsClientError,
            expecting: { expected($0) + [ShapeWatch.check] }
        ) { run in
            var setup = try prepare(run)
            setup.sites[.server] = setup.sites[.server].map { ShapeWatch(run: run, site: $0) }
            return setup
        }
    }
}
