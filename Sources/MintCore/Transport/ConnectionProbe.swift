/// Climbs to a host without sending it a byte of ours: name, connection, TLS; through a proxy: proxy, TLS.
public protocol ConnectionProbe: Sendable {
    /// - Returns: The rungs in order; the last one carries the failure where the climb stopped.
    func climb(to url: HTTPURL, caFile: String?, deadline: Duration) async -> [Rung]
}

/// One step of a probe, timed.
public struct Rung: Equatable, Sendable {
    public enum Name: String, Sendable, CaseIterable {
        case name, proxy, connect
        case tls = "TLS"
        case resourceMetadata = "resource metadata"
        case serverMetadata = "server metadata"
        case token
        case handshake
        case toolsList = "tools/list"
    }

    public var name: Name
    /// Microseconds, so that loopback rungs show.
    public var microseconds: Int
    /// What was found: `127.0.0.1`, `TLS 1.3, certificate until 2027-01-01`.
    public var detail: String
    /// Why the climb stopped here.
    public var failure: Failure?
    /// When the certificate ends that the host showed; `nil` where none was shown, or none that holds.
    public var certificateEnd: Timestamp?

    public init(
        _ name: Name, microseconds: Int, detail: String, failure: Failure? = nil, certificateEnd: Timestamp? = nil
    ) {
        self.name = name
        self.microseconds = microseconds
        self.detail = detail
        self.failure = failure
        self.certificateEnd = certificateEnd
    }
}
