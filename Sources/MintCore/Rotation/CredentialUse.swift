/// How a credential proves the client: what changes in a profile together with the pointer to it.
public struct CredentialUse: Equatable, Sendable, Codable {
    public var authentication: ClientAuthentication
    public var keyAlgorithm: SigningAlgorithm?
    public var keyAlgorithmName: String?
    /// The `kid` of assertions; `nil` means the RFC 7638 thumbprint.
    public var keyID: String?

    public init(
        authentication: ClientAuthentication, keyAlgorithm: SigningAlgorithm? = nil, keyAlgorithmName: String? = nil,
        keyID: String? = nil
    ) {
        self.authentication = authentication
        self.keyAlgorithm = keyAlgorithm
        self.keyAlgorithmName = keyAlgorithmName
        self.keyID = keyID
    }

    /// As a profile has it now.
    public init(_ profile: Profile) {
        self.init(
            authentication: profile.clientAuthentication, keyAlgorithm: profile.settings.keyAlgorithm,
            keyAlgorithmName: profile.settings.keyAlgorithmName, keyID: profile.settings.keyID)
    }
}

extension Profile {
    /// This profile, proving its client in another way; all else stays.
    public func using(_ use: CredentialUse) -> Profile {
        var profile = self
        profile.clientAuthentication = use.authentication
        profile.settings.keyAlgorithm = use.keyAlgorithm
        profile.settings.keyAlgorithmName = use.keyAlgorithmName
        profile.settings.keyID = use.keyID
        return profile
    }
}
