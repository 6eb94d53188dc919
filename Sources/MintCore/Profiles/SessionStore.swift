/// A named connection `@svc`: a row, not a process. Each command opens and ends its own MCP exchange.
public struct Session: Equatable, Sendable {
    /// Without the `@`.
    public var name: String
    public var server: HTTPURL
    /// `nil` for a server that asks for no token, or whose profile was removed.
    public var profile: ProfileID?
    /// The wire revision agreed on when it was made: `2026-07-28`, `2025-11-25` …
    public var protocolVersion: String
    public var createdAt: Timestamp

    public init(name: String, server: HTTPURL, profile: ProfileID?, protocolVersion: String, createdAt: Timestamp) {
        self.name = name
        self.server = server
        self.profile = profile
        self.protocolVersion = protocolVersion
        self.createdAt = createdAt
    }
}

/// Where sessions are kept.
public protocol SessionStore: Sendable {
    /// Every session, by name.
    func sessions() async throws(StateError) -> [Session]
    func session(named name: String) async throws(StateError) -> Session?
    /// Adds the session, or replaces the one of that name.
    func save(_ session: Session) async throws(StateError)
    /// - Returns: Whether there was one.
    func close(named name: String) async throws(StateError) -> Bool
}
