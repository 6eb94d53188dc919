import MintCore

/// How we introduce ourselves to servers.
public struct ClientIdentity: Equatable, Sendable {
    public var name: String
    public var version: String
    /// Identifiers of the extensions that we declare (CC-10).
    public var extensions: [String]

    public init(
        name: String = "mintmark", version: String,
        extensions: [String] = [ProtocolRevision.clientCredentialsExtension]
    ) {
        self.name = name
        self.version = version
        self.extensions = extensions
    }
}

extension ClientIdentity {
    var info: JSONValue { ["name": .string(name), "version": .string(version)] }

    /// `ClientCapabilities`: the extensions, and neither elicitation nor sampling, for we have no such dialogue.
    var capabilities: JSONValue {
        guard !extensions.isEmpty else { return [:] }
        let declared = Dictionary(extensions.map { ($0, JSONValue.object([:])) }, uniquingKeysWith: { $1 })
        return ["extensions": .object(declared)]
    }

    /// The `_meta` of every modern request (M26-3).
    func metadata(version: String) -> JSONValue {
        [
            ProtocolRevision.versionKey: .string(version),
            ProtocolRevision.clientInfoKey: info,
            ProtocolRevision.capabilitiesKey: capabilities,
        ]
    }
}
