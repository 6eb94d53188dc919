/// How the client proves itself at the token endpoint; raw values are the registered names (RFC 8414 §2, RFC 7591 §2).
public enum ClientAuthentication: String, Sendable, CaseIterable, Codable {
    case clientSecretBasic = "client_secret_basic"
    case clientSecretPost = "client_secret_post"
    case privateKeyJWT = "private_key_jwt"
    case none

    /// For a list's column: `basic`.
    public var short: String {
        switch self {
        case .clientSecretBasic: "basic"
        case .clientSecretPost: "post"
        case .privateKeyJWT: "jwt"
        case .none: "none"
        }
    }

    public var credentialKind: KeyringKey.Kind? {
        switch self {
        case .clientSecretBasic, .clientSecretPost: .clientSecret
        case .privateKeyJWT: .privateKey
        case .none: nil
        }
    }

    /// Reads the registered names, hyphens for underscores, and the short forms.
    public init?(argument: String) {
        let plain = argument.lowercased().replacing("-", with: "_")
        guard let found = Self.allCases.first(where: { $0.rawValue == plain || $0.short == plain }) else { return nil }
        self = found
    }
}
