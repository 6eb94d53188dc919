internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

/// The shell around the handlers: host rule, body limit, log, faults, and the bytes on the connection.
struct SandboxResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    private static let largestBody = 4 << 20

    let world: World

    /// The server as the framework would make it, but for the `Date` header: that follows the sandbox's clock.
    var server: HTTPServerBuilder {
        HTTPServerBuilder { _ in
            HTTP1Channel(responder: { request, writer, _ in
                var response = (try? await respond(to: request)) ?? Response(status: .internalServerError)
                if response.headers[.date] == nil {
                    response.headers[.date] = HTTPDate.text(world.update { state in state.now })
                }
                try await writer.write(response: response.head, body: response.body)
            })
        }
    }

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        try await respond(to: request)
    }

    private func respond(to request: Request) async throws -> Response {
        guard let layout = world.update({ state in state.layout }) else {
            return Response(status: .serviceUnavailable)
        }
        guard LoopbackRule.allows(host: request.head.authority ?? "") else {
            return response(.plain("only loopback host names are served\n", status: .forbidden))
        }
        var request = request
        guard let body = try? await request.collectBody(upTo: Self.largestBody) else {
            return response(.plain("the body is too large\n", status: .contentTooLarge).with(.connection, "close"))
        }
        let incoming = IncomingRequest(
            method: request.method, path: request.uri.path, query: request.uri.query, headers: request.headers,
            body: Array(buffer: body))
        if incoming.path == "/control" || incoming.path.hasPrefix("/control/") {
            return response(Control(layout: layout, world: world).respond(incoming))
        }
        return try await logged(incoming, request, Endpoints(layout: layout, world: world))
    }

    private func logged(_ incoming: IncomingRequest, _ request: Request, _ endpoints: Endpoints) async throws
        -> Response
    {
        let (ticket, fault) = world.update { state in
            let ticket = state.log.open(path: incoming.path, method: incoming.method.rawValue, at: state.now)
            return (ticket, state.faults.take(for: incoming.path))
        }
        if let delay = fault?.delay, delay > 0 {
            try await hold(request, milliseconds: delay, ticket)
        }
        var answer: Answer
        if let standIn = fault?.answer {
            answer = standIn
        } else {
            answer = await endpoints.respond(incoming)
            answer = fault?.decorated(answer) ?? answer
        }
        // Watching for the client's hang-up uses the connection up.
        if fault?.delay ?? 0 > 0 { answer.headers[.connection] = "close" }
        world.update { [answer] state in
            state.log.close(ticket, status: answer.status.code, client: answer.client)
        }
        return response(answer)
    }

    /// Waits with the request; ends early where the client gives up or the sandbox stops.
    private func hold(_ request: Request, milliseconds: Int, _ ticket: RequestLog.Ticket) async throws {
        do {
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await Task.sleep(for: .milliseconds(milliseconds))
            }
        } catch {
            world.update { state in state.log.close(ticket, status: RequestLog.clientGaveUp, client: nil) }
            throw error
        }
    }

    private func response(_ answer: Answer) -> Response {
        Response(status: answer.status, headers: answer.headers, body: body(answer))
    }

    private func body(_ answer: Answer) -> ResponseBody {
        let pieces: [[UInt8]]
        let length: Int?
        switch answer.body {
        case .whole(let bytes):
            if answer.pacing.isPlain { return ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)) }
            (pieces, length) = ([bytes], bytes.count)
        case .pieces(let events): (pieces, length) = (events, nil)
        }
        let pacing = answer.pacing
        return ResponseBody(contentLength: length) { writer in
            for (index, piece) in pacing.pieces(of: pieces).enumerated() {
                if index > 0, pacing.trickle > 0 { try await Task.sleep(for: .milliseconds(pacing.trickle)) }
                try await writer.write(ByteBuffer(bytes: piece))
            }
            if pacing.cut { throw ConnectionCut() }
            try await writer.finish(nil)
        }
    }

    /// Thrown into the server so that it drops the connection in the middle of an answer.
    private struct ConnectionCut: Error {}
}
