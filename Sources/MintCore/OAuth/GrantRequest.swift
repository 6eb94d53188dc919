/// What a token request asks with, beside the client's proof of itself. Prints without its secrets.
public enum GrantRequest: Sendable {
    /// RFC 6749 §4.4.
    case clientCredentials
    /// RFC 6749 §6; the scopes stay as granted.
    case refreshToken(Secret)
    /// RFC 6749 §4.1.3 with the verifier of RFC 7636 §4.5.
    case authorizationCode(Secret, verifier: Secret, redirectURI: String)
    /// RFC 8628 §3.4.
    case deviceCode(Secret)
    /// RFC 7523 §2.1: a platform's assertion (WF-1), or an ID-JAG (EM-3).
    case jwtBearer(Secret)
    /// RFC 8693 §2.1, for an ID-JAG (EM-1).
    case tokenExchange(subject: Secret, type: String, audience: String)

    /// The wire name (facts, section 1).
    public var type: String {
        switch self {
        case .clientCredentials: "client_credentials"
        case .refreshToken: "refresh_token"
        case .authorizationCode: "authorization_code"
        case .deviceCode: "urn:ietf:params:oauth:grant-type:device_code"
        case .jwtBearer: "urn:ietf:params:oauth:grant-type:jwt-bearer"
        case .tokenExchange: "urn:ietf:params:oauth:grant-type:token-exchange"
        }
    }

    static let identityAssertionType = "urn:ietf:params:oauth:token-type:id-jag"

    /// The fields that this grant alone has; the secret ones are marked by what they hold, never printed.
    var fields: [(name: String, value: [UInt8])] {
        switch self {
        case .clientCredentials: []
        case .refreshToken(let token): [("refresh_token", token.bytes)]
        case .authorizationCode(let code, let verifier, let redirectURI):
            [("code", code.bytes), ("code_verifier", verifier.bytes), ("redirect_uri", Array(redirectURI.utf8))]
        case .deviceCode(let code): [("device_code", code.bytes)]
        case .jwtBearer(let assertion): [("assertion", assertion.bytes)]
        case .tokenExchange(let subject, let type, let audience):
            [
                ("requested_token_type", Array(Self.identityAssertionType.utf8)), ("audience", Array(audience.utf8)),
                ("subject_token", subject.bytes), ("subject_token_type", Array(type.utf8)),
            ]
        }
    }

    /// What must not come back in an error that a server echoes.
    var secrets: [Secret] {
        switch self {
        case .clientCredentials: []
        case .refreshToken(let secret), .deviceCode(let secret), .jwtBearer(let secret): [secret]
        case .authorizationCode(let code, let verifier, _): [code, verifier]
        case .tokenExchange(let subject, _, _): [subject]
        }
    }

    /// Whether the scopes asked for are named again: for the others the server knows them already.
    var namesScopes: Bool {
        switch self {
        case .clientCredentials, .jwtBearer, .tokenExchange: true
        case .refreshToken, .authorizationCode, .deviceCode: false
        }
    }

    /// Whether the same request may be sent again after a 5xx: what can be used once only may be used up (B10).
    var isRepeatable: Bool {
        switch self {
        case .clientCredentials, .jwtBearer, .tokenExchange: true
        case .refreshToken, .authorizationCode, .deviceCode: false
        }
    }

    /// Whether a refresh token may come with the answer (TK-9).
    var mayBringRefresh: Bool {
        switch self {
        case .refreshToken, .authorizationCode, .deviceCode: true
        case .clientCredentials, .jwtBearer, .tokenExchange: false
        }
    }
}

extension GrantRequest: CustomStringConvertible, CustomReflectable {
    public var description: String { "<grant \(type)>" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret {
    /// A copy that is not wiped: for a request's body alone.
    var bytes: [UInt8] { withBytes { Array($0) } }
}
