import AsyncHTTPClient
import MintCore
import NIOCore
import Synchronization

/// A host, and the address of it that was looked at and found fit: no other may be connected to (NET-5).
struct Pin: Hashable, Sendable {
    /// As it stands in the URL. It is still the name that TLS asks for and verifies.
    var host: String
    var address: IPAddress
    /// Among how many addresses the time for a connection is shared.
    var alternatives: Int
}

/// Stands at the connections of one pinned client.
final class PinGuard: Sendable {
    let pin: Pin
    private let reached = Mutex(false)

    init(_ pin: Pin) { self.pin = pin }

    /// Whether a request could ever have left: before its first connection is ready, TLS included, none can.
    var isReached: Bool { reached.withLock { $0 } }

    /// Called with each new connection before its first request. The client was told the address; this does not take
    /// its word for it.
    @Sendable func install(on channel: any Channel) -> EventLoopFuture<Void> {
        guard let address = channel.remoteAddress?.ipAddress, IPAddress(address) == pin.address else {
            channel.close(promise: nil)
            let error = TransportError.unreachable(
                host: pin.host, reason: "the connection went to another address than the one that was checked")
            return channel.eventLoop.makeFailedFuture(error)
        }
        reached.withLock { $0 = true }
        return RequestTarget.install(on: channel)
    }
}
