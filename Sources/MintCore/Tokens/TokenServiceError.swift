public enum TokenServiceError: Error, Equatable {
    case noCredential(String)
    /// The row names a credential that its store does not have.
    case credentialGone(String, StoreName, KeyringKey.Kind)
    /// A person must log in again; nothing in the background does it for them (DV-7).
    case loginNeeded(String, Grant, LoginReason)
    /// A pasted token cannot be renewed.
    case staticToken(String)
    /// The server names another issuer now: nothing goes out until an operator has looked (REG-6).
    case held(String, ProfileBonds.Hold, boundTo: String)

    public enum LoginReason: Equatable, Sendable {
        /// The server gave none, or it was refused and dropped (TK-11).
        case noRefreshToken
        case refreshExpired
    }
}

extension TokenServiceError: UserFacingError {
    public var headline: String {
        switch self {
        case .noCredential(let name): "\(name.plainLine(limit: 60)) has no credential"
        case .credentialGone(let name, let store, let kind):
            "The \(kind.words) of \(name.plainLine(limit: 60)) is not in the \(store.words) any more"
        case .loginNeeded(let name, _, .noRefreshToken):
            "\(name.plainLine(limit: 60)) needs a person to log in again: there is no refresh token"
        case .loginNeeded(let name, _, .refreshExpired):
            "\(name.plainLine(limit: 60)) needs a person to log in again: its refresh token has run out"
        case .staticToken(let name): "The token of \(name.plainLine(limit: 60)) was pasted in and cannot be renewed"
        case .held(let name, let hold, let issuer):
            "\(name.plainLine(limit: 60)) is on hold: its server names the issuer \(hold.issuer.plainLine(limit: 120)), "
                + "not \(issuer.plainLine(limit: 120))"
        }
    }

    public var hint: String? {
        switch self {
        case .noCredential(let name), .credentialGone(let name, _, _):
            "Log it in again: `mintmark login SERVER --profile \(name.plainLine(limit: 60)) …`; its settings stay as they are "
                + "in `mintmark show`."
        case .loginNeeded(let name, let grant, _):
            "Run on a terminal: mintmark login SERVER --profile \(name.plainLine(limit: 60)) --grant \(grant.rawValue)"
        case .staticToken(let name):
            "Paste a new one: mintmark login SERVER --profile \(name.plainLine(limit: 60)) --grant static --token-stdin"
        case .held(let name, let hold, _):
            """
            No credential was sent. If the change is right, log in anew with credentials of the new issuer:
              mintmark login SERVER --profile \(name.plainLine(limit: 60)) --issuer \(hold.issuer.plainLine(limit: 200)) …
            If it is not, tell the server's operator; to go on with the old issuer meanwhile:
              mintmark set \(name.plainLine(limit: 60)) --keep-issuer
            """
        }
    }

    public var exitStatus: ExitStatus {
        switch self {
        case .noCredential, .credentialGone: .store
        case .loginNeeded, .staticToken, .held: .authentication
        }
    }
}
