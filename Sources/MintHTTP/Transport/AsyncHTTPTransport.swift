import AsyncHTTPClient
import HTTPTypes
public import MintCore
import NIOCore
import NIOHTTP1

/// The network, over AsyncHTTPClient. Nothing is built, read or started before the first request; after it there is
/// one thread, and connections are kept for 15 s to be used again.
///
/// Plain http to loopback goes through a proxy too where ``ProxySettings`` say so, in a tunnel like https.
public final class AsyncHTTPTransport: HTTPTransport {
    private let proxy: ProxySettings
    private let trust: TrustSettings
    private let now: WallClock
    private let connectLimit: Duration
    private let check: AddressCheck
    private let pool: ClientPool

    /// A connection, from the name to the end of the TLS handshake, has 10 s of a request's deadline (NET-10).
    ///
    /// - Parameters:
    ///   - now: Only tells an expired certificate from an untrusted one, for the message.
    ///   - resolve: Asked for the hosts of requests with ``TransportRequest/mostPrivate``; `nil` for the system's.
    public convenience init(
        proxy: ProxySettings, trust: TrustSettings, now: @escaping WallClock, resolve: NameResolver? = nil
    ) {
        self.init(proxy: proxy, trust: trust, now: now, connectLimit: .seconds(10), resolve: resolve)
    }

    init(
        proxy: ProxySettings, trust: TrustSettings, now: @escaping WallClock, connectLimit: Duration,
        resolve: NameResolver? = nil
    ) {
        self.proxy = proxy
        self.trust = trust
        self.now = now
        self.connectLimit = connectLimit
        check = AddressCheck(resolve: resolve ?? NameLookup.system)
        pool = ClientPool(trust: trust, connectLimit: connectLimit)
    }

    /// Runs `body` with a transport, and shuts it down on return, throw or cancellation.
    public static func withTransport<R, Failed: Error>(
        proxy: ProxySettings, trust: TrustSettings, now: @escaping WallClock, resolve: NameResolver? = nil,
        _ body: (AsyncHTTPTransport) async throws(Failed) -> R
    ) async throws(Failed) -> R {
        let transport = AsyncHTTPTransport(proxy: proxy, trust: trust, now: now, resolve: resolve)
        do {
            let result = try await body(transport)
            await transport.shutdown()
            return result
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    /// Ends every connection and the thread; waits for that at most 1 s. Requests under way, and later ones, throw
    /// ``TransportError/cancelled``. A process that is about to exit need not call it.
    public func shutdown() async {
        let done = FirstResult<Void>()
        pool.close { done.settle(.success(())) }
        try? await withDeadline(.now + .seconds(1)) { try await done.value() }
    }

    public func send(
        _ request: TransportRequest, deadline: Duration
    ) async throws(TransportError) -> TransportResponse {
        try await perform(request, deadline: deadline) { try await $0.answer() }
    }

    public func open(_ request: TransportRequest, deadline: Duration) async throws(TransportError) -> TransportStream {
        try await perform(request, deadline: deadline) { exchange in
            let response = try await exchange.head()
            return TransportStream(
                status: Int(response.status.code), headers: HTTPFields(response.headers),
                chunks: exchange.chunks(of: response.body))
        }
    }

    public func prepare(for request: TransportRequest) async {
        // A pinned client belongs to an address that is not known yet.
        guard request.url.mayCarryCredentials, request.mostPrivate == nil, !Task.isCancelled else { return }
        do {
            let route = try proxy.route(to: request.url)
            let key = ClientPool.Key(
                isSecure: request.url.isSecure, extraRoots: try extraRoots(for: request), route: route, pin: nil)
            pool.rehearse(try pool.client(for: key))
        } catch {
            // The request itself will say so.
        }
    }

    private func extraRoots(for request: TransportRequest) throws(TransportError) -> CertificateFile? {
        guard let path = request.caFile, request.url.isSecure else { return nil }
        return try CertificateFile(path: path)
    }

    /// Sends a request once. Where the host is pinned and has several addresses, they are tried in turn until one
    /// accepts a connection: before that nothing of the request has left.
    private func perform<Value: Sendable>(
        _ request: TransportRequest, deadline: Duration,
        _ work: @escaping @Sendable (Exchange) async throws -> Value
    ) async throws(TransportError) -> Value {
        guard request.url.mayCarryCredentials else { throw .insecure(request.url) }
        guard !Task.isCancelled else { throw .cancelled }
        let end = ContinuousClock.now + deadline
        let limit = min(deadline, connectLimit)
        let route = try proxy.route(to: request.url)
        let roots = try extraRoots(for: request)
        var pins = try await check.pins(for: request, route: route, within: limit)[...]
        var refusal: TransportError?
        while true {
            let key = ClientPool.Key(
                isSecure: request.url.isSecure, extraRoots: roots, route: route, pin: pins.popFirst())
            let exchange = Exchange(
                request: request, route: route, extraRoots: roots, lease: try pool.client(for: key),
                deadline: deadline, end: end, connectLimit: limit)
            do {
                return try await withDeadline(end) { try await work(exchange) }
            } catch {
                guard exchange.hasNotConnected(error) else { throw await explain(error, exchange) }
                // Of several addresses one may just lack a route; the one that answered "no" says more.
                if case .connectionRefused = Cause(error, exchange).known {
                    refusal = .connectionRefused(host: exchange.host)
                }
                if pins.isEmpty { throw refusal ?? Cause(error, exchange).known }
            }
        }
    }

    /// Where the client's error leaves open what happened, one connection more finds out. It sends nothing of the
    /// request.
    private func explain(_ error: any Error, _ exchange: Exchange) async -> TransportError {
        let cause = Cause(error, exchange)
        guard case .unclear(let question, let fallback) = cause else { return cause.known }
        do {
            let tls = try trust.tlsConfiguration(adding: exchange.extraRoots)
            let diagnosis = Diagnosis(
                dialer: Dialer(group: try pool.group()), url: exchange.request.url, route: exchange.route,
                pin: exchange.lease.pinGuard?.pin, now: now)
            return try await withDeadline(min(exchange.end, .now + .seconds(5))) {
                await diagnosis.answer(question, tls: tls) ?? fallback
            }
        } catch {
            return Task.isCancelled ? .cancelled : fallback
        }
    }
}
