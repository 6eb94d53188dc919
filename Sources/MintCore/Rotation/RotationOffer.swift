/// What an operator begins a rotation with.
public struct RotationOffer: Sendable {
    public enum Material: Sendable {
        /// From an operator, for the kind of credential that the profile has.
        case given(Credential)
        /// Made here; its public half is to be published, or registered by hand.
        case made(SigningKey)
        /// The server makes a new secret (RFC 7592).
        case registration
        /// An operator's program makes it.
        case command([String])
    }

    public var material: Material
    public var overlap: Rotation.Overlap
    public var isCompromise: Bool
    public var publication: Rotation.Publication?
    /// Seconds that the server keeps a published JWK set (RO-9).
    public var cacheTime: Int
    /// When the operator knows that a given secret ends.
    public var expiresAt: Timestamp?

    public init(
        _ material: Material, overlap: Rotation.Overlap = .unknown, isCompromise: Bool = false,
        publication: Rotation.Publication? = nil, cacheTime: Int = 900, expiresAt: Timestamp? = nil
    ) {
        self.material = material
        self.overlap = overlap
        self.isCompromise = isCompromise
        self.publication = publication
        self.cacheTime = cacheTime
        self.expiresAt = expiresAt
    }
}

extension RotationOffer {
    /// What is journalled of it.
    ///
    /// - Throws: ``RotationError/wrongKind(_:given:wanted:)``.
    func plan(for profile: Profile) throws -> Rotation.Plan {
        let wanted: KeyringKey.Kind = profile.clientAuthentication == .privateKeyJWT ? .privateKey : .clientSecret
        var use = CredentialUse(profile)
        let source: Rotation.Source, kind: KeyringKey.Kind
        switch material {
        case .given(let credential):
            guard credential.kind == wanted else {
                throw RotationError.wrongKind(profile.name, given: credential.kind, wanted: wanted)
            }
            (source, kind) = (.pasted, wanted)
            if case .key(let key) = credential { use = use.signing(with: key, keyID: key.declaredKeyID) }
        case .made(let key):
            (source, kind) = (.made, .privateKey)
            use.authentication = .privateKeyJWT
            use = use.signing(with: key, keyID: nil)
        case .registration:
            guard wanted == .clientSecret else {
                throw RotationError.wrongKind(profile.name, given: .clientSecret, wanted: wanted)
            }
            (source, kind) = (.registration, wanted)
        case .command(let words): (source, kind) = (.command(words), wanted)
        }
        return Rotation.Plan(
            source: source, kind: kind, use: use, overlap: isCompromise ? .none : overlap, isCompromise: isCompromise,
            publication: kind == .privateKey ? publication : nil, cacheTime: cacheTime)
    }
}

extension CredentialUse {
    /// The same method with another key: the algorithm stays where the key can do it.
    func signing(with key: SigningKey, keyID: String?) -> CredentialUse {
        var use = self
        let stays = keyAlgorithm.map(key.algorithms.contains) ?? false
        use.keyAlgorithm = stays ? keyAlgorithm : key.algorithms.first
        use.keyAlgorithmName = stays ? keyAlgorithmName : nil
        use.keyID = keyID
        return use
    }
}
