import MintCore

extension VaultKeyring {
    /// How many calls are written together at most: other processes want their turn, too.
    static let sharingLimit = 64

    /// Writes or removes a secret; it is on the disk, and was read back, when this returns.
    ///
    /// Calls that come while the disk is waited for are written together, by one lock and few waits. One alone waits for
    /// nobody.
    func write(_ key: KeyringKey, _ change: VaultWrite.Change) async throws(VaultFailure) {
        let result: Result<Void, VaultFailure> = await withCheckedContinuation { continuation in
            waiting.append(VaultWrite(key: key, change: change) { continuation.resume(returning: $0) })
            // Behind every call that waits for this actor by now.
            if waiting.count == 1 { Task { writeWaiting() } }
        }
        try result.get()
    }

    private func writeWaiting() {
        let writes = takeTurn()
        if !waiting.isEmpty { Task { writeWaiting() } }
        let results: [Result<Void, VaultFailure>]
        do throws(VaultFailure) {
            results = try perform(writes)
        } catch {
            results = writes.map { _ in .failure(error) }
        }
        for (write, result) in zip(writes, results) { write.answer(result) }
    }

    /// The next calls, in their order; never two for one file.
    private func takeTurn() -> [VaultWrite] {
        var names: Set<String> = []
        let writes = Array(waiting.prefix(Self.sharingLimit).prefix { names.insert($0.key.fileName).inserted })
        waiting.removeFirst(writes.count)
        return writes
    }

    private func perform(_ writes: [VaultWrite]) throws(VaultFailure) -> [Result<Void, VaultFailure>] {
        guard !writes.allSatisfy(\.isRemoval) else {
            // There is nothing to remove where there is no folder, and none is made.
            guard let files = try files() else { return writes.map { _ in .success(()) } }
            return try perform(writes, in: files)
        }
        return try perform(writes, in: SealedFiles(makingAt: folderPath, disk: disk))
    }

    private func perform(
        _ writes: [VaultWrite], in files: borrowing SealedFiles
    ) throws(VaultFailure) -> [Result<Void, VaultFailure>] {
        try files.whileLocked(patience: patience) { () throws(VaultFailure) in
            try sweep(files, always: writes.contains(where: \.isRemoval))
            let sealed = seal(writes, files)
            let changes = zip(writes, sealed).compactMap { write, bytes -> PrivateFolder.Change? in
                guard case .success(let bytes) = bytes else { return nil }
                return (write.key.fileName, bytes)
            }
            var failures = files.change(changes)[...]
            return zip(writes, sealed).map { write, bytes in
                // What could not be sealed has no change.
                if case .failure(let error) = bytes { return .failure(error) }
                if let failure = failures.popFirst() ?? nil { return .failure(failure) }
                return Result { () throws(VaultFailure) in try check(write) }
            }
        }
    }

    /// The bytes of each file, `nil` for those that are removed.
    private func seal(
        _ writes: [VaultWrite], _ files: borrowing SealedFiles
    ) -> [Result<[UInt8]?, VaultFailure>] {
        var keys: Result<VaultKeySet, VaultFailure>?
        var sealed: [Result<[UInt8]?, VaultFailure>] = []
        for write in writes {
            guard case .seal(let secret, let binding) = write.change else {
                sealed.append(.success(nil))
                continue
            }
            let found = keys ?? Result { () throws(VaultFailure) in try keysToSeal() }
            keys = found
            let path = files.path(of: write.key.fileName)
            sealed.append(
                found.flatMap { keys in
                    let header = VaultHeader(keyID: keys.current.id, write.key, binding)
                    guard let file = keys.current.sealed(secret, header), file.count <= SealedFiles.largest else {
                        return .failure(.file(FileFailure("seal", path, code: 22)))
                    }
                    return .success(file)
                })
        }
        return sealed
    }

    private func keysToSeal() throws(VaultFailure) -> VaultKeySet {
        if let keys = try keySet() { return keys }
        return try madeKey()
    }

    /// Reads back what was written, before another writer may replace it.
    private func check(_ write: VaultWrite) throws(VaultFailure) {
        guard case .seal(let secret, let binding) = write.change else { return }
        guard try open(write.key, bound: binding) == secret else { throw .notKept }
    }
}
