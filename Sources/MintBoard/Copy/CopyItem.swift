import MintCore

/// What of a profile can go to the clipboard; the raw value is its name behind `:copy`.
enum CopyItem: String, Equatable, Sendable, CaseIterable {
    case name, server, issuer
    case tokenEndpoint = "token-endpoint"
    case clientID = "client-id"
    case header, exec, jwk, token

    var words: String {
        switch self {
        case .name: "name"
        case .server: "server URL"
        case .issuer: "issuer"
        case .tokenEndpoint: "token endpoint"
        case .clientID: "client id"
        case .header: "command for a header"
        case .exec: "command that runs another"
        case .jwk: "public key (JWK)"
        case .token: "access token"
        }
    }

    /// What is known without asking a store.
    func text(of profile: Profile) -> String? {
        let name = profile.name.shellArgument
        return switch self {
        case .name: profile.name.plainLine()
        case .server: profile.server.text
        case .issuer: profile.issuer
        case .tokenEndpoint: profile.tokenEndpoint.text
        case .clientID: profile.clientID.plainLine(limit: 2000)
        case .header: "mintmark token \(name) --header"
        case .exec: "mintmark exec \(name) --env TOKEN -- "
        case .jwk, .token: nil
        }
    }

    /// Why a profile has none.
    func refusal(for profile: Profile) -> String? {
        switch self {
        case .issuer where profile.issuer == nil: "it has none: its token endpoint is pinned"
        case .jwk where profile.clientAuthentication != .privateKeyJWT: "it proves itself without a key"
        default: nil
        }
    }
}
