import AsyncHTTPClient
import HTTPTypes
import MintCore
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// One request on its way, and the reading of its answer.
struct Exchange: Sendable {
    var request: TransportRequest
    var route: Route
    var extraRoots: CertificateFile?
    var lease: ClientPool.Lease
    /// As the caller gave it.
    var deadline: Duration
    /// When that is over.
    var end: ContinuousClock.Instant
    /// What a connection has of it.
    var connectLimit: Duration

    var host: String { request.url.hostAndPort }

    /// Whether a pinned address could not be connected to, so that another one may be tried.
    func hasNotConnected(_ error: any Error) -> Bool {
        guard let pinGuard = lease.pinGuard, !pinGuard.isReached else { return false }
        if let error = error as? HTTPClientError { return error == .connectTimeout }
        return error is IOError || error is NIOConnectionError
    }

    /// The whole answer. Stops reading, and drops the connection, at the first byte over the limit.
    func answer() async throws -> TransportResponse {
        let response = try await head()
        var body: [UInt8] = []
        for try await chunk in response.body {
            guard body.count + chunk.readableBytes <= request.limit else { throw tooLarge }
            body.append(contentsOf: chunk.readableBytesView)
        }
        return TransportResponse(
            status: Int(response.status.code), headers: HTTPFields(response.headers), body: body,
            addressRange: lease.pinGuard.flatMap { AddressRange(address: $0.pin.address.text) })
    }

    /// The head of the answer; its body is not read yet.
    func head() async throws -> HTTPClientResponse {
        let response = try await lease.client.execute(outgoing, deadline: .distantFuture)
        if request.method != .head, let announced = response.headers.first(name: "content-length").flatMap({ Int($0) }),
            announced > request.limit
        {
            throw tooLarge
        }
        return response
    }

    /// The body in pieces. Reading ends at ``TransportRequest/limit`` bytes in total, which also bounds what waits here
    /// for a slow consumer; and when the stream is dropped.
    func chunks(of body: HTTPClientResponse.Body) -> AsyncThrowingStream<[UInt8], any Error> {
        AsyncThrowingStream { continuation in
            let reading = Task {
                do {
                    try await read(body) { _ = continuation.yield($0) }
                    continuation.finish()
                } catch let error as TransportError {
                    continuation.finish(throwing: error)
                } catch {
                    // TLS is up by now: no error is left that a second connection could explain.
                    continuation.finish(throwing: Cause(error, self).known)
                }
            }
            continuation.onTermination = { _ in reading.cancel() }
        }
    }

    private func read(_ body: HTTPClientResponse.Body, _ receive: @escaping @Sendable ([UInt8]) -> Void) async throws {
        let lastHeard = LastHeard()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var total = 0
                for try await chunk in body {
                    lastHeard.update()
                    total += chunk.readableBytes
                    guard total <= request.limit else { throw tooLarge }
                    receive(Array(chunk.readableBytesView))
                }
            }
            group.addTask {
                while true {
                    let end = lastHeard.instant + deadline
                    guard end > .now else { throw DeadlineReached() }
                    try await Task.sleep(until: end, clock: .continuous)
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private var tooLarge: TransportError { .tooLarge(host: host, limit: request.limit) }

    private var outgoing: HTTPClientRequest {
        let url = request.url
        var outgoing = HTTPClientRequest(url: url.origin + "/")
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        outgoing.headers.add(name: "Host", value: url.hostAndPort)
        if !request.headers.contains(.userAgent) { outgoing.headers.add(name: "User-Agent", value: "mintmark") }
        for field in request.headers where field.name.canonicalName != "host" {
            outgoing.headers.add(name: field.name.rawName, value: field.value)
        }
        outgoing.headers.add(name: RequestTarget.fieldName, value: url.requestTarget)
        if !request.body.isEmpty { outgoing.body = .bytes(ByteBuffer(bytes: request.body)) }
        return outgoing
    }
}

/// When the last chunk came.
private final class LastHeard: Sendable {
    private let state = Mutex(ContinuousClock.now)
    var instant: ContinuousClock.Instant { state.withLock { $0 } }
    func update() { state.withLock { $0 = .now } }
}

extension HTTPFields {
    /// A field whose name no HTTP message may have is left out.
    init(_ headers: HTTPHeaders) {
        self.init()
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { continue }
            append(HTTPField(name: name, value: value))
        }
    }
}
