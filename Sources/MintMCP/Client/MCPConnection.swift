import MintCore

/// One exchange with an MCP server: the agreed revision, its session, its tools.
public actor MCPConnection {
    let channel: Channel
    let identity: ClientIdentity
    let timeouts: MCPTimeouts

    /// `nil` before the negotiation and after closing.
    var wire: Wire?
    /// Whether the server has shown that it speaks this revision.
    var isConfirmed = false
    /// The tools, once they were listed in the present revision.
    var listing: ToolListing?
    /// What went with the last request; farewells use it, so that they ask for no new one.
    var lastToken: AccessToken?
    /// Whether the listing under way has asked for a further page.
    var hadCursor = false
    private var described: ServerDescription?
    private var lastID = 0

    init(channel: Channel, identity: ClientIdentity, timeouts: MCPTimeouts) {
        self.channel = channel
        self.identity = identity
        self.timeouts = timeouts
    }

    /// What the server says of itself.
    public var server: ServerDescription { described ?? ServerDescription(protocolVersion: wire?.version ?? "") }
    /// The revision spoken now; it changes where a stored one turned out to be outdated.
    public var protocolVersion: String { server.protocolVersion }

    /// Ends the session, where the server keeps one (M25-4). Never fails, and is not cancelled with its task.
    /// A request after that would begin anew.
    public func close() async {
        guard let wire else { return }
        self.wire = nil
        await end(wire)
    }

    func start(preferring: String?) async throws {
        try await limited("the handshake") { try await self.negotiate(preferring: preferring) }
    }

    func adopt(_ wire: Wire, _ answer: JSONValue?, isConfirmed: Bool) {
        self.wire = wire
        self.isConfirmed = isConfirmed
        listing = nil
        described =
            answer.map { ServerDescription(protocolVersion: wire.version, answer: $0) }
            ?? ServerDescription(protocolVersion: wire.version)
    }

    /// Takes the identity that modern servers put into every result.
    func noteIdentity(in result: JSONValue) {
        described?.take(result["_meta"]?[ProtocolRevision.serverInfoKey])
    }

    func nextID() -> Int {
        lastID += 1
        return lastID
    }

    /// Bounds a whole operation (W-6).
    func limited<R: Sendable>(
        _ operation: String, _ body: @escaping @Sendable () async throws -> R
    ) async throws -> R {
        guard let result = try await withTimeLimit(timeouts.total, clock: channel.clock, body) else {
            throw MCPError.timedOut(host: channel.host, method: operation, after: timeouts.total)
        }
        return result
    }
}
