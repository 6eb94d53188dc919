import MintCore

/// One secret that waits to be written or removed, and who waits for that.
struct VaultWrite: Sendable {
    enum Change: Sendable {
        case seal(Secret, SecretBinding)
        case remove
    }

    var key: KeyringKey
    var change: Change
    var answer: @Sendable (Result<Void, VaultFailure>) -> Void

    var isRemoval: Bool {
        if case .remove = change { true } else { false }
    }
}
