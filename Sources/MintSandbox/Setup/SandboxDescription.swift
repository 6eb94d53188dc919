internal import FoundationEssentials

/// Where a running sandbox is and who its practice clients are. Its JSON is a contract of `mintmark sandbox --json`.
public struct SandboxDescription: Codable, Sendable, Equatable {
    /// A practice client with what it authenticates with: a secret, a key file, or nothing where it is public.
    public struct Client: Codable, Sendable, Equatable {
        public let clientID: String
        /// `client_secret_basic`, `client_secret_post`, `private_key_jwt` or `none`.
        public let method: String
        public let clientSecret: String?
        /// An absolute or relative path, as the key folder was given.
        public let privateKeyFile: String?
        /// The grants that it may use, by their registered names; `nil` for `client_credentials` alone.
        public let grants: [String]?

        enum CodingKeys: String, CodingKey {
            case clientID = "client_id"
            case method
            case clientSecret = "client_secret"
            case privateKeyFile = "private_key_file"
            case grants
        }
    }

    public let schemaVersion: Int
    public let issuer: String
    public let mcp: String
    public let control: String
    public let clients: [Client]

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case issuer, mcp, control, clients
    }

    /// The description as one line of JSON, without a newline at its end.
    public var jsonLine: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and an integer always encode.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

extension SandboxDescription: CustomStringConvertible {
    /// Without the secrets.
    public var description: String { "sandbox at \(mcp), issuer \(issuer), \(clients.count) clients" }
}

extension SandboxDescription.Client: CustomStringConvertible {
    public var description: String { "\(clientID) (\(method))" }
}
