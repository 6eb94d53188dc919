import AsyncHTTPClient
import MintCore
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Makes connections of our own, step by step; nothing that the steps themselves do not need is ever written to them.
struct Dialer: Sendable {
    var group: any EventLoopGroup

    /// Connects to the first address that answers, in turn, each getting its share of the time that is left.
    ///
    /// - Throws: The last address's error; `CancellationError`.
    func connect(to addresses: [SocketAddress], by end: ContinuousClock.Instant) async throws -> any Channel {
        var lastError: any Error = ChannelError.connectTimeout(.zero)
        for (index, address) in addresses.enumerated() {
            let left = ContinuousClock.now.duration(to: end)
            guard left > .zero else { break }
            let share = TimeAmount.nanoseconds(max((left / (addresses.count - index)).nanoseconds, 1))
            do {
                return try await ClientBootstrap(group: group).connectTimeout(share).connect(to: address)
                    .abandonable { late in late.close(promise: nil) }
            } catch let error as CancellationError {
                throw error
            } catch {
                lastError = error
            }
        }
        throw lastError
    }

    /// Connects to the proxy and asks it for a tunnel, once.
    ///
    /// - Throws: ``TunnelError``, or what looking up and connecting throw.
    func tunnel(to url: HTTPURL, through proxy: ProxyAddress, by end: ContinuousClock.Instant) async throws
        -> any Channel
    {
        let addresses = try await NameLookup.addresses(of: proxy.host, port: proxy.port)
        let channel = try await connect(to: addresses, by: end)
        do {
            let shown = url.host.contains(":") ? "[\(url.host)]" : url.host
            try await Tunnel.open(
                on: channel, authority: "\(shown):\(url.port)", authorization: proxy.authorization?.headerValue)
            return channel
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }

    /// - Parameters:
    ///   - pin: The one address to take, where the name may not be looked up again.
    ///   - end: When to give up.
    func connect(
        to url: HTTPURL, route: Route, pin: Pin? = nil, by end: ContinuousClock.Instant
    ) async throws -> any Channel {
        switch route {
        case .direct:
            if let pin {
                return try await connect(to: [SocketAddress(ipAddress: pin.address.text, port: url.port)], by: end)
            }
            let addresses = try await NameLookup.addresses(of: url.host, port: url.port)
            return try await connect(to: addresses, by: end)
        case .proxied(let proxy):
            return try await tunnel(to: url, through: proxy, by: end)
        }
    }
}
