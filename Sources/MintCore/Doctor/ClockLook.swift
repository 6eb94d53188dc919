import HTTPTypes

/// How far a host's clock is from ours, by the `Date` of any answer that it gives.
public struct ClockLook: Sendable {
    let transport: any HTTPTransport
    let now: WallClock

    public init(transport: any HTTPTransport, now: @escaping WallClock) {
        self.transport = transport
        self.now = now
    }

    /// - Returns: Seconds that it is ahead of us; `nil` where it does not say.
    /// - Throws: ``TransportError``.
    public func skew(of endpoint: HTTPURL, caFile: String?) async throws(TransportError) -> Int? {
        guard let root = HTTPURL(endpoint.origin + "/") else { return nil }
        var request = TransportRequest(.get, root)
        request.caFile = caFile
        let sent = now()
        let answer = try await transport.send(request, deadline: .seconds(10))
        guard let date = answer.headers[.date].flatMap({ Timestamp(httpDate: $0) }) else { return nil }
        // In the middle of the exchange, as nearly as we know.
        return date - (sent + (now() - sent) / 2)
    }
}

extension HostFacts {
    /// Seconds after which no running process can still be at work on an item that no row names.
    public static var writersPatience: Int { Sweeper.patience }
}
