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
    /// opens: the old key stays, for another vault may have the same key file, or a service a copy of it.
    ///
    /// - Parameter progress: How many files were seen, of how many. Cancellation ends the work between two files.
    /// - Throws: ``VaultError/tooManyKeys(_:)``.
    func rotateKey(_ progress: @escaping @Sendable (Int, Int) -> Void) async throws(VaultError) -> VaultRotation
    /// Makes no new key: seals what is under an old one anew, and when no file of this vault needs them, drops the old keys.
    /// What else is under them never opens again, unless there is a copy of the key file.
    func forgetOldKeys(_ progress: @escaping @Sendable (Int, Int) -> Void) async throws(VaultError) -> VaultRotation
}

/// What a rotation of the data key came to.
public struct VaultRotation: Equatable, Sendable {
    /// The current key's.
    public var keyID: String
    /// How many files were sealed anew.
    public var resealed = 0
    /// No file of this vault needs an old key.
    public var isFinished = false
    /// Files that did not open, by path, and so stayed as they are.
    public var damaged: [String] = []
    /// How many old keys there are still, and how many were dropped.
    public var oldKeys = 0, forgotten = 0

    public init(keyID: String) { self.keyID = keyID }
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
    /// Another process set, changed or removed the passphrase since the present one was proved.
    case changedMeanwhile
    /// There are as many keys as are read.
    case tooManyKeys(Int)
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
        case .changedMeanwhile: "Another program changed the vault's passphrase meanwhile; this one changed nothing"
        case .tooManyKeys(let count): "The vault's key file holds \(count) keys, and no more are read"
        case .keyring(let error): error.headline
        }
    }

    public var hint: String? {
        switch self {
        case .alreadyThere:
            """
            `mintmark vault status` looks at it; `mintmark vault change-passphrase` sets or removes a passphrase.
            One that is damaged or gone is restored from a backup; without one, move it and the sealed files aside.
            """
        case .noKey: "Make one: mintmark vault init"
        case .readOnly: "Change the key file that the credential was made from, and make the credential anew."
        case .noPassphrase: "`mintmark vault status` says where its key is."
        case .tooShort: "Five or six random words are easy to type and hard to guess."
        case .changedMeanwhile: "Run the command again; the passphrase up to now is the one that was set last."
        case .tooManyKeys: "Drop the old ones, which no other vault needs: mintmark vault rotate-key --forget-old"
        case .keyring(let error): error.hint
        }
    }

    public var exitStatus: ExitStatus {
        switch self {
        case .keyring(let error): error.exitStatus
        case .changedMeanwhile: .store
        default: .local
        }
    }
}
