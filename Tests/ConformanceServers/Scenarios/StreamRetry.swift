internal import HTTPTypes
internal import MintCore

/// A stream that ends before the answer, and how the client comes back for it (M25-6).
public enum StreamRetry {
    /// How punctual a client must be.
    public struct Punctuality: Sendable {
        /// Too late is worth a warning after this.
        public var late: Duration
        /// And a failure after this.
        public var tooLate: Duration

        /// What the public suite demands of a wait of half a second.
        public static let suite = Punctuality(late: .milliseconds(700), tooLate: .seconds(1))
        /// For a machine that does a lot at once: only coming too early counts.
        public static let patient = Punctuality(late: .seconds(20), tooLate: .seconds(25))

        /// Coming back early breaks the rule, coming back late may be the network's doing.
        ///
        /// - Parameter delay: Since the stream ended; half a second was demanded.
        public func verdict(onReturnAfter delay: Duration) -> Check.Status {
            if delay < .milliseconds(450) || delay > tooLate { return .failure }
            return delay > late ? .warning : .success
        }
    }

    private static let reconnect = "client-sse-graceful-reconnect"
    private static let timing = "client-sse-retry-timing"
    private static let lastEvent = "client-sse-last-event-id"

    public static func scenario(_ punctuality: Punctuality) -> ConformanceScenario {
        ConformanceScenario("sse-retry", versions: [.november2025], expecting: [reconnect, timing, lastEvent]) { _ in
            let site = StreamRetrySite()
            var setup = Setup.open(site)
            setup.finish = { _, checks in judge(site.seen.value, punctuality, &checks) }
            return setup
        }
    }

    private static func judge(_ seen: StreamRetrySite.Seen, _ punctuality: Punctuality, _ checks: inout [Check]) {
        guard let returned = seen.returned else {
            return checks.add(reconnect, .failure, "the client did not come back")
        }
        checks.add(reconnect, .success)
        if let closed = seen.closed {
            let delay = returned - closed
            checks.add(
                timing, punctuality.verdict(onReturnAfter: delay), "after \(delay), with a wait of 0.5 s demanded")
        } else {
            checks.add(timing, .warning, "the client came back before the stream had ended")
        }
        checks.add(lastEvent, seen.lastEventIDs.isEmpty ? .warning : .success)
    }
}

/// Lets the stream of a `tools/call` end after its priming event, and answers the call on the next GET.
private final class StreamRetrySite: Site {
    struct Seen: Sendable {
        var closed: ContinuousClock.Instant?
        var returned: ContinuousClock.Instant?
        var lastEventIDs: [String] = []
        var pending: RPCMessage?
        var events = 0
    }

    let seen = Shared(Seen())
    private let sessionID = TokenLedger.token("session")

    func respond(to request: Incoming) async -> Answer? {
        switch request.method {
        case .get: return resume(request)
        case .post: return post(request).with("Mcp-Session-Id", sessionID)
        default: return .text("Method Not Allowed", status: .methodNotAllowed)
        }
    }

    private func post(_ request: Incoming) -> Answer {
        guard let message = RPCMessage(JSONValue(bytes: request.body)) else {
            return RPCRefusal(code: -32700, message: "Parse error").answer(id: nil, status: .badRequest)
        }
        switch message.method {
        case "initialize":
            return .json(
                message.result([
                    "protocolVersion": "2025-03-26", "capabilities": ["tools": [:]],
                    "serverInfo": ["name": "sse-retry-test-server", "version": "1.0.0"],
                ]))
        case "tools/list":
            let schema: JSONValue = ["type": "object", "properties": [:], "required": []]
            return .json(message.result(["tools": [["name": "test_reconnection", "inputSchema": schema]]]))
        case "tools/call": return breakOff(message)
        default: return message.id == nil ? Answer(status: .accepted) : .json(message.result([:]))
        }
    }

    private func breakOff(_ message: RPCMessage) -> Answer {
        seen.update { $0.pending = message }
        let (pieces, feed) = AsyncStream<[UInt8]>.makeStream()
        feed.yield(priming())
        Task { [seen] in
            try? await Task.sleep(for: .milliseconds(50))
            seen.update { $0.closed = .now }
            feed.finish()
        }
        return stream(pieces)
    }

    private func resume(_ request: Incoming) -> Answer {
        let pending = seen.update { seen in
            seen.returned = .now
            if let id = request.header("Last-Event-ID"), !id.isEmpty { seen.lastEventIDs.append(id) }
            defer { seen.pending = nil }
            return seen.pending
        }
        let (pieces, feed) = AsyncStream<[UInt8]>.makeStream()
        feed.yield(priming())
        if let pending {
            let answer = pending.result(MCPText.content("The answer came on the second stream"))
            feed.yield(Array("event: message\nid: \(nextID())\ndata: \(answer.serialized())\n\n".utf8))
        }
        return stream(pieces).with("Mcp-Session-Id", sessionID)
    }

    private func stream(_ pieces: AsyncStream<[UInt8]>) -> Answer {
        Answer(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"], body: .pieces(pieces))
    }

    private func priming() -> [UInt8] { Array("id: \(nextID())\nretry: 500\ndata: \n\n".utf8) }

    private func nextID() -> String {
        seen.update { seen in
            seen.events += 1
            return "event-\(seen.events)"
        }
    }
}
