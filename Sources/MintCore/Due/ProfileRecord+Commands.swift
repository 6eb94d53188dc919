extension ProfileRecord {
    /// The login that gives this profile a new credential, or a person's consent anew.
    public var loginCommand: String {
        let grant = profile.grant == .clientCredentials ? "" : " --grant \(profile.grant.rawValue)"
        let proof =
            switch credential?.kind {
            case .privateKey: " --client-key FILE"
            case .some: " --client-secret-stdin"
            case nil: profile.grant == .static ? " --token-stdin" : ""
            }
        return
            "mintmark login \(profile.server.text.shellArgument) --profile \(profile.name.shellArgument)\(grant)\(proof)"
    }

    /// What replaces the credential without an outage.
    public var rotateCommand: String { "mintmark rotate \(profile.name.shellArgument)" }

    /// The server refused this very credential: the same one is not sent again unasked.
    public var isRefused: Bool {
        guard let contact, let code = contact.failure?.code, Self.refusals.contains(code) else { return false }
        return (credential?.createdAt).map { $0 <= contact.at } ?? true
    }

    /// RFC 6749 §5.2 and the statuses that say the same.
    private static var refusals: Set<String> {
        ["invalid_client", "unauthorized_client", "invalid_grant", "access_denied", "refused", "http 401", "http 403"]
    }
}
