import Crypto

extension LockKey {
    /// The lock of everything that uses this credential at this endpoint: the tuple of LC-9, each part length-prefixed so
    /// that no two tuples give the same bytes.
    public init(_ profile: Profile) {
        let settings = profile.settings
        // A refresh token belongs to its profile, whatever is asked for with it: never two at once (B10).
        let parts =
            profile.grant.isPersons
            ? [profile.id.rawValue]
            : [
                profile.issuer ?? profile.tokenEndpoint.text, profile.clientID, profile.clientAuthentication.rawValue,
                profile.grant.rawValue, settings.sendsResource ? profile.resource : "", settings.audience ?? "",
                settings.usesDPoP ? profile.id.rawValue : "", "\(profile.requestedScopes.count)",
            ] + profile.requestedScopes.sorted()
                + settings.parameters.sorted { ($0.name, $0.value) < ($1.name, $1.value) }.flatMap {
                    [$0.name, $0.value]
                }
        self.init(parts)
    }

    /// The lock of whoever changes a profile's credential: a rotation holds it for a step, others use the credential
    /// meanwhile. It is taken before the credential's own, never after it.
    public init(rotationOf id: ProfileID) { self.init(["rotation", id.rawValue]) }

    private init(_ parts: [String]) {
        var hash = SHA256()
        for part in parts { hash.update(data: Array("\(part.utf8.count):\(part)".utf8)) }
        self.init(digest: String(decoding: Hexadecimal.encode(hash.finalize()), as: UTF8.self))
    }
}
