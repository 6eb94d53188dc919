import Glibc
public import MintCore

extension VaultKeyring {
    public func rotateKey(
        _ progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws(VaultError) -> VaultRotation {
        try await ready()
        var set = VaultKeySet(VaultKey())
        try administrating { () throws(VaultFailure) in try beginRotation(&set) }
        var rotation = VaultRotation(keyID: set.current.id, resealed: 0, isFinished: false, damaged: [])
        try administrating { () throws(VaultFailure) in
            var before = -1
            // Again as long as it helps: what stays under an old key in the end does not open.
            while !rotation.isFinished, rotation.resealed != before {
                before = rotation.resealed
                guard try resealAll(&rotation, progress) else { break }
                rotation.isFinished = try finishRotation()
            }
            return nil
        }
        return rotation
    }

    /// Writes the new key ahead of its first use, or finds the rotation that was begun before.
    private func beginRotation(_ set: inout VaultKeySet) throws(VaultFailure) -> VaultError? {
        guard let (file, _) = try source() else { return .noKey }
        guard !file.isCredential else { return .readOnly(file.path) }
        let files = try SealedFiles(makingAt: folderPath, disk: disk)
        return try files.whileLocked(patience: patience) { () throws(VaultFailure) in
            try files.removeLeftovers()
            guard let keys = try keySet() else { return .noKey }
            set = keys
            guard keys.keys.count == 1 else { return nil }
            set = keys.adding(VaultKey())
            try write(set)
            return nil
        }
    }

    /// Takes each file in turn, so that other writers get theirs.
    ///
    /// - Returns: `false` where it was cancelled.
    private func resealAll(
        _ rotation: inout VaultRotation, _ progress: (Int, Int) -> Void
    ) throws(VaultFailure) -> Bool {
        guard let files = try files() else { return true }
        let names = try files.names().sealed
        rotation.damaged = []
        for (index, name) in names.enumerated() {
            if Task.isCancelled { return false }
            defer { progress(index + 1, names.count) }
            if try files.keyID(of: name) == rotation.keyID { continue }
            let outcome = try files.whileLocked(patience: patience) { () throws(VaultFailure) in
                try reseal(name, in: files)
            }
            switch outcome {
            case .resealed: rotation.resealed += 1
            case .damaged: rotation.damaged.append(files.path(of: name))
            case .nothingToDo: break
            }
            usleep(2 * PrivateFolder.lookInterval)
        }
        return true
    }

    private enum Outcome { case resealed, damaged, nothingToDo }

    /// What is there now, under the lock; it may be gone or new since we listed it.
    private func reseal(_ name: String, in files: borrowing SealedFiles) throws(VaultFailure) -> Outcome {
        guard let keys = try keySet() else { return .nothingToDo }
        let old: [UInt8]?
        do throws(VaultFailure) {
            old = try files.contents(of: name)
        } catch {
            guard case .damaged = error else { throw error }
            return .damaged
        }
        guard let old else { return .nothingToDo }
        guard let id = VaultKey.named(by: old), let key = keys[id], let opened = key.opened(old) else {
            return .damaged
        }
        guard id != keys.current.id else { return .nothingToDo }
        guard let new = keys.current.sealed(opened.secret, opened.header),
            let read = keys.current.opened(new), read.secret == opened.secret
        else { throw .notKept }
        try files.replace(name, with: new)
        return .resealed
    }

    /// Drops the old keys when every file is seen to name another one. What does not say stands for a backup that will take
    /// its place: that may need any of them.
    ///
    /// - Returns: `false` where there are such files.
    private func finishRotation() throws(VaultFailure) -> Bool {
        guard let files = try files() else { return true }
        return try files.whileLocked(patience: patience) { () throws(VaultFailure) in
            guard let keys = try keySet() else { return true }
            for name in try files.names().sealed {
                guard let id = try files.keyID(of: name) else {
                    if KeyringKey.isFileName(name), keys.keys.count > 1 { return false }
                    continue
                }
                if id != keys.current.id, keys[id] != nil { return false }
            }
            if keys.keys.count > 1 { try write(keys.withoutOld) }
            return true
        }
    }

    /// Puts the set where the keys lie, sealed as they are.
    private func write(_ set: VaultKeySet) throws(VaultFailure) {
        guard let (file, old) = try source() else { throw keyFile.unavailable("is missing") }
        switch old {
        case .plain: try file.replace(with: .plain(set), disk: disk)
        case .sealed(let envelope):
            // Somebody else changed the passphrase just now: ours would lock them out.
            guard let passphrase = opened?.passphrase, opened?.envelope == envelope,
                let new = PassphraseEnvelope(set, passphrase: passphrase, rounds: rounds)
            else { throw .notReady(.locked) }
            try file.replace(with: .sealed(new), disk: disk)
            opened = Opened(passphrase: passphrase, envelope: new, keys: set)
        case .unreadable(let trouble): throw file.unavailable(trouble)
        }
    }
}
