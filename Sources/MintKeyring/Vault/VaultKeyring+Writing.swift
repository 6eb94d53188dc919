import MintCore

extension VaultKeyring {
    /// How many calls are written together at most: other processes want their turn, too.
    static let sharingLimit = 64

    /// Writes or removes a secret; it is on the disk, and was read back, when this returns.
    ///
    /// Calls that come while the disk or another process is waited for are written together, by one lock and few waits. One
    /// alone waits for nobody.
    ///
    /// - Throws: ``VaultFailure/cancelled`` where the caller's task was cancelled before anything was written.
    func write(_ key: KeyringKey, _ change: VaultWrite.Change) async throws(VaultFailure) {
        writeCount += 1
        let number = writeCount
        let result: Result<Void, VaultFailure> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !Task.isCancelled else { return continuation.resume(returning: .failure(.cancelled)) }
                waiting.append(
                    VaultWrite(number: number, key: key, change: change) { continuation.resume(returning: $0) })
                guard turn == nil else { return }
                turn = VaultTurn()
                // Behind every call that waits for this actor by now.
                Task { await writeWaiting() }
            }
        } onCancel: {
            Task { await giveUp(number) }
        }
        try result.get()
    }

    private func giveUp(_ number: Int) {
        if let place = waiting.firstIndex(where: { $0.number == number }) {
            waiting.remove(at: place).answer(.failure(.cancelled))
        } else if turn?.wanted.remove(number) != nil, turn?.wanted.isEmpty == true {
            turn?.task?.cancel()
        }
    }

    /// Turn after turn until nobody waits.
    private func writeWaiting() async {
        while !waiting.isEmpty {
            let writes = takeTurn()
            let task = Task { await results(of: writes) }
            turn = VaultTurn(wanted: Set(writes.map(\.number)), task: task)
            for (write, result) in zip(writes, await task.value) { write.answer(result) }
        }
        turn = nil
    }

    private func results(of writes: [VaultWrite]) async -> [Result<Void, VaultFailure>] {
        do throws(VaultFailure) {
            return try await perform(writes)
        } catch {
            return writes.map { _ in .failure(error) }
        }
    }

    /// The next calls, in their order; never two for one file.
    private func takeTurn() -> [VaultWrite] {
        var names: Set<String> = []
        let writes = Array(waiting.prefix(Self.sharingLimit).prefix { names.insert($0.key.fileName).inserted })
        waiting.removeFirst(writes.count)
        return writes
    }

    private func perform(_ writes: [VaultWrite]) async throws(VaultFailure) -> [Result<Void, VaultFailure>] {
        guard !writes.allSatisfy(\.isRemoval) else {
            // There is nothing to remove where there is no folder, and none is made.
            guard let files = try files() else { return writes.map { _ in .success(()) } }
            return try await perform(writes, in: files)
        }
        return try await perform(writes, in: SealedFiles(makingAt: folderPath, disk: disk))
    }

    private func perform(
        _ writes: [VaultWrite], in files: borrowing SealedFiles
    ) async throws(VaultFailure) -> [Result<Void, VaultFailure>] {
        try await files.whileLocked(patience: patience) { () async throws(VaultFailure) in
            try sweep(files, always: writes.contains(where: \.isRemoval))
            let sealed = await seal(writes, files)
            let changes = zip(writes, sealed).compactMap { write, bytes -> PrivateFolder.Change? in
                guard case .success(let bytes) = bytes else { return nil }
                return (write.key.fileName, bytes)
            }
            var failures = files.change(changes)[...]
            let isKeyKept = Result { () throws(VaultFailure) in try checkKey(of: sealed) }
            return zip(writes, sealed).map { write, bytes in
                Result { () throws(VaultFailure) in
                    // What could not be sealed has no change.
                    let bytes = try bytes.get()
                    if let failure = failures.popFirst() ?? nil { throw failure }
                    guard let bytes else { return }
                    try isKeyKept.get()
                    // Before another writer may replace it.
                    guard try files.contents(of: write.key.fileName) == bytes else { throw .notKept }
                }
            }
        }
    }

    /// The bytes of each file, `nil` for those that are removed.
    private func seal(
        _ writes: [VaultWrite], _ files: borrowing SealedFiles
    ) async -> [Result<[UInt8]?, VaultFailure>] {
        var keys: Result<VaultKeySet, VaultFailure>?
        var sealed: [Result<[UInt8]?, VaultFailure>] = []
        for write in writes {
            guard case .seal(let secret, let binding) = write.change else {
                sealed.append(.success(nil))
                continue
            }
            let found = if let keys { keys } else { await keysToSeal() }
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

    private func keysToSeal() async -> Result<VaultKeySet, VaultFailure> {
        do throws(VaultFailure) {
            if let keys = try keySet() { return .success(keys) }
            return .success(try await madeKey())
        } catch {
            return .failure(error)
        }
    }

    /// Whether what was sealed can be opened: another vault's rotation may have dropped the key from the file that they
    /// share.
    private func checkKey(of sealed: [Result<[UInt8]?, VaultFailure>]) throws(VaultFailure) {
        // All are under one key.
        guard let file = sealed.lazy.compactMap({ (try? $0.get()) ?? nil }).first, let id = VaultKey.named(by: file),
            try dataKey(named: id) == nil
        else { return }
        throw .unknownKey(path: folderPath, id: id)
    }
}
