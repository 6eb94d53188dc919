import MintCore

/// What can go wrong in the vault, before it is put into the port's words.
enum VaultFailure: Error, Equatable {
    case notReady(StoreState)
    /// The file does not open; the payload is its path.
    case damaged(String)
    /// The file names a data key that is not there.
    case unknownKey(path: String, id: String)
    /// The file holds a secret for something else; the payload is its path.
    case boundElsewhere(String)
    case wrongPassphrase
    /// What was read back is not what was written.
    case notKept
    /// Another process has the writers' lock, and keeps it.
    case busy
    /// Whoever waited for that lock does not want it any more.
    case cancelled
    case file(FileFailure)
}

extension KeyringError {
    init(_ failure: VaultFailure, _ operation: Operation) {
        switch failure {
        case .notReady(let state): self = .unavailable(.vault, state)
        case .damaged(let path): self = .damaged(path)
        case .unknownKey(let path, let id): self = .keyMissing(path, id: id)
        case .boundElsewhere(let path): self = .bindingMismatch(path)
        case .wrongPassphrase: self = .wrongPassword(.vault)
        case .notKept: self = .notKept(.vault)
        case .busy: self = .slow(.vault, operation)
        case .cancelled: self = .cancelled(.vault)
        case .file(let failure): self = .failed(.vault, operation, reason: failure.reason)
        }
    }
}
