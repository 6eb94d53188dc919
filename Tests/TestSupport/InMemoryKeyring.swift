public import MintCore

/// The port in memory: what it promises, and states on demand.
public actor InMemoryKeyring: Keyring {
    private struct Stored {
        var secret: Secret
        var issuer: String?
        var origin: String
    }

    private let name: StoreName
    private var current: StoreState
    private var stored: [KeyringKey: Stored] = [:]

    public init(name: StoreName = .vault, state: StoreState = .ready) {
        self.name = name
        current = state
    }

    /// What is stored now.
    public var keys: Set<KeyringKey> { Set(stored.keys) }

    public func become(_ state: StoreState) { current = state }

    public func state() -> StoreState { current }

    public func store(_ secret: Secret, at key: KeyringKey, bound binding: SecretBinding) throws(KeyringError) {
        try checkReady()
        guard secret.count <= 65_536 else { throw .failed(name, .store, reason: "a secret larger than 65536 bytes") }
        stored[key] = Stored(secret: secret, issuer: binding.issuer, origin: binding.tokenEndpointOrigin)
    }

    public func secret(at key: KeyringKey, bound binding: SecretBinding) throws(KeyringError) -> Secret? {
        try checkReady()
        guard let found = stored[key] else { return nil }
        guard found.issuer == binding.issuer, found.origin == binding.tokenEndpointOrigin else {
            throw .bindingMismatch("\(key.kind.rawValue) in memory")
        }
        return found.secret
    }

    public func remove(_ key: KeyringKey) throws(KeyringError) {
        try checkReady()
        stored[key] = nil
    }

    public func makeReady() throws(KeyringError) { try checkReady() }

    private func checkReady() throws(KeyringError) {
        guard current == .ready else { throw .unavailable(name, current) }
    }
}
