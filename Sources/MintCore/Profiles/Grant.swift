/// How a token is obtained; the tag that every list shows.
public enum Grant: String, Sendable, CaseIterable, Codable {
    case clientCredentials = "client-credentials"
    case deviceCode = "device-code"
    case authorizationCode = "authorization-code"
    case jwtBearer = "jwt-bearer"
    case enterprise
    case `static`

    /// `[client-credentials]`
    public var tag: String { "[\(rawValue)]" }

    /// For narrow screens: `[cc]`.
    public var shortTag: String {
        switch self {
        case .clientCredentials: "[cc]"
        case .deviceCode: "[dev]"
        case .authorizationCode: "[code]"
        case .jwtBearer: "[wif]"
        case .enterprise: "[ent]"
        case .static: "[static]"
        }
    }

    /// Whether a person agrees to it, once, and a refresh token carries it on.
    public var isPersons: Bool { self == .deviceCode || self == .authorizationCode }

    /// Reads our names, with underscores too, and the wire names of RFC 6749, RFC 8628 and RFC 7523.
    public init?(argument: String) {
        let plain = argument.lowercased().replacing("_", with: "-")
        switch plain {
        case "urn:ietf:params:oauth:grant-type:device-code": self = .deviceCode
        case "urn:ietf:params:oauth:grant-type:jwt-bearer": self = .jwtBearer
        default: self.init(rawValue: plain)
        }
    }
}
