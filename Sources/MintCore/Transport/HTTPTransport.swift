public import HTTPTypes

/// One HTTP request. It has no description of its headers or body: both may carry a credential.
public struct TransportRequest: Sendable {
    public var method: HTTPRequest.Method
    public var url: HTTPURL
    public var headers: HTTPFields
    public var body: [UInt8]
    /// The most bytes of an answer that are read; a longer one is ``TransportError/tooLarge(host:limit:)``.
    public var limit: Int
    /// A PEM file whose certificates are trusted *beside* the system's roots; `nil` for the system's alone.
    public var caFile: String?
    /// The most private range of addresses that the name may resolve to; `.loopback` for any, `nil` for not
    /// looking. The address that was looked at is the one that is connected to (NET-5), and the answer has its range. Not
    /// looked at behind a proxy, which resolves names itself.
    public var mostPrivate: AddressRange?

    public init(
        _ method: HTTPRequest.Method, _ url: HTTPURL, headers: HTTPFields = [:], body: [UInt8] = [],
        limit: Int = 1 << 20, caFile: String? = nil, mostPrivate: AddressRange? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limit = limit
        self.caFile = caFile
        self.mostPrivate = mostPrivate
    }
}

extension TransportRequest: CustomStringConvertible, CustomReflectable {
    public var description: String { "\(method) \(url.withoutQuery)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

public struct TransportResponse: Sendable {
    public var status: Int
    public var headers: HTTPFields
    public var body: [UInt8]
    /// How private the address is that the answer came from: what it names may not be more private (NET-4). Set where the
    /// request has a ``TransportRequest/mostPrivate`` and no proxy is in between; else `nil`.
    public var addressRange: AddressRange?

    public init(
        status: Int, headers: HTTPFields = [:], body: [UInt8] = [], addressRange: AddressRange? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.addressRange = addressRange
    }
}

extension TransportResponse: CustomStringConvertible, CustomReflectable {
    public var description: String { "HTTP \(status)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// An answer whose body arrives in pieces (server-sent events). Dropping the stream, or cancelling its reader, closes the
/// connection. The request's limit bounds the whole of it.
public struct TransportStream: Sendable {
    public var status: Int
    public var headers: HTTPFields
    /// Throws only ``TransportError``.
    public var chunks: AsyncThrowingStream<[UInt8], any Error>

    public init(status: Int, headers: HTTPFields, chunks: AsyncThrowingStream<[UInt8], any Error>) {
        self.status = status
        self.headers = headers
        self.chunks = chunks
    }
}

/// The one door to the network.
///
/// Every implementation: never follows a redirect (a 3xx is an answer like any other), never repeats a request or
/// reconnects by itself, verifies TLS always, refuses `http` to any host that is not loopback before a byte leaves
/// (``TransportError/insecure(_:)``), sends no cookie, and stops when the task is cancelled.
public protocol HTTPTransport: Sendable {
    /// - Parameter deadline: For everything: name, connection, TLS, and the last byte of the answer.
    func send(_ request: TransportRequest, deadline: Duration) async throws(TransportError) -> TransportResponse

    /// - Parameter deadline: Until the head of the answer is there; then it bounds each silence between two chunks.
    func open(_ request: TransportRequest, deadline: Duration) async throws(TransportError) -> TransportStream

    /// Readies what takes time before a request like this one, such as a thread, while its caller is still busy with
    /// something else. Asks nobody; what goes wrong, goes wrong in the request.
    func prepare(for request: TransportRequest) async
}

extension HTTPTransport {
    public func prepare(for request: TransportRequest) async {}
}
