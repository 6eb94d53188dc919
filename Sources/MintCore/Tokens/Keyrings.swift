/// The stores of this host by name; one is made when it is first asked for.
public struct Keyrings: Sendable {
    private let make: @Sendable (StoreName) -> any Keyring

    public init(_ make: @escaping @Sendable (StoreName) -> any Keyring) { self.make = make }

    public subscript(_ name: StoreName) -> any Keyring { make(name) }
}

extension Keyrings {
    /// Writes a secret and reads it back: what is not kept as written is an error now, not at three in the morning (A17).
    func keep(
        _ secret: Secret, at key: KeyringKey, in store: StoreName, bound binding: SecretBinding
    ) async throws(KeyringError) {
        let keyring = self[store]
        try await keyring.store(secret, at: key, bound: binding)
        guard try await keyring.secret(at: key, bound: binding) == secret else { throw .notKept(store) }
    }
}
