/// The wire revisions that the protected servers speak.
enum MCPVersion {
    static let modern = "2026-07-28"
    /// Newest first.
    static let legacy = ["2025-11-25", "2025-06-18"]
    static let serverInfo: JSONValue = ["name": "mintmark-sandbox", "title": "Mintmark sandbox", "version": "1"]
    static let clientCredentials = "io.modelcontextprotocol/oauth-client-credentials"
    /// What both revisions advertise, the client-credentials extension included (CC-11).
    static let capabilities: JSONValue = [
        "tools": [:], "extensions": .object([clientCredentials: [:]]),
    ]

    /// The names of the modern `_meta` members.
    enum Meta {
        static let version = "io.modelcontextprotocol/protocolVersion"
        static let capabilities = "io.modelcontextprotocol/clientCapabilities"
        static let serverInfo = "io.modelcontextprotocol/serverInfo"
    }
}
