import MintCore

/// What a passphrase opened, for the rest of the process.
struct Opened: Sendable {
    /// Opens what another process seals anew: a set with a new key.
    var passphrase: Secret
    var envelope: PassphraseEnvelope
    var keys: VaultKeySet
    /// A later envelope that the passphrase does not open: it is not tried again.
    var rejected: PassphraseEnvelope?
}

extension VaultKeyring {
    /// The file that the keys come from: the credential where systemd gave one, else the key file where it is there.
    func source() throws(VaultFailure) -> (file: VaultKeyFile, content: VaultKeyFile.Content)? {
        if let credential, let content = try credential.load() { return (credential, content) }
        if let content = try keyFile.load() { return (keyFile, content) }
        guard let files = try files() else { return nil }
        let count = try files.names().sealed.count
        guard count > 0 else { return nil }
        // Another process may have made the key and sealed a file since we looked.
        if let content = try keyFile.load() { return (keyFile, content) }
        throw keyFile.unavailable(
            "is missing, and \(count == 1 ? "a sealed file needs" : "\(count) sealed files need") it")
    }

    /// The keys to seal and open with; `nil` where there is neither a key nor a file that was sealed under one.
    func keySet() throws(VaultFailure) -> VaultKeySet? {
        guard let (file, content) = try source() else { return nil }
        switch content {
        case .plain(let set): return set
        case .sealed(let envelope): return try openedKeys(envelope)
        case .unreadable(let trouble): throw file.unavailable(trouble)
        }
    }

    /// The key of this id; `nil` where there is no such key.
    func dataKey(named id: String) throws(VaultFailure) -> VaultKey? {
        do throws(VaultFailure) {
            guard let set = try keySet() else { throw keyFile.unavailable("is missing") }
            return set[id]
        } catch {
            // The passphrase was changed elsewhere: what we have open still opens what it sealed.
            if error == .notReady(.locked), let key = opened?.keys[id] { return key }
            throw error
        }
    }

    private func openedKeys(_ envelope: PassphraseEnvelope) throws(VaultFailure) -> VaultKeySet {
        guard let opened else { throw .notReady(.locked) }
        if opened.envelope == envelope { return opened.keys }
        if opened.rejected != envelope {
            if let keys = try? envelope.opened(with: opened.passphrase) {
                self.opened = Opened(passphrase: opened.passphrase, envelope: envelope, keys: keys)
                return keys
            }
            self.opened?.rejected = envelope
        }
        // The passphrase was changed elsewhere. As long as the keys are the same, ours are good to seal under.
        guard envelope.keyIDs == opened.keys.ids else { throw .notReady(.locked) }
        return opened.keys
    }

    /// The keys as the file has them now, to be sealed anew; `nil` where there are none. Only for who has the file's lock.
    ///
    /// - Throws: ``VaultFailure/notReady(_:)`` (`locked`) where the passphrase that we have does not open what is there.
    func presentKeySet() throws(VaultFailure) -> VaultKeySet? {
        guard let set = try keySet() else { return nil }
        guard case .sealed(let envelope) = try source()?.content, opened?.envelope != envelope else { return set }
        throw .notReady(.locked)
    }

    /// Tries a passphrase on what lies in the file now, also where it is open already.
    func tryPassphrase(_ passphrase: Secret) throws(VaultFailure) {
        guard let (file, content) = try source() else { return }
        switch content {
        case .plain: return
        case .unreadable: throw .damaged(file.path)
        case .sealed(let envelope):
            do throws(PassphraseEnvelope.Refusal) {
                let keys = try envelope.opened(with: passphrase)
                opened = Opened(passphrase: passphrase, envelope: envelope, keys: keys)
                refusal = nil
            } catch {
                throw error == .wrongPassphrase ? .wrongPassphrase : .damaged(file.path)
            }
        }
    }

    /// Makes the key file, without a passphrase. Only for who has the writers' lock.
    func madeKey() async throws(VaultFailure) -> VaultKeySet {
        let set = VaultKeySet(VaultKey())
        let isOurs = try await keyFile.whileLocked(patience: patience, disk: disk) { () throws(VaultFailure) in
            try keyFile.create(.plain(set), disk: disk)
        }
        guard isOurs else {
            // Another vault's writer, whose lock is another one, shares this key file.
            guard let theirs = try keySet() else { throw keyFile.unavailable("was removed while it was made") }
            return theirs
        }
        notice(
            """
            Made the vault's key file \(keyFile.path.plainLine()). Keep a copy of it apart from the vault: sealed \
            files cannot be opened without it. It protects copies of the vault, not against root or your other \
            programs.
            """)
        return set
    }
}
