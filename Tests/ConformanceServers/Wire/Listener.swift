internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore

/// Serves the sites of a run on loopback ports that are free.
enum Listener {
    static func serving<R: Sendable>(
        _ sites: [Role: any Site], for run: Run, _ body: @Sendable () async throws -> R
    ) async throws -> R {
        let (bound, signal) = AsyncStream<Role>.makeStream()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for (role, site) in sites {
                group.addTask {
                    defer { signal.finish() }
                    try await listen(site) { port in
                        run.bind(role, port: port)
                        signal.yield(role)
                    }
                }
            }
            defer { group.cancelAll() }
            var waiting = Set(sites.keys)
            for await role in bound {
                waiting.remove(role)
                if waiting.isEmpty { break }
            }
            guard waiting.isEmpty else { throw NotListening() }
            return try await body()
        }
    }

    struct NotListening: Error {}

    private static func listen(_ site: any Site, _ onBound: @escaping @Sendable (Int) -> Void) async throws {
        let application = Application(
            responder: SiteResponder(site: site),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in onBound(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "conformance") { _ in SwiftLogNoOpLogHandler() })
        do {
            try await application.run()
        } catch {
            guard Task.isCancelled else { throw error }
        }
    }
}

private struct SiteResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let site: any Site

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        var request = request
        let body = try await request.collectBody(upTo: 4 << 20)
        let incoming = Incoming(
            method: request.method, path: request.uri.path,
            query: request.uri.query.map { FormText.pairs(Array($0.utf8)) } ?? [:], headers: request.headers,
            body: Array(buffer: body))
        let answer = await site.respond(to: incoming) ?? .notFound(incoming)
        return Response(status: answer.status, headers: answer.headers, body: Self.body(of: answer))
    }

    private static func body(of answer: Answer) -> ResponseBody {
        switch answer.body {
        case .whole(let bytes): return ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .pieces(let pieces):
            return ResponseBody { writer in
                for await piece in pieces { try await writer.write(ByteBuffer(bytes: piece)) }
                try await writer.finish(nil)
            }
        }
    }
}
