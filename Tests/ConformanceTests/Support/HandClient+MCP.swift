import ConformanceServers
import MintCore

extension HandClient {
    /// One MCP message at the run's revision, with the token where there is one.
    func message(
        _ method: String, _ params: [String: JSONValue], _ more: [(String, String)] = []
    ) async throws -> Web.Reply {
        let id = await memory.update { content in
            content.id += 1
            return content.id
        }
        var params = params
        var headers = [("Accept", "application/json, text/event-stream")] + more
        let version = running.version
        if habits.sendsVersionHeader, method != "initialize" {
            headers.append(("MCP-Protocol-Version", version.rawValue))
        }
        if !version.isStateful {
            var meta: [String: JSONValue] = [
                "io.modelcontextprotocol/protocolVersion": .string(version.rawValue),
                "io.modelcontextprotocol/clientCapabilities": [:],
            ]
            if habits.clientInfo { meta["io.modelcontextprotocol/clientInfo"] = ["name": "hand", "version": "1"] }
            params["_meta"] = .object(meta)
            if habits.mirrorsMethod { headers.append(("Mcp-Method", method)) }
            if let name = params["name"]?.text ?? params["uri"]?.text { headers.append(("Mcp-Name", name)) }
        }
        headers += try await credentials()
        var body: [String: JSONValue] = ["jsonrpc": "2.0", "method": .string(method), "params": .object(params)]
        if !method.hasPrefix("notifications/") { body["id"] = .int(id) }
        return try await web.post(running.url, json: .object(body), headers)
    }

    private func credentials() async throws -> [(String, String)] {
        let content = await memory.content
        guard let token = content.token else { return [] }
        guard content.isBound else { return [("Authorization", "Bearer \(token)")] }
        let proof = try await proof(
            method: "POST", url: running.url, token: token, nonce: content.resourceNonce,
            repeating: habits.repeatsProof)
        return [("Authorization", "\(habits.presentsAs) \(token)"), ("DPoP", proof)]
    }

    /// The scenarios without authorization.
    func exercise() async throws {
        switch running.scenario {
        case "initialize": _ = try await message("initialize", Self.greeting)
        case "sse-retry": try await comeBack()
        case "request-metadata":
            let refusal = try await message("tools/list", [:])
            if refusal.status == 400, habits.retriesVersion { _ = try await message("tools/list", [:]) }
        case "http-custom-headers": try await callWithHeaders()
        case "http-invalid-tool-headers": try await callTools()
        case "json-schema-ref-no-deref": try await readReferences()
        case "json-schema-2020-12-preservation": try await echoSchema()
        case "tools_call":
            _ = try await message("tools/list", [:])
            let arguments = JSONValue(bytes: Array(habits.arguments.utf8)) ?? .null
            _ = try await message("tools/call", ["name": "add_numbers", "arguments": arguments])
        default:
            _ = try await message("tools/list", [:])
            _ = try await message("tools/call", ["name": "test_headers", "arguments": [:]])
        }
    }

    private func comeBack() async throws {
        _ = try await message("initialize", Self.greeting)
        let first = try await message("tools/call", ["name": "test_reconnection", "arguments": [:]])
        let text = String(decoding: first.body, as: UTF8.self)
        guard text.hasPrefix("id: event-1\nretry: 500\n"), habits.comesBack else { return }
        try await Task.sleep(for: .milliseconds(500))
        let headers =
            [("Accept", "text/event-stream")] + (habits.sendsLastEventID ? [("Last-Event-ID", "event-1")] : [])
        try await web.firstMessage(running.url, headers)
    }

    private func callWithHeaders() async throws {
        _ = try await message("tools/list", [:])
        let marks = [
            "region": "Region", "priority": "Priority", "verbose": "Verbose", "debug": "Debug",
            "empty_val": "EmptyVal", "method_val": "Method", "non_ascii_val": "NonAscii",
            "whitespace_val": "Whitespace", "leading_space_val": "LeadingSpace",
            "trailing_space_val": "TrailingSpace", "internal_space_val": "InternalSpace",
            "control_char_val": "ControlChar", "crlf_val": "CrLf", "tab_val": "Tab",
        ]
        for call in running.context?["toolCalls"]?.items ?? [] {
            let arguments = call["arguments"]?.members ?? [:]
            var headers: [(String, String)] = []
            for (name, value) in arguments where habits.mirrorsArguments {
                if value == .null, habits.mirrorsNull { headers.append(("Mcp-Param-\(marks[name] ?? "")", "null")) }
                guard value != .null, let mark = marks[name] else { continue }
                headers.append(("Mcp-Param-\(mark)", headerText(value)))
            }
            _ = try await message(
                "tools/call", ["name": call["name"] ?? .null, "arguments": .object(arguments)], headers)
        }
    }

    private func headerText(_ value: JSONValue) -> String {
        guard let text = value.text else { return value.serialized() }
        let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && text.first != " " && text.last != " "
        if isPlain { return text }
        return habits.wrapsArguments ? "=?base64?\(base64(text))?=" : text.filter { $0.isASCII && !$0.isNewline }
    }

    private func callTools() async throws {
        let reply = try await message("tools/list", [:])
        for tool in reply.json?["result"]?["tools"]?.items ?? [] {
            let name = tool["name"]?.text ?? ""
            if name == "valid_tool" || habits.callsInvalidTools {
                _ = try await message("tools/call", ["name": .string(name), "arguments": [:]])
            }
        }
    }

    private func readReferences() async throws {
        let reply = try await message("tools/list", [:])
        let properties = reply.json?["result"]?["tools"]?.items?.first?["inputSchema"]?["properties"]
        guard let reference = properties?["profile"]?["$ref"]?.text else { throw Stopped(why: "no schema came") }
        if habits.fetchesReferences { _ = try await web.get(reference) }
    }

    private func echoSchema() async throws {
        let reply = try await message("tools/list", [:])
        var schema = reply.json?["result"]?["tools"]?.items?.first?["inputSchema"]?.members ?? [:]
        if habits.stripsSchema { for key in ["$schema", "allOf", "if"] { schema[key] = nil } }
        _ = try await message(
            "tools/call", ["name": "json_schema_echo", "arguments": ["schema": .object(schema)]])
    }
}
