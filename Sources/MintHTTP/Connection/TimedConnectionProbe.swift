public import MintCore
import NIOCore
import NIOPosix
import NIOSSL

/// Climbs over plain NIO, on a thread that lives as long as the climb.
///
/// The rungs are name → connect → TLS, or proxy → TLS; there is no TLS rung for http. TLS is verified as for any
/// request, and no byte of a request is ever sent.
public struct TimedConnectionProbe: ConnectionProbe {
    private let proxy: ProxySettings
    private let trust: TrustSettings
    private let now: WallClock

    /// - Parameter now: Tells an expired certificate from an untrusted one.
    public init(proxy: ProxySettings, trust: TrustSettings, now: @escaping WallClock) {
        self.proxy = proxy
        self.trust = trust
        self.now = now
    }

    public func climb(to url: HTTPURL, caFile: String?, deadline: Duration) async -> [Rung] {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { group.shutdownGracefully { _ in } }
        let climb = Climb(
            dialer: Dialer(group: group), url: url, caFile: caFile, deadline: deadline, end: .now + deadline,
            proxy: proxy, trust: trust, now: now)
        return await climb.rungs()
    }
}
