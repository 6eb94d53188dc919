public import MintCore

/// What a server says of itself: unproven, and cleaned for display (W-7).
public struct ServerDescription: Equatable, Sendable {
    /// The revision spoken now: `2026-07-28`.
    public var protocolVersion: String
    /// `nil` where the server was not asked (a known modern server needs no handshake), or did not say.
    public var name: String?
    public var version: String?
    /// Line breaks stay.
    public var instructions: String?
    /// As sent; an object, empty where unknown.
    public var capabilities: JSONValue = [:]

    /// Whether the server names the client-credentials extension. Silence does not mean that it is unsupported (CC-11).
    public var advertisesClientCredentials: Bool {
        capabilities["extensions"]?[ProtocolRevision.clientCredentialsExtension] != nil
    }

    init(protocolVersion: String) { self.protocolVersion = protocolVersion }

    /// From the result of `server/discover` or `initialize`.
    init(protocolVersion: String, answer: JSONValue) {
        self.protocolVersion = protocolVersion
        if let capabilities = answer["capabilities"], capabilities.members != nil { self.capabilities = capabilities }
        instructions = answer["instructions"]?.text?.plainText()
        take(answer["serverInfo"] ?? answer["_meta"]?[ProtocolRevision.serverInfoKey])
    }

    /// Notes the identity that a modern result carries, where none is known yet.
    mutating func take(_ info: JSONValue?) {
        guard name == nil, let info else { return }
        name = Self.line(info["name"], limit: 100)
        version = Self.line(info["version"], limit: 60)
    }

    /// Servers that have nothing to say send an empty text.
    private static func line(_ value: JSONValue?, limit: Int) -> String? {
        guard let line = value?.text?.plainLine(limit: limit), line.contains(where: { $0 != " " }) else { return nil }
        return line
    }
}
