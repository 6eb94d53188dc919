import MintCore

/// What MCP servers send.
extension Dice {
    mutating func eventStream() -> [UInt8] {
        var stream: [UInt8] = once(in: 8) ? [0xEF, 0xBB, 0xBF] : []
        let end = pick(["\n", "\r", "\r\n"])
        for _ in 0..<count(12, rarely: 2000) {
            let line = pick([
                "", "", "data: {\"jsonrpc\":\"2.0\"}", "data", "data:", ": comment", "event: ping", "event:", "id: 7",
                "id: \0",
                "id", "retry: 3000", "retry: 99999999999999999999", "retry: -1", "retry: ٣", " data: x", "data : x",
                "data:\u{FEFF}",
                "data: " + text(), text(),
            ])
            stream += (line + (once(in: 10) ? pick(["\n", "\r", "\r\n"]) : end)).utf8
        }
        return maybeMutated(stream)
    }

    mutating func message() -> JSONValue {
        let failure = object([
            Member("code", -32601, -32020, -32022, .int(.min), .double(1.5)), Member("message", "no", "\u{1B}[31m\n\n"),
            Member("data", ["supported": ["2026-07-28", 1]], ["requiredCapabilities": ["\u{202E}": 1]]),
        ])
        let item = object([
            Member("type", "text", "image", "resource", "resource_link", "\u{9B}"),
            Member("text", "done\r\n\u{85}x\u{2028}y", "é"),
            Member("data", "AAAA"), Member("mimeType", "image/png\u{1B}"), Member("uri", "file:///x", .string(text())),
            Member("resource", ["uri": "x", "text": .string(text()), "type": "resource"]),
        ])
        let result = object([
            Member("content", [item], []), Member("isError", true, false), Member("structuredContent", value()),
            Member("serverInfo", ["name": .string(text()), "version": .string(text())]),
            Member("instructions", .string(text())),
            Member("capabilities", [:], ["extensions": []]),
        ])
        return object([
            Member("jsonrpc", "2.0", "2.0", "1.0"), Member("id", 1, "1", .null, -7, .int(.max)),
            Member("method", "ping", "notifications/message"), Member("result", result), Member("error", failure),
        ])
    }

    mutating func tool() -> JSONValue {
        object(
            [
                Member("title", .string(text())), Member("description", .string(text() + "\r\n" + text())),
                Member("annotations", ["readOnlyHint": true, "title": .string(text())]),
                Member("execution", ["taskSupport": "required"]),
            ],
            always: [Member("name", "echo", .string(text())), Member("inputSchema", schema(depth: 4))])
    }

    private mutating func schema(depth: Int) -> JSONValue {
        var members: [String: JSONValue] = [
            "type": pick(["object", "string", "integer", ["string", "null"], ["string", "integer"]])
        ]
        if once(in: 2) {
            members["x-mcp-header"] = .string(pick(["Tenant", "tenant", "a b", "é", "X-" + token(), text()]))
        }
        if once(in: 12) { members["x-mcp-header"] = value() }
        guard depth > 0 else { return .object(members) }
        var properties: [String: JSONValue] = [:]
        for _ in 0..<count(3, rarely: 300) { properties[token()] = schema(depth: once(in: 3) ? depth - 1 : 0) }
        members["properties"] = .object(properties)
        let keyword = pick(["items", "not", "additionalProperties", "if", "contains"])
        if once(in: 6) { members[keyword] = schema(depth: depth - 1) }
        if once(in: 6) { members[pick(["anyOf", "items", "allOf"])] = [schema(depth: depth - 1)] }
        if once(in: 6) { members[pick(["$defs", "patternProperties"])] = [token(): schema(depth: depth - 1)] }
        if once(in: 20) { members["required"] = value() }
        if once(in: 100) { members["not"] = (0..<below(80)).reduce(["type": "string"]) { inner, _ in ["not": inner] } }
        return .object(members)
    }

    mutating func argument() -> String {
        let key = pick([token(), "a", text()])
        let values = [
            "1", "-1", "99999999999999999999", "1e999", "{", "[1,2]", "\"x\"", "null", text(), "{\"a\":{\"b\":[]}}",
        ]
        if once(in: 12) { return maybeMutated("  {\"a\": 1}") }
        return maybeMutated(key + pick([":=", "=", ":", "", "==", " ="]) + pick(values))
    }
}
