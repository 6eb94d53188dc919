import HTTPTypes
import MintCore

/// Where an event stream stood when it ended without the answer.
struct StreamPosition: Equatable, Sendable {
    var lastEventID: String?
    /// What the server wants us to wait before reconnecting.
    var wait: Duration?
}

extension Channel {
    /// A reply, or how far an event stream got.
    typealias Reading = (reply: Reply, position: StreamPosition)

    /// Reads an answer until the response to `id` is there.
    ///
    /// - Parameter asked: Called for each request that the server makes on an event stream, in order.
    /// - Throws: ``TransportError``, `CancellationError`. A connection that ends too early is `lost`, no error.
    func read(
        _ opened: Opened, expecting id: Int, asked: (_ id: JSONValue, _ method: String) async -> Void
    ) async throws -> Reading {
        do {
            if opened.isEventStream { return try await readEvents(opened, expecting: id, asked: asked) }
            let body = try await collect(opened)
            return (reply(opened, content: content(of: body, opened, expecting: id)), StreamPosition())
        } catch TransportError.closedEarly {
            return (reply(opened, content: .lost), StreamPosition())
        } catch {
            note(opened, Failure(error).headline)
            throw error
        }
    }

    /// Reads a body that no one asked for, so that the connection can be used again, but not much of it.
    func discard(_ opened: Opened) async {
        _ = try? await withTimeLimit(.milliseconds(50), clock: clock) {
            var count = 0
            for try await chunk in opened.chunks {
                count += chunk.count
                if count > 64 << 10 { break }
            }
        }
    }

    private func readEvents(
        _ opened: Opened, expecting id: Int, asked: (JSONValue, String) async -> Void
    ) async throws -> Reading {
        var parser = EventStreamParser()
        var count = 0
        var answer: Reply.Content?
        do {
            chunks: for try await chunk in opened.chunks {
                count += chunk.count
                guard count <= limit else { throw TransportError.tooLarge(host: host, limit: limit) }
                for event in parser.feed(chunk) where event.type == "message" && !event.data.isEmpty {
                    answer = await take(event, opened, expecting: id, asked: asked)
                    if answer != nil { break chunks }
                }
            }
        } catch TransportError.closedEarly {
            // What was read still counts: a revision with resumption goes on from here.
        }
        // A cancelled iteration ends like a finished one.
        try Task.checkCancellation()
        if answer != nil { await discard(opened) }
        let position = StreamPosition(
            lastEventID: parser.lastEventID, wait: parser.retry.map { .milliseconds($0) })
        return (reply(opened, content: answer ?? .lost), position)
    }

    private func take(
        _ event: ServerSentEvent, _ opened: Opened, expecting id: Int, asked: (JSONValue, String) async -> Void
    ) async -> Reply.Content? {
        guard let messages = IncomingMessage.all(in: event.data) else {
            return .misfit("an event that is not JSON-RPC")
        }
        for message in messages {
            switch message {
            case .request(let id, let method): await asked(id, method)
            case .notification: continue
            case .result(_, let value) where message.answers(id): return .result(value)
            case .failure(_, let failure) where message.answers(id): return .failure(scrub(failure, of: opened.token))
            // An answer to somebody else is none of ours.
            case .result, .failure: continue
            }
        }
        return nil
    }

    private func collect(_ opened: Opened) async throws -> [UInt8] {
        var body: [UInt8] = []
        for try await chunk in opened.chunks {
            guard body.count + chunk.count <= limit else { throw TransportError.tooLarge(host: host, limit: limit) }
            body += chunk
        }
        try Task.checkCancellation()
        return body
    }

    private func content(of body: [UInt8], _ opened: Opened, expecting id: Int) -> Reply.Content {
        guard body.contains(where: { !Self.isBlank($0) }) else { return .empty }
        guard let messages = IncomingMessage.all(in: body) else {
            let start = scrub(String(decoding: body.prefix(4096), as: UTF8.self), of: opened.token)
            return .foreign(excerpt: Self.firstWords(of: start))
        }
        for message in messages where message.answers(id) {
            switch message {
            case .result(_, let value): return .result(value)
            case .failure(_, let failure): return .failure(scrub(failure, of: opened.token))
            case .request, .notification: continue
            }
        }
        // SDK servers refuse a POST under an id of their own (`server-error`); in its body it can mean this one only.
        for case .failure(_, let failure) in messages { return .failure(scrub(failure, of: opened.token)) }
        return .misfit("an answer to another request")
    }

    private func reply(_ opened: Opened, content: Reply.Content) -> Reply {
        let given = opened.headers[text: MCPField.sessionID]
        let isSound = given.map { id in !id.isEmpty && id.utf8.allSatisfy { (0x21...0x7E).contains($0) } } ?? false
        let reply = Reply(status: opened.status, sessionID: isSound ? given : nil, content: content)
        note(opened, reply.verdict)
        return reply
    }

    private func scrub(_ failure: RPCFailure, of token: AccessToken?) -> RPCFailure {
        RPCFailure(code: failure.code, message: scrub(failure.message, of: token), data: failure.data)
    }

    private static func firstWords(of text: String) -> String {
        text.plainLine(limit: 2000).split(separator: " ").joined(separator: " ").plainLine(limit: 80)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
