public import MintCore

extension VaultKeyring {
    public func rotateKey(
        _ progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws(VaultError) -> VaultRotation {
        try await ready()
        var set = VaultKeySet(VaultKey())
        try await administrating { () async throws(VaultFailure) in try await beginRotation(&set) }
        var rotation = VaultRotation(keyID: set.current.id)
        try await administrating { () async throws(VaultFailure) in
            try await finish(&rotation, progress)
            return nil
        }
        return rotation
    }

    public func forgetOldKeys(
        _ progress: @escaping @Sendable (Int, Int) -> Void
    ) async throws(VaultError) -> VaultRotation {
        try await ready()
        var rotation = VaultRotation(keyID: "")
        try await administrating { () async throws(VaultFailure) in
            guard let (file, _) = try source(), let set = try keySet() else { return .noKey }
            guard !file.isCredential else { return .readOnly(file.path) }
            rotation.keyID = set.current.id
            try await finish(&rotation, progress)
            if rotation.isFinished { try await forget(&rotation) }
            return nil
        }
        return rotation
    }

    /// Writes the new key ahead of its first use, or finds the rotation that was begun before, perhaps from another vault.
    private func beginRotation(_ set: inout VaultKeySet) async throws(VaultFailure) -> VaultError? {
        guard let (file, _) = try source() else { return .noKey }
        guard !file.isCredential else { return .readOnly(file.path) }
        let files = try SealedFiles(makingAt: folderPath, disk: disk)
        return try await files.whileLocked(patience: patience) { () async throws(VaultFailure) in
            try files.removeLeftovers()
            return try await file.whileLocked(patience: patience, disk: disk) { () throws(VaultFailure) in
                guard let keys = try presentKeySet() else { return .noKey }
                set = keys
                for name in try files.names().sealed {
                    if let id = try files.keyID(of: name), id != keys.current.id, keys[id] != nil { return nil }
                }
                guard keys.keys.count < VaultKeySet.most else { return .tooManyKeys(VaultKeySet.most) }
                set = keys.adding(VaultKey())
                try write(set)
                return nil
            }
        }
    }

    /// Again as long as it helps: what stays under an old key in the end does not open.
    private func finish(
        _ rotation: inout VaultRotation, _ progress: (Int, Int) -> Void
    ) async throws(VaultFailure) {
        var before = -1
        while !rotation.isFinished, rotation.resealed != before {
            before = rotation.resealed
            do throws(VaultFailure) {
                try await resealAll(&rotation, progress)
                rotation.isFinished = try await needsNoOldKey(rotation.keyID)
            } catch {
                guard error == .cancelled else { throw error }
                break
            }
        }
        rotation.oldKeys = try keySet().map { $0.keys.count - 1 } ?? 0
    }

    /// Takes each file in turn, so that other writers get theirs.
    private func resealAll(
        _ rotation: inout VaultRotation, _ progress: (Int, Int) -> Void
    ) async throws(VaultFailure) {
        guard let files = try files() else { return }
        let names = try files.names().sealed
        rotation.damaged = []
        for (index, name) in names.enumerated() {
            if Task.isCancelled { throw .cancelled }
            defer { progress(index + 1, names.count) }
            if try files.keyID(of: name) == rotation.keyID { continue }
            let outcome = try await files.whileLocked(patience: patience) { () throws(VaultFailure) in
                try reseal(name, in: files)
            }
            switch outcome {
            case .resealed: rotation.resealed += 1
            case .damaged: rotation.damaged.append(files.path(of: name))
            case .nothingToDo: break
            }
            _ = await PrivateFolder.pause(PrivateFolder.lookInterval * 2)
        }
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

    /// Whether every file here is seen to name the current key, or one that is not there. What does not say stands for a
    /// backup that will take its place: that may need any of them.
    ///
    /// - Parameter id: The key that this rotation sealed under; another one may have begun since.
    private func needsNoOldKey(_ id: String) async throws(VaultFailure) -> Bool {
        guard let files = try files() else { return true }
        return try await files.whileLocked(patience: patience) { () throws(VaultFailure) in
            guard let keys = try keySet(), keys.keys.count > 1 else { return true }
            return try Self.needsOnly([keys.current.id, id], of: keys, files)
        }
    }

    private static func needsOnly(
        _ ids: [String], of keys: VaultKeySet, _ files: borrowing SealedFiles
    ) throws(VaultFailure) -> Bool {
        for name in try files.names().sealed {
            guard let id = try files.keyID(of: name) else {
                if KeyringKey.isFileName(name) { return false }
                continue
            }
            if !ids.contains(id), keys[id] != nil { return false }
        }
        return true
    }

    /// Drops the old keys, if no file of this vault has come to need one since we looked.
    private func forget(_ rotation: inout VaultRotation) async throws(VaultFailure) {
        let files = try SealedFiles(makingAt: folderPath, disk: disk)
        let (id, file) = (rotation.keyID, keyFile)
        let left: Int? = try await files.whileLocked(patience: patience) { () async throws(VaultFailure) in
            try await file.whileLocked(patience: patience, disk: disk) { () throws(VaultFailure) -> Int? in
                guard let keys = try presentKeySet() else { return nil }
                guard keys.current.id == id, try Self.needsOnly([id], of: keys, files) else { return nil }
                if keys.keys.count > 1 { try write(keys.withoutOld) }
                return keys.keys.count - 1
            }
        }
        guard let left else {
            rotation.isFinished = false
            return
        }
        (rotation.forgotten, rotation.oldKeys) = (left, 0)
    }

    /// Puts the set where the keys lie, sealed as they are. Only for who has the file's lock.
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
