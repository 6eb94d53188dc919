import Foundation
import HTTPTypes
import MintCore
import MintHTTP
import Testing

/// Long enough that only what hangs reaches it.
let patience = Duration.seconds(20)

/// Certificates in these tests are made relative to the real date.
@Sendable func wallClock() -> Timestamp { Timestamp(Int(Date.now.timeIntervalSince1970)) }

func withTransport<R>(
    proxy: ProxySettings = ProxySettings(), trust: TrustSettings = TrustSettings(),
    resolve: NameResolver? = nil, _ body: (AsyncHTTPTransport) async throws -> R
) async throws -> R {
    try await AsyncHTTPTransport.withTransport(proxy: proxy, trust: trust, now: wallClock, resolve: resolve, body)
}

extension HTTPTransport {
    /// The error of a request that must fail; `nil`, and a recorded issue, where it succeeds.
    func failure(_ request: TransportRequest, deadline: Duration = patience) async -> TransportError? {
        do throws(TransportError) {
            let answer = try await send(request, deadline: deadline)
            Issue.record("answered \(answer)")
            return nil
        } catch {
            return error
        }
    }
}

extension TransportResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
