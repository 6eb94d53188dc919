import MintCore

/// One secret that waits to be written or removed, and who waits for that.
struct VaultWrite: Sendable {
    enum Change: Sendable {
        case seal(Secret, SecretBinding)
        case remove
    }

    /// Tells it from the others of this process.
    var number: Int
    var key: KeyringKey
    var change: Change
    var answer: @Sendable (Result<Void, VaultFailure>) -> Void

    var isRemoval: Bool {
        if case .remove = change { true } else { false }
    }
}

/// Calls that are written together. While it waits for other processes it can be given up, once all of its calls are.
struct VaultTurn {
    var wanted: Set<Int> = []
    var task: Task<[Result<Void, VaultFailure>], Never>?
}
