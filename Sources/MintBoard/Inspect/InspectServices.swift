public import MintCore

/// What the panes of one profile ask of the outside. Each closure may be called from any thread.
public struct InspectServices: Sendable {
    /// So many events of the trail are shown.
    public static let historyLimit = 200

    /// What the kept token says of itself; `nil` where none is kept. Reads the store of secrets, and nothing else.
    public var reading: @Sendable (ProfileID) async throws -> TokenReading?
    /// Items in the store that no row names any more.
    public var leftovers: @Sendable (ProfileID) async throws -> [UnnamedItem]
    /// What is kept of the last discovery, or with `true` of a new one.
    public var discovery: @Sendable (ProfileID, _ isAnew: Bool) async throws -> DiscoveryRecord?
    /// Takes what is published now as right.
    public var acceptDrift: @Sendable (ProfileID) async throws -> DiscoveryRecord?
    /// From the audit trail, the newest first.
    public var history: @Sendable (ProfileID) async throws -> [AuditEvent]
    /// One exchange with the MCP server.
    public var tools: @Sendable (ProfileID) async throws -> ToolShelf
    public var call: @Sendable (ProfileID, ToolCall) async throws -> ToolAnswer

    public init(
        reading: @escaping @Sendable (ProfileID) async throws -> TokenReading?,
        leftovers: @escaping @Sendable (ProfileID) async throws -> [UnnamedItem],
        discovery: @escaping @Sendable (ProfileID, _ isAnew: Bool) async throws -> DiscoveryRecord?,
        acceptDrift: @escaping @Sendable (ProfileID) async throws -> DiscoveryRecord?,
        history: @escaping @Sendable (ProfileID) async throws -> [AuditEvent],
        tools: @escaping @Sendable (ProfileID) async throws -> ToolShelf,
        call: @escaping @Sendable (ProfileID, ToolCall) async throws -> ToolAnswer
    ) {
        self.reading = reading
        self.leftovers = leftovers
        self.discovery = discovery
        self.acceptDrift = acceptDrift
        self.history = history
        self.tools = tools
        self.call = call
    }
}
