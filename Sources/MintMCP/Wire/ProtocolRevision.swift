/// The wire revisions that we speak, and the names that both sides of them share.
public enum ProtocolRevision {
    /// Stateless revisions, newest first: every request carries its own metadata.
    public static let modern = ["2026-07-28"]
    /// Revisions with the `initialize` handshake, newest first.
    public static let legacy = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
    /// Every revision, newest first.
    public static let all = modern + legacy

    /// The extension under which clients authenticate as themselves (CC-10).
    public static let clientCredentialsExtension = "io.modelcontextprotocol/oauth-client-credentials"

    static let versionKey = "io.modelcontextprotocol/protocolVersion"
    static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"
    static let clientInfoKey = "io.modelcontextprotocol/clientInfo"
    static let serverInfoKey = "io.modelcontextprotocol/serverInfo"

    /// The newest of our `candidates` that is among `theirs`.
    static func mutual(_ candidates: [String], with theirs: [String]) -> String? {
        candidates.first(where: theirs.contains)
    }
}
