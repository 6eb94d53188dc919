/// What an operator does with the vault as a whole, beside the use of it as a ``Keyring``.
public protocol VaultAdministration: Sendable {
    /// Raises no prompt; looks at each sealed file, and opens it where the keys are at hand.
    func status() async -> VaultStatus
    /// Whether a passphrase seals its keys, or may do so as far as can be told; opens no sealed file.
    func hasPassphrase() async -> Bool
    /// Succeeds only for the passphrase that seals the keys, or that this process opened them with; whatever lies in the key
    /// file otherwise proves nothing about who is there.
    func verify(_ passphrase: Secret) async throws(KeyringError)
    /// Makes the data key before the first secret does: in a key file as it is, or sealed by this passphrase.
    ///
    /// - Throws: ``VaultError/alreadyThere(_:)`` where there is a key.
    func create(passphrase: Secret?) async throws(VaultError)
    /// Seals the same data keys by another passphrase, or by none (`nil`). The old file stays until the new one is on the
    /// disk and was opened; a process that has the keys open goes on.
    ///
    /// - Parameter current: The passphrase up to now; where it is missing, the attendant is asked.
    func changePassphrase(from current: Secret?, to new: Secret?) async throws(VaultError)
    /// Makes a new data key and seals every file under it; goes on with what was interrupted. At any moment every file
    /// opens: the old key stays until no file names it.
    ///
    /// - Parameter progress: How many files were seen, of how many. Cancellation ends the work between two files.
    func rotateKey(_ progress: @escaping @Sendable (Int, Int) -> Void) async throws(VaultError) -> VaultRotation
}

/// What a rotation of the data key came to.
public struct VaultRotation: Equatable, Sendable {
    /// The current key's.
    public var keyID: String
    /// How many files were sealed anew.
    public var resealed: Int
    /// The old key is gone.
    public var isFinished: Bool
    /// Files that did not open, by path, and so stayed as they are.
    public var damaged: [String]

    public init(keyID: String, resealed: Int, isFinished: Bool, damaged: [String]) {
        (self.keyID, self.resealed, self.isFinished, self.damaged) = (keyID, resealed, isFinished, damaged)
    }
}

/// Why the vault was not made or changed.
public enum VaultError: Error, Equatable {
    /// The text says what is there, as the start of a sentence.
    case alreadyThere(String)
    /// Nothing was made yet.
    case noKey
    /// The key is a systemd credential (its path), which is not ours to change.
    case readOnly(String)
    /// There is no passphrase to remove.
    case noPassphrase
    case tooShort(minimum: Int)
    case keyring(KeyringError)
}

extension VaultError: UserFacingError {
    public var headline: String {
        switch self {
        case .alreadyThere(let what): "There is a vault key already: \(what)"
        case .noKey: "There is no vault key yet"
        case .readOnly(let path): "The vault's key comes as a systemd credential and cannot be changed here: \(path)"
        case .noPassphrase: "The vault has no passphrase to remove"
        case .tooShort(let minimum): "The passphrase is shorter than \(minimum) characters"
        case .keyring(let error): error.headline
        }
    }

    public var hint: String? {
        switch self {
        case .alreadyThere:
            "`mintmark vault status` looks at it; `mintmark vault change-passphrase` sets or removes a passphrase."
        case .noKey: "Make one: mintmark vault init"
        case .readOnly: "Change the key file that the credential was made from, and make the credential anew."
        case .noPassphrase: "`mintmark vault status` says where its key is."
        case .tooShort: "Five or six random words are easy to type and hard to guess."
        case .keyring(let error): error.hint
        }
    }

    public var exitStatus: ExitStatus {
        if case .keyring(let error) = self { error.exitStatus } else { .local }
    }
}
