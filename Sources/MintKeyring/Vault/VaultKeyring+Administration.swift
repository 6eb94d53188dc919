public import MintCore

extension VaultKeyring: VaultAdministration {
    public func create(passphrase: Secret?) async throws(VaultError) {
        let set = VaultKeySet(VaultKey())
        try await administrating { () async throws(VaultFailure) in
            let files = try SealedFiles(makingAt: folderPath, disk: disk)
            return try await files.whileLocked(patience: patience) { () async throws(VaultFailure) -> VaultError? in
                if let (file, content) = try source() { return .alreadyThere(file.described(content)) }
                guard let content = content(for: set, passphrase) else { throw .wrongPassphrase }
                let isOurs = try await keyFile.whileLocked(patience: patience, disk: disk) { () throws(VaultFailure) in
                    try keyFile.create(content, disk: disk)
                }
                guard isOurs else { return .alreadyThere(keyFile.words) }
                remember(set, content, passphrase)
                return nil
            }
        }
    }

    public func changePassphrase(from current: Secret?, to new: Secret?) async throws(VaultError) {
        if let current {
            try await administrating { () throws(VaultFailure) in
                try tryPassphrase(current)
                return nil
            }
        } else {
            try await readyAsBefore()
        }
        try await administrating { () async throws(VaultFailure) in
            guard let (file, before) = try source() else { return .noKey }
            guard !file.isCredential else { return .readOnly(file.path) }
            return try await file.whileLocked(patience: patience, disk: disk) { () throws(VaultFailure) in
                try rewrap(new, of: file, before)
            }
        }
    }

    /// Whoever had it open, and has not any more, hears that somebody else set another passphrase.
    private func readyAsBefore() async throws(VaultError) {
        let wasOpen = opened != nil
        do throws(VaultError) {
            try await ready()
        } catch {
            throw wasOpen && error == .keyring(.unavailable(.vault, .locked)) ? .changedMeanwhile : error
        }
    }

    /// The same keys, sealed otherwise: only where they are sealed as they were when the present passphrase was proved.
    private func rewrap(
        _ passphrase: Secret?, of file: VaultKeyFile, _ before: VaultKeyFile.Content
    ) throws(VaultFailure) -> VaultError? {
        guard let (_, old) = try source() else { return .noKey }
        guard old.hasPassphrase == before.hasPassphrase else { return .changedMeanwhile }
        if passphrase == nil, !old.hasPassphrase { return .noPassphrase }
        let set: VaultKeySet
        do throws(VaultFailure) {
            guard let present = try presentKeySet() else { return .noKey }
            set = present
        } catch {
            guard error == .notReady(.locked) else { throw error }
            return .changedMeanwhile
        }
        guard let new = content(for: set, passphrase) else { throw .wrongPassphrase }
        if let passphrase, case .sealed(let envelope) = new {
            guard let opened = try? envelope.opened(with: passphrase), opened == set else { throw .notKept }
        }
        try file.replace(with: new, disk: disk)
        remember(set, new, passphrase)
        return nil
    }

    /// Who chose the passphrase is not asked for it again.
    private func remember(_ set: VaultKeySet, _ content: VaultKeyFile.Content, _ passphrase: Secret?) {
        guard let passphrase, case .sealed(let envelope) = content else {
            opened = nil
            return
        }
        opened = Opened(passphrase: passphrase, envelope: envelope, keys: set)
    }

    /// `nil` for an empty passphrase.
    private func content(for set: VaultKeySet, _ passphrase: Secret?) -> VaultKeyFile.Content? {
        guard let passphrase else { return .plain(set) }
        return PassphraseEnvelope(set, passphrase: passphrase, rounds: rounds).map { .sealed($0) }
    }

    /// With the passphrase, where there is one.
    func ready() async throws(VaultError) {
        do throws(KeyringError) {
            try await makeReady()
        } catch {
            throw .keyring(error)
        }
    }

    /// - Parameter body: Returns what stands in its way.
    func administrating(_ body: () async throws(VaultFailure) -> VaultError?) async throws(VaultError) {
        let obstacle: VaultError?
        do throws(VaultFailure) {
            obstacle = try await body()
        } catch {
            throw .keyring(KeyringError(error, .store))
        }
        if let obstacle { throw obstacle }
    }
}

extension VaultKeyFile.Content {
    fileprivate var hasPassphrase: Bool { if case .sealed = self { true } else { false } }
}

extension VaultKeyFile {
    /// `the key file /home/me/vault.key, sealed by a passphrase`.
    fileprivate func described(_ content: Content) -> String {
        switch content {
        case .plain: words
        case .sealed: "\(words), sealed by a passphrase"
        case .unreadable(let trouble): "\(words), but it \(trouble)"
        }
    }
}
