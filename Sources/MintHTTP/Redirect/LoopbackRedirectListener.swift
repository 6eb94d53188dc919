public import MintCore
import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP server on loopback for the one request that a browser ends an authorization with (RFC 8252 §7.3, §8.3; AC-4).
///
/// Each visit has a thread of its own, which ends with it.
public struct LoopbackRedirectListener: RedirectListener {
    /// How long a connection may take, from its start to the last byte of the answer.
    private let patience: Duration
    /// Connections held at a time; beyond that the oldest is dropped, so that none can keep the browser out.
    private let mostConnections: Int

    public init() { self.init(patience: .seconds(10), mostConnections: 32) }

    init(patience: Duration, mostConnections: Int) {
        self.patience = patience
        self.mostConnections = mostConnections
    }

    public func listen(
        host: String, port: Int?, path: String
    ) async throws(RedirectListenerError) -> any RedirectVisit {
        let addresses = try LoopbackAddresses(host: host, port: port)
        guard RedirectRequest.isUsable(path: path) else { throw .failed(reason: "the path is not one of a URL") }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do throws(RedirectListenerError) {
            let door = RedirectDoor(mostConnections: mostConnections)
            let (port, listeners) = try await addresses.bound { address, isGiven in
                try await bind(address, isGiven: isGiven, group: group, path: path, host: addresses.host, door: door)
            }
            door.opened(listeners)
            return LoopbackVisit(
                redirectURI: "http://\(addresses.shownHost):\(port)\(path)", group: group,
                door: door)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private func bind(
        _ address: SocketAddress, isGiven: Bool, group: MultiThreadedEventLoopGroup, path: String, host: String,
        door: RedirectDoor
    ) async throws -> any Channel {
        let limit = TimeAmount.nanoseconds(patience.nanoseconds)
        return try await ServerBootstrap(group: group)
            // A port that was listened on a moment ago can be had again; one that another program listens on cannot.
            .serverChannelOption(.socketOption(.so_reuseaddr), value: isGiven ? 1 : 0)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let wanted = RedirectRequest(host: host, port: channel.localAddress?.port ?? 0, path: path)
                    try channel.pipeline.syncOperations.addHandlers([
                        HeadLimit(), ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)),
                        HTTPResponseEncoder(), RedirectHandler(wanted: wanted, door: door, limit: limit),
                    ])
                }
            }
            .bind(to: address).get()
    }
}
