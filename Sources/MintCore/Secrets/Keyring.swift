/// Where secrets rest between runs. Both stores (`secret-service`, `vault`) pass one suite written against this.
public protocol Keyring: Sendable {
    /// The state of the store, found without raising a prompt and in under 100 ms.
    func state() async -> StoreState
    /// Adds or replaces, and reads back what was kept; a reader sees the old secret or the new one, never neither. Any
    /// bytes up to 64 KiB, NUL included.
    ///
    /// - Throws: ``KeyringError/notKept(_:)`` where what was read back is not what was written (A17).
    func store(_ secret: Secret, at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError)
    /// Returns `nil` only when nothing is stored; a locked or absent store throws.
    ///
    /// - Throws: ``KeyringError/bindingMismatch(_:)`` where the item was sealed for another issuer or endpoint.
    func secret(at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError) -> Secret?
    /// Removes the secret; removing what is not there succeeds.
    func remove(_ key: KeyringKey) async throws(KeyringError)

    /// What could be done from here about a store that is not ready; raises no prompt.
    func opening() async -> StoreOpening
    /// Unlocks it or makes it, with its password.
    ///
    /// - Throws: ``KeyringError/wrongPassword(_:)``; ``KeyringError/unavailable(_:_:)`` where ``opening()`` is neither
    ///   `unlock` nor `create`.
    func open(with password: Secret) async throws(KeyringError)
    /// Makes it ready where somebody is there to answer: asks its attendant for a passphrase, or raises the provider's own
    /// window and waits for it. Returns at once where it is ready.
    ///
    /// - Throws: ``KeyringError/unavailable(_:_:)``, ``KeyringError/promptDismissed(_:)``,
    ///   ``KeyringError/wrongPassword(_:)``, ``KeyringError/slow(_:_:)``.
    func makeReady() async throws(KeyringError)
}

extension Keyring {
    public func opening() async -> StoreOpening { .none }

    public func open(with password: Secret) async throws(KeyringError) { try await makeReady() }
}

/// Which store holds a profile's secrets; chosen once and remembered per profile.
public enum StoreName: String, Sendable, CaseIterable, Codable {
    case secretService = "secret-service"
    case vault
}

/// What a look at a store found. Only `ready` lets a login or a renewal begin.
public enum StoreState: Equatable, Sendable {
    case ready
    case noBus, noService, noDefaultCollection, locked
    /// It gave no answer in time: busy, or waiting for a person somewhere; never "absent".
    case slow
    /// The vault's key file is missing, unreadable, or readable by others; the text says which.
    case keyUnavailable(String)
    /// A message bus or a service that is not ours, or that would not encrypt; the text says why.
    case refused(String)

    /// For a heading, where the README's table of states is looked up by it.
    public var brief: String {
        if case .keyUnavailable = self { "no key" } else { word }
    }

    /// One word for a list or a JSON answer: `locked`.
    public var word: String {
        switch self {
        case .ready: "ready"
        case .noBus: "noBus"
        case .noService: "noService"
        case .noDefaultCollection: "noDefaultCollection"
        case .locked: "locked"
        case .slow: "slow"
        case .keyUnavailable: "keyUnavailable"
        case .refused: "refused"
        }
    }
}
