import HTTPTypes

@testable import MintCore
@testable import MintMCP

extension Target {
    /// One small thing again and again, up to what an answer may hold: whoever does more than linear work hangs here.
    static let large = Target("large", share: 1) { one in
        let count = one.dice.within(1 << 12...1 << 19)
        switch one.dice.below(8) {
        case 0: one.readLargeJSON(one.dice.largeJSON(count))
        case 1: one.readLargeHeaders(one.dice.repeated(count))
        case 2: one.readLargeText(one.dice.repeated(count))
        case 3:
            var parser = EventStreamParser()
            let bytes = one.dice.repeated(count)
            one.note(bytes)
            _ = parser.feed(Array(bytes.utf8))
        case 4: one.readLargeTool(one.dice.within(1000...8000))
        case 5: one.readLargeToken(one.dice.repeated(min(count, 40_000)))
        case 6: one.readLargeAddress(one.dice.repeated(count))
        default: one.readLargeKey(one.dice.repeated(min(count, KeyFile.sizeLimit)))
        }
    }
}

extension Case {
    fileprivate mutating func readLargeJSON(_ bytes: [UInt8]) {
        note(bytes)
        guard let json = JSONValue(bytes: bytes) else { return }
        let text = json.serialized()
        expectEqual(JSONValue(bytes: Array(text.utf8)), json, "written out and read again")
        expectScopes(ProtectedResourceMetadata(json)?.scopesSupported)
        _ = IncomingMessage.all(in: bytes)
        _ = ToolResult(json)?.plainText
        let answer = TransportResponse(status: 400, body: bytes).without(Secret(Words.canary))
        expectPlain(answer.snippet, limit: 200, "the snippet")
    }

    fileprivate mutating func readLargeHeaders(_ line: String) {
        note(line)
        let lines = Array(repeating: line, count: 1 + dice.below(4))
        for challenge in Challenge.parse(lines) { expectScopes(challenge.scopes) }
        _ = RefusalWords(lines)
        var headers: HTTPFields = [:]
        for line in lines { headers.append(HTTPField(name: .cacheControl, value: line)) }
        _ = CacheRules.ruling(headers)
        _ = Timestamp(httpDate: line)
        _ = Timestamp(day: line)
    }

    fileprivate mutating func readLargeText(_ text: String) {
        note(text)
        expectPlain(text.plainLine(limit: 300), limit: 300, "the line")
        expectPlainLines(text.plainText(), "the lines")
        _ = FormEncoding.decode(text)
        _ = try? ToolArguments.parse(["a:=" + text, text])
    }

    fileprivate mutating func readLargeTool(_ count: Int) {
        note("\(count) marked arguments")
        let isSame = dice.once(in: 2)
        let properties = (0..<count).map { number -> (String, JSONValue) in
            ("p\(number)", ["type": "string", "x-mcp-header": .string(isSame && number > 0 ? "h1" : "h\(number)")])
        }
        let members = Dictionary(properties, uniquingKeysWith: { $1 })
        let tool: JSONValue = ["name": "t", "inputSchema": ["properties": .object(members)]]
        guard let tool = Tool(tool), let marked = try? HeaderParameters(schema: tool.inputSchema) else { return }
        expectEqual(marked.parameters.count, count, "all marks")
        let headers = try? marked.headers(for: members.mapValues { _ in "x" })
        expectEqual(headers?.count, count, "all headers")
    }

    fileprivate mutating func readLargeToken(_ text: String) {
        note(text)
        let payload = dice.once(in: 2) ? Array(text.utf8) : Array(("{" + text + "\"a\":1}").utf8)
        let reading = JWTClaims.read(Secret("eyJhIjoxfQ." + Base64URL.encode(payload) + "."))
        _ = JWTClaims.read(Secret(text))
        let verdict = PrincipalVerdict.judge(reading, clientID: "client", grant: .clientCredentials)
        for evidence in verdict.evidence { expectPlain(evidence.words, limit: 1000, "the evidence") }
    }

    fileprivate mutating func readLargeAddress(_ text: String) {
        note(text)
        guard let base = HTTPURL("https://as.example/a/b") else { return }
        for reference in [text, "/" + text, "https://as.example/" + text, "?" + text] {
            guard let target = base.resolving(reference) else { continue }
            _ = ResourceIdentifier.covers(target.text, server: target)
            _ = WellKnown.protectedResource(of: target)
        }
        guard let profile = Sample.profile(&dice) else { return }
        let request = AuthorizationRequest(
            profile, at: base, redirectURI: "http://127.0.0.1/", promisesIssuer: false, state: "state")
        _ = try? AuthorizationResponse("http://127.0.0.1/?state=state&code=" + text, to: request)
        _ = try? AuthorizationResponse(text, to: request)
    }

    fileprivate mutating func readLargeKey(_ text: String) {
        note(text)
        for front in ["", "0", "{", "-----BEGIN PRIVATE KEY-----\n"] {
            let file = Secret(front + text)
            _ = SigningKey.isEncrypted(file)
            do { _ = try SigningKey(file) } catch { expectFit(error) }
        }
    }
}

extension Dice {
    /// A few signs, repeated to a length in bytes.
    fileprivate mutating func repeated(_ length: Int) -> String {
        let parts = [
            "a", "\"", "\\", "=", ",", " ", "\n", "\r", "a=b,", "a=\"b\", ", "a,a=", "/..", "/.", "../", "&a=b", "%41",
            "+", ".",
            "data: x\n", "data\n\n", "id: 1\n", ":\n", "\"a\":1,", "\"a\":1,\"b\":2,", "\u{301}", "e\u{301}",
            "\u{202E}", "🇩🇪",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "0\u{3}\u{2}\u{1}\u{1}", "0", "A: b\n",
            "\t", "1", text(),
        ]
        let part = (0...below(2)).map { _ in pick(parts) }.joined()
        return String(repeating: part, count: max(1, length / max(part.utf8.count, 1)))
    }

    fileprivate mutating func largeJSON(_ length: Int) -> [UInt8] {
        let depth = below(130)
        let isObject = once(in: 2)
        let parts = ["\"\"", "1", "[]", "{}", "\"\\u002f\"", "{\"a\":\"b\"}", "1.5", "null", "\"é\""]
        let part = pick(parts)
        let middle = "[" + String(repeating: part + ",", count: length / (part.utf8.count + 1)) + part + "]"
        let front = pick([
            "", "{\"resource\":\"r\",\"scopes_supported\":", "{\"content\":",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":",
        ])
        let text =
            String(repeating: isObject ? "{\"a\":" : "[", count: depth) + middle
            + String(repeating: isObject ? "}" : "]", count: depth)
        return Array((front.isEmpty ? text : front + text + "}").utf8)
    }
}
