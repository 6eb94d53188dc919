import AsyncHTTPClient
import Dispatch
import MintCore
import NIOCore
import NIOPosix
import Synchronization

/// The HTTP clients of one transport and the one thread that they share. All are built at their first use.
final class ClientPool: Sendable {
    /// What a client cannot be told per request.
    struct Key: Hashable {
        /// Apart, so that plain http reads no roots, and https never meets a client without ours.
        var isSecure: Bool
        var extraRoots: CertificateFile?
        var route: Route
    }

    private struct State {
        var group: MultiThreadedEventLoopGroup?
        var clients: [Key: HTTPClient] = [:]
        var isClosed = false

        mutating func openGroup() -> MultiThreadedEventLoopGroup? {
            if isClosed { return nil }
            if let group { return group }
            let made = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            group = made
            return made
        }
    }

    /// Keeps the thread running: a client still has work on it for a moment after its requests have failed.
    final class Lease: Sendable {
        let client: HTTPClient
        private let leases: DispatchGroup

        fileprivate init(_ client: HTTPClient, _ leases: DispatchGroup) {
            self.client = client
            self.leases = leases
            leases.enter()
        }

        deinit { leases.leave() }
    }

    private let trust: TrustSettings
    private let connectLimit: Duration
    private let leases = DispatchGroup()
    private let state = Mutex(State())

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
        if let known = state.withLock({ state in state.clients[key].map { Lease($0, leases) } }) { return known }
        var configuration = HTTPClient.Configuration.mintmark(route: key.route, connectLimit: connectLimit)
        configuration.tlsConfiguration = key.isSecure ? try trust.tlsConfiguration(adding: key.extraRoots) : nil
        let lease = state.withLock { state -> Lease? in
            guard let group = state.openGroup() else { return nil }
            let client =
                state.clients[key] ?? HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
            state.clients[key] = client
            return Lease(client, leases)
        }
        guard let lease else { throw .cancelled }
        return lease
    }

    /// The thread that every connection runs on.
    ///
    /// - Throws: ``TransportError/cancelled`` once closed.
    func group() throws(TransportError) -> MultiThreadedEventLoopGroup {
        guard let group = state.withLock({ $0.openGroup() }) else { throw .cancelled }
        return group
    }

    /// Ends all connections and the thread, without waiting; requests under way end as cancelled. Again is harmless.
    func close(_ done: @escaping @Sendable () -> Void) {
        let (clients, group) = state.withLock { state in
            defer { state = State(isClosed: true) }
            return (Array(state.clients.values), state.group)
        }
        guard let group else { return done() }
        for client in clients {
            leases.enter()
            client.shutdown { [leases] _ in leases.leave() }
        }
        leases.notify(queue: .global()) { group.shutdownGracefully { _ in done() } }
    }
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
