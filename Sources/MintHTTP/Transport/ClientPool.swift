import AsyncHTTPClient
import MintCore
import NIOCore
import NIOPosix
import Synchronization

/// The HTTP clients of one transport and the one thread that they share. All are built at their first use.
final class ClientPool: Sendable {
    typealias Lease = ClientShelf.Lease

    /// What a client cannot be told per request.
    struct Key: Hashable {
        /// Apart, so that plain http reads no roots, and https never meets a client without ours.
        var isSecure: Bool
        var extraRoots: CertificateFile?
        var route: Route
        /// A client that is pinned serves one host, and no request that may go elsewhere.
        var pin: Pin?
    }

    private let trust: TrustSettings
    private let connectLimit: Duration
    private let shelf = ClientShelf(mostPinned: 8)
    private let isRehearsed = Atomic(false)

    /// - Parameter connectLimit: Name, connection, proxy and TLS together take at most this long.
    init(trust: TrustSettings, connectLimit: Duration) {
        self.trust = trust
        self.connectLimit = connectLimit
    }

    deinit { close {} }

    /// A client for one request.
    ///
    /// - Throws: ``TransportError/cancelled`` once closed; ``TransportError/certificateFile(path:reason:)``.
    func client(for key: Key) throws(TransportError) -> Lease {
        if let known = shelf.take(key) { return known }
        let pinGuard = key.pin.map(PinGuard.init)
        let share = connectLimit / (key.pin?.alternatives ?? 1)
        var configuration = HTTPClient.Configuration.mintmark(route: key.route, connectLimit: share)
        configuration.tlsConfiguration = key.isSecure ? try trust.tlsConfiguration(adding: key.extraRoots) : nil
        if let pinGuard {
            configuration.dnsOverride = [pinGuard.pin.host: pinGuard.pin.address.text]
            configuration.http1_1ConnectionDebugInitializer = pinGuard.install
        }
        guard let lease = shelf.make(key, configuration, pinGuard) else { throw .cancelled }
        return lease
    }

    /// Gets the thread ready for a first connection that is about to come; once.
    ///
    /// - Parameter lease: Keeps the thread running until then.
    func rehearse(_ lease: Lease) {
        guard !isRehearsed.exchange(true, ordering: .relaxed), let group = shelf.group() else { return }
        Rehearsal.begin(on: group.next()).whenComplete { _ in withExtendedLifetime(lease) {} }
    }

    /// The thread that every connection runs on.
    ///
    /// - Throws: ``TransportError/cancelled`` once closed.
    func group() throws(TransportError) -> MultiThreadedEventLoopGroup {
        guard let group = shelf.group() else { throw .cancelled }
        return group
    }

    /// Ends all connections and the thread, without waiting; requests under way end as cancelled. Again is harmless.
    func close(_ done: @escaping @Sendable () -> Void) { shelf.close(done) }
}

extension HTTPClient.Configuration {
    /// No redirects, no second attempts, no decompression, HTTP/1.1 alone.
    fileprivate static func mintmark(route: Route, connectLimit: Duration) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: Timeout(connect: .nanoseconds(connectLimit.nanoseconds)),
            proxy: route.proxy.map { .server(host: $0.host, port: $0.port, authorization: $0.authorization) },
            decompression: .disabled)
        configuration.httpVersion = .http1Only
        // On, it would send a refused proxy password ten times and hide why a connection failed.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.idleTimeout = .seconds(15)
        // A stream holds its connection: many of them must not starve a token request to the same host.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        configuration.http1_1ConnectionDebugInitializer = RequestTarget.install
        return configuration
    }
}

extension Duration {
    /// Clamped to what fits, never negative.
    var nanoseconds: Int64 {
        guard self > .zero else { return 0 }
        guard self < .seconds(86_400 * 365) else { return 86_400 * 365 * 1_000_000_000 }
        return components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
