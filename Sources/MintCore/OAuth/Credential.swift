/// What proves the client, taken out of its store for one exchange.
public enum Credential: Sendable {
    case secret(Secret)
    case key(SigningKey)

    /// - Parameters:
    ///   - kind: What the item is; only the two kinds of credential are read.
    ///   - stored: As ``stored`` gave it.
    public init(_ kind: KeyringKey.Kind, stored: Secret) throws(SigningKeyError) {
        switch kind {
        case .privateKey: self = .key(try SigningKey(stored))
        default: self = .secret(stored)
        }
    }

    public var kind: KeyringKey.Kind {
        switch self {
        case .secret: .clientSecret
        case .key: .privateKey
        }
    }

    /// What goes into a store: the secret's bytes, or the key as PKCS#8 PEM.
    public var stored: Secret {
        switch self {
        case .secret(let secret): secret
        case .key(let key): key.serialized
        }
    }
}
