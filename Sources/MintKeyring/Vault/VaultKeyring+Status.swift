public import MintCore

extension VaultKeyring {
    public func status() -> VaultStatus {
        var status = VaultStatus(
            state: state(), folder: folderPath, credential: credential.map { look(at: $0) }, keyFile: look(at: keyFile))
        let keys = try? keySet()
        status.keyIDs = keys?.ids ?? namedKeys()
        status.filesWereOpened = keys != nil
        do throws(VaultFailure) {
            try count(&status, keys)
        } catch {
            // Why the folder cannot be read is what the state says.
        }
        return status
    }

    /// Also while its key file cannot be read: what a passphrase opened stays behind it.
    public func hasPassphrase() -> Bool {
        do throws(VaultFailure) {
            return switch try source()?.content {
            case .sealed, .unreadable: true
            case .plain, nil: opened != nil
            }
        } catch {
            return true
        }
    }

    public func verify(_ passphrase: Secret) async throws(KeyringError) {
        if case .sealed = (try? source())?.content { return try await open(with: passphrase) }
        guard let opened, opened.passphrase == passphrase else { throw .wrongPassword(.vault) }
    }

    private func look(at file: VaultKeyFile) -> VaultStatus.KeySource {
        let content: VaultStatus.KeySource.Content
        do throws(VaultFailure) {
            content =
                switch try file.load() {
                case nil: .missing
                case .plain: .plain
                case .sealed(let envelope): .passphrase(rounds: envelope.rounds)
                case .unreadable(let trouble): .unusable("\(file.words) \(trouble)")
                }
        } catch {
            content = .unusable(KeyringError(error, .load).stateSentence)
        }
        return VaultStatus.KeySource(path: file.path, content: content)
    }

    /// What the envelope says of itself; nobody vouches for that, and nothing but a number in a report hangs on it.
    private func namedKeys() -> [String]? {
        guard case .sealed(let envelope) = (try? source())?.content else { return nil }
        return envelope.keyIDs
    }

    private func count(_ status: inout VaultStatus, _ keys: VaultKeySet?) throws(VaultFailure) {
        guard let files = try files() else { return }
        let names = try files.names()
        status.files = names.sealed.count
        status.leftovers = names.temporary
        var old = 0
        for name in names.sealed {
            let path = files.path(of: name)
            guard let file = try files.contents(of: name, orNoteAs: path, in: &status.damagedFiles) else { continue }
            guard CompactJWE(serialized: file) != nil, let id = VaultKey.named(by: file) else {
                status.damagedFiles.append(path)
                continue
            }
            guard let ids = status.keyIDs else { continue }
            if !ids.contains(id) {
                status.filesUnderUnknownKeys.append(path)
            } else if let key = keys?[id], key.opened(file) == nil {
                status.damagedFiles.append(path)
            } else if id != ids.first {
                old += 1
            }
        }
        status.filesUnderOldKeys = status.keyIDs == nil ? nil : old
    }
}

extension SealedFiles {
    /// - Returns: `nil` for a file that is gone, and for what is none, whose path is noted.
    fileprivate func contents(
        of name: String, orNoteAs path: String, in damaged: inout [String]
    ) throws(VaultFailure) -> [UInt8]? {
        do throws(VaultFailure) {
            return try contents(of: name)
        } catch {
            guard case .damaged = error else { throw error }
            damaged.append(path)
            return nil
        }
    }
}

extension KeyringError {
    /// What is the matter, without the words around it.
    fileprivate var stateSentence: String {
        if case .unavailable(_, let state) = self { state.sentence } else { headline }
    }
}
