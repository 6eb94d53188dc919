import HTTPTypes

@testable import MintCore
@testable import MintMCP

extension Target {
    /// Event streams, cut into pieces anywhere.
    static let events = Target("events") { one in
        let bytes = one.dice.eventStream()
        one.note(bytes)
        var whole = EventStreamParser()
        let events = whole.feed(bytes)
        var parts = EventStreamParser()
        var found: [ServerSentEvent] = []
        var rest = bytes[...]
        let longest = one.dice.pick([1, 3, 64, 4096])
        while !rest.isEmpty {
            let piece = rest.prefix(1 + one.dice.below(longest))
            found += parts.feed(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        one.expectEqual(found, events, "in pieces")
        one.expectEqual(parts.lastEventID, whole.lastEventID, "the last id")
        one.expectEqual(parts.retry, whole.retry, "the wait")
        one.expect((whole.retry ?? 0) >= 0, "a wait of \(whole.retry ?? 0) ms")
        one.expect(
            events.allSatisfy { !$0.type.utf8.contains(0x0A) && !$0.type.utf8.contains(0x0D) }, "a line break in a type"
        )
        var again = EventStreamParser()
        one.expectEqual(again.feed(events.flatMap(\.written)), events, "written out and read again")
    }

    /// JSON-RPC messages, alone and in batches.
    static let message = Target("message") { one in
        let value = one.dice.message()
        let body = one.dice.written(one.dice.once(in: 5) ? [value, one.dice.message()] : value)
        one.note(body)
        guard let messages = IncomingMessage.all(in: body) else { return }
        one.expect(!messages.isEmpty, "no message in a batch")
        for message in messages {
            switch message {
            case .failure(_, let failure):
                one.expectPlain(failure.message, limit: 300, "the message")
                one.expectFit(MCPError.refused(host: "mcp.example", method: "tools/call", failure))
                _ = failure.supportedVersions
            case .result(let id, let result):
                one.expect(id != .null, "an answer to nothing")
                one.expect(!message.answers(-7) || id.integer == -7, "an answer to another request")
                let server = ServerDescription(protocolVersion: "2026-07-28", answer: result)
                one.expectPlain(server.name ?? "", limit: 100, "the server's name")
                one.expectPlain(server.version ?? "", limit: 60, "the server's version")
                one.expectPlainLines(server.instructions ?? "", "the instructions")
                guard let answer = ToolResult(result) else { continue }
                one.expectPlainLines(answer.plainText, "the result")
            case .request, .notification: continue
            }
        }
    }

    /// Tools with schemas whose arguments travel in headers.
    static let tool = Target("tool") { one in
        let body = one.dice.written(one.dice.tool())
        one.note(body)
        guard let json = JSONValue(bytes: body), let tool = Tool(json) else { return }
        one.expectPlain(tool.label, limit: 128, "the label")
        one.expectPlain(tool.title ?? "", limit: 300, "the title")
        one.expectPlainLines(tool.description ?? "", "the description")
        _ = tool.parameters
        do throws(HeaderParameters.Invalid) {
            let marked = try HeaderParameters(schema: tool.inputSchema)
            one.expectEqual(try HeaderParameters(schema: tool.inputSchema), marked, "read twice")
            let names = marked.parameters.map { $0.header.lowercased() }
            one.expectEqual(Set(names).count, names.count, "headers without doubles")
            one.tryHeaders(marked)
        } catch {
            one.expectPlain(error.reason, limit: 300, "the reason")
        }
    }

    /// Arguments of a tool as an operator types them.
    static let arguments = Target("arguments") { one in
        let words = (0..<one.dice.count(4, rarely: 500)).map { _ in one.dice.argument() }
        one.note(words.joined(separator: "\n"))
        do {
            let arguments = try ToolArguments.parse(words)
            let text = JSONValue.object(arguments).serialized()
            one.expectEqual(JSONValue(bytes: Array(text.utf8))?.members, arguments, "written out and read again")
        } catch {
            one.expectFit(error)
        }
    }
}

extension Case {
    fileprivate mutating func tryHeaders(_ marked: HeaderParameters) {
        var arguments: [String: JSONValue] = [:]
        for parameter in marked.parameters {
            let inner = dice.once(in: 4) ? dice.value() : pickPrimitive()
            let value = parameter.path.dropFirst().reversed().reduce(inner) { [$1: $0] }
            if let name = parameter.path.first { arguments[name] = value }
        }
        do throws(HeaderParameters.Unsendable) {
            for field in try marked.headers(for: arguments) {
                let isSafe = field.value.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }
                expect(isSafe, "header \(field.name): \(field.value.debugDescription)")
            }
        } catch {
            expectPlain(error.name, limit: 60, "the name")
        }
    }

    private mutating func pickPrimitive() -> JSONValue { dice.once(in: 3) ? dice.number() : .string(dice.text()) }
}

extension ServerSentEvent {
    fileprivate var written: [UInt8] {
        let lines = data.split(separator: 0x0A, omittingEmptySubsequences: false)
        return Array("event: \(type)\n".utf8) + lines.flatMap { Array("data: ".utf8) + $0 + [0x0A] } + [0x0A]
    }
}
