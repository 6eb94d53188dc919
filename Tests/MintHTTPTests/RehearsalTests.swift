import HTTPTypes
import MintCore
import NIOCore
import NIOPosix
import Testing

@testable import MintHTTP

@Suite struct RehearsalTests {
    @Test func `a rehearsal comes to the end of its answer`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        try await Rehearsal.begin(on: group.next()).get()
        try await Rehearsal.begin(on: group.next()).get()
        try await group.shutdownGracefully()
    }

    @Test func `a transport that is shut down in the middle of it ends all the same`() async throws {
        let request = TransportRequest(.post, try #require(HTTPURL("http://127.0.0.1:9/token")))
        for _ in 0..<20 {
            let transport = AsyncHTTPTransport(proxy: ProxySettings(), trust: TrustSettings(), now: { Timestamp(0) })
            await transport.prepare(for: request)
            await transport.shutdown()
        }
    }
}
