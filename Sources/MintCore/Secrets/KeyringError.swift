/// What can go wrong between us and a store.
public enum KeyringError: Error, Equatable {
    public enum Operation: String, Sendable { case store, load, remove, open }

    /// The store is not `ready`; nothing was written or read.
    case unavailable(StoreName, StoreState)
    /// The user closed the store's own prompt.
    case promptDismissed(StoreName)
    /// The store's password or passphrase is another one; nothing was changed.
    case wrongPassword(StoreName)
    /// No answer within the deadline: slow or waiting for somebody, never "absent".
    case slow(StoreName, Operation)
    /// Whoever asked does not want it any more.
    case cancelled(StoreName)
    /// A sealed file that does not open: cut or changed; the payload names the file.
    case damaged(String)
    /// A sealed file (the first text) under a data key that is not there; the id is what the file names (`kid`).
    case keyMissing(String, id: String)
    /// The secret was sealed for another issuer or token endpoint than the profile names now.
    case bindingMismatch(String)
    /// What was read back after writing was not what was written.
    case notKept(StoreName)
    case failed(StoreName, Operation, reason: String)
}

extension KeyringError: UserFacingError {
    public var headline: String {
        switch self {
        case .unavailable(.vault, .locked): "The vault is locked: it needs its passphrase, and nobody gave it"
        case .unavailable(let store, let state): "The \(store.words) is not ready: \(state.sentence)"
        case .promptDismissed: "The keyring's prompt was closed before it was answered"
        case .wrongPassword(.secretService): "That is not the keyring's password"
        case .wrongPassword(.vault): "That is not the vault's passphrase"
        case .slow(let store, let operation): "The \(store.words) did not answer in time (\(operation.rawValue))"
        case .cancelled: "Interrupted"
        case .damaged(let file): "A sealed file does not open: \(file)"
        case .keyMissing(let file, let id):
            "A sealed file is under the vault key \(id.plainLine(limit: 60)), which is not there: \(file)"
        case .bindingMismatch(let file): "A secret was sealed for another issuer or token endpoint: \(file)"
        case .notKept(let store): "The \(store.words) did not keep what was written"
        case .failed(let store, let operation, let reason):
            "The \(store.words) failed (\(operation.rawValue)): \(reason)"
        }
    }

    public var hint: String? {
        switch self {
        case .unavailable(let store, let state): state.wayForward(in: store)
        case .promptDismissed:
            "Run the command again and answer the prompt, or unlock the keyring here: mintmark unlock"
        case .wrongPassword(.secretService):
            "Nothing was changed. The login keyring has the password that the account had when it was made."
        case .wrongPassword(.vault):
            """
            Nothing was changed. The passphrase was chosen with `mintmark vault init`, or changed since. If it is right for
            sure, the key file was damaged: restore it from its copy.
            """
        case .slow(let store, _): StoreState.slow.wayForward(in: store)
        case .cancelled: nil
        case .damaged: "Restore the file from a backup, or log the profile in again."
        case .keyMissing:
            """
            `mintmark vault status` says where the keys come from. Restore the key file that has this key from its copy, or log \
            the profile in again.
            """
        case .bindingMismatch:
            "The profile's issuer or token endpoint was changed outside of Mintmark. Check `mintmark show`, then log in again."
        case .notKept:
            "Nothing was changed. Run the command again; if it persists, choose the other store with --store."
        case .failed: "Nothing was changed. Run the command again; if it persists, choose the other store with --store."
        }
    }

    public var exitStatus: ExitStatus {
        if case .cancelled = self { .interrupted } else { .store }
    }
}

extension StoreName {
    public var words: String {
        switch self {
        case .secretService: "Secret Service keyring"
        case .vault: "vault"
        }
    }
}

extension StoreState {
    /// What is the matter, as the end of a sentence.
    public var sentence: String {
        switch self {
        case .ready: "it is ready"
        case .noBus: "there is no D-Bus session here"
        case .noService: "nothing on this D-Bus session provides org.freedesktop.secrets"
        case .noDefaultCollection: "it has no default collection yet"
        case .locked: "it is locked"
        case .slow: "it gave no answer in time"
        case .keyUnavailable(let reason): reason
        case .refused(let reason): reason
        }
    }

    /// The commands that help.
    ///
    /// - Parameter host: What is known of this host: the commands are those that it has.
    public func wayForward(in store: StoreName, on host: KeyringHost = .unknown) -> String {
        switch self {
        case .ready: "Run the command again."
        case .noBus: host.words(for: host.sessionWays + [KeyringHost.vaultWay])
        case .noService: host.words(for: host.serviceWays + [KeyringHost.vaultWay])
        case .noDefaultCollection:
            host.words(for: [("Create it here, with a new password:", ["mintmark unlock"]), KeyringHost.vaultWay])
        case .locked where store == .vault:
            """
            Run the command on a terminal, which asks for the passphrase. Jobs and services need one of:
            a key file without a passphrase:            mintmark vault change-passphrase --remove
            a systemd credential, in the unit:          LoadCredential=mintmark.vault.key:/path/to/the/key
            """
        case .locked:
            host.words(for: [
                ("Unlock it here, with its password:", ["mintmark unlock"]),
                ("or use the vault for new profiles:", ["add --store vault"]),
            ])
        case .slow where store == .vault:
            "Another Mintmark has been writing to the vault for half a minute. See what it is doing, then run the command again."
        case .slow:
            host.words(for: [
                ("It is busy, or a window of its own waits for an answer on the desktop. Then:", ["mintmark unlock"]),
                KeyringHost.vaultWay,
            ])
        case .keyUnavailable:
            "It must be yours, with mode 0600. If it is lost, restore it from a backup: nothing else opens the sealed files."
        case .refused where store == .vault:
            "The vault's folder must be yours, with mode 0700, on a disk that can be written."
        case .refused:
            "Check DBUS_SESSION_BUS_ADDRESS and who owns org.freedesktop.secrets, or use the vault: add --store vault"
        }
    }
}
