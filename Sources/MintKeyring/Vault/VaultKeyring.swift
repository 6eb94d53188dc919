import Glibc
public import MintCore

/// Storage in sealed files, for hosts that have no Secret Service: one standard JWE (RFC 7516, `dir` + `A256GCM`) a
/// secret, in a folder of ours, under a data key that lies in a file elsewhere.
///
/// A file says in its authenticated header what its secret is for; opening it for anything else is
/// ``KeyringError/bindingMismatch(_:)``. Files are replaced whole and reach the disk before a call returns; several
/// processes may work in one vault. It keeps no prompt, no daemon and no lock.
public actor VaultKeyring: Keyring {
    private let folderPath: String
    private let keyFile: VaultKeyFile
    private let notice: @Sendable (String) -> Void
    private let thread = SerialThread(label: "vault")  // writing waits for the disk

    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// The largest sealed file that is read: 64 KiB in base64url, with room for the header.
    private static var largestFile: Int { 96 * 1024 }

    /// - Parameters:
    ///   - folder: Where the sealed files lie, an absolute path. Made (0700) at the first store.
    ///   - keyFile: Where the data key lies, an absolute path outside of `folder` and of what is copied with it.
    ///     Made (0600) at the first store into a vault that holds no sealed file yet.
    ///   - notice: Told in one plain line that a key was made.
    public init(folder: String, keyFile: String, notice: @escaping @Sendable (String) -> Void) {
        folderPath = folder
        self.keyFile = VaultKeyFile(path: keyFile)
        self.notice = notice
    }

    public func state() -> StoreState {
        do throws(VaultFailure) {
            try checkFolder()
            if try existingKey() == nil { try keyFile.checkMakeable() }
            return .ready
        } catch {
            if case .notReady(let state) = error { return state }
            return .refused(KeyringError(error, .load).headline)
        }
    }

    public func store(_ secret: Secret, at key: KeyringKey, bound binding: SecretBinding) throws(KeyringError) {
        try key.checkForm(in: .vault, .store)
        try secret.checkSize(in: .vault)
        do throws(VaultFailure) {
            try seal(secret, at: key, bound: binding)
            guard try open(key, bound: binding) == secret else { throw .notKept }
        } catch {
            throw KeyringError(error, .store)
        }
    }

    public func secret(at key: KeyringKey, bound binding: SecretBinding) throws(KeyringError) -> Secret? {
        try key.checkForm(in: .vault, .load)
        do throws(VaultFailure) {
            return try open(key, bound: binding)
        } catch {
            throw KeyringError(error, .load)
        }
    }

    public func makeReady() throws(KeyringError) {
        let state = state()
        guard state == .ready else { throw .unavailable(.vault, state) }
    }

    public func remove(_ key: KeyringKey) throws(KeyringError) {
        try key.checkForm(in: .vault, .remove)
        do throws(VaultFailure) {
            guard let folder = try folder() else { return }
            try onDisk { () throws(FileFailure) in
                try folder.remove(key.fileName)
                try folder.removeLeftovers(of: key.fileName)
            }
        } catch {
            throw KeyringError(error, .remove)
        }
    }
}

extension VaultKeyring {
    private func seal(_ secret: Secret, at key: KeyringKey, bound binding: SecretBinding) throws(VaultFailure) {
        let existing = try existingKey()
        let dataKey = if let existing { existing } else { try madeKey() }
        guard let folder = try folder(making: true), let file = dataKey.sealed(secret, key, binding),
            file.count <= Self.largestFile
        else {
            throw .file(FileFailure("seal", key.fileName, code: EINVAL))
        }
        try onDisk { () throws(FileFailure) in try folder.replace(key.fileName, with: file) }
    }

    private func open(_ key: KeyringKey, bound binding: SecretBinding) throws(VaultFailure) -> Secret? {
        guard let folder = try folder() else { return nil }
        let path = folder.path(of: key.fileName)
        guard let file = try sealedFile(key.fileName, in: folder) else { return nil }
        guard let dataKey = try existingKey() else { throw keyFile.unavailable("is missing") }
        guard let opened = dataKey.opened(file) else { throw .damaged(path) }
        guard opened.header == VaultHeader(keyID: dataKey.id, key, binding) else { throw .boundElsewhere(path) }
        return opened.secret
    }

    private func sealedFile(_ name: String, in folder: borrowing PrivateFolder) throws(VaultFailure) -> [UInt8]? {
        let path = folder.path(of: name)
        do throws(FileFailure) {
            guard let file = try folder.open(name) else { return nil }
            guard try file.status(of: path).st_mode & S_IFMT == S_IFREG,
                let bytes = try file.contents(limit: Self.largestFile, path: path)
            else { throw FileFailure("open", path, code: ELOOP) }
            return bytes
        } catch {
            throw error.code == ELOOP ? .damaged(path) : .file(error)
        }
    }

    /// The key in the key file; `nil` where there is neither a key nor a file that was sealed under one.
    private func existingKey() throws(VaultFailure) -> VaultKey? {
        if let key = try keyFile.load() { return key }
        guard let folder = try folder() else { return nil }
        let count = try onDisk { () throws(FileFailure) in try folder.names() }.count { $0.hasSuffix(".jwe") }
        guard count > 0 else { return nil }
        // Another process may have made the key and sealed a file since we looked.
        if let key = try keyFile.load() { return key }
        throw keyFile.unavailable(
            "is missing, and \(count == 1 ? "a sealed file needs" : "\(count) sealed files need") it")
    }

    private func madeKey() throws(VaultFailure) -> VaultKey {
        let made = try keyFile.make()
        if made.isNew {
            notice(
                """
                Made the vault's key file \(keyFile.path.plainLine()). Keep a copy of it apart from the vault: sealed \
                files cannot be opened without it. It protects copies of the vault, not against root or your other \
                programs.
                """)
        }
        return made.key
    }

    /// The folder of sealed files, checked to be ours alone; `nil` where there is none and `making` is false.
    private func folder(making: Bool = false) throws(VaultFailure) -> PrivateFolder? {
        let path = folderPath
        let folder = try onDisk { () throws(FileFailure) in
            making ? try PrivateFolder.make(at: path) : try PrivateFolder(at: path)
        }
        guard let folder else { return nil }
        let status = try onDisk { () throws(FileFailure) in try folder.status() }
        guard status.st_uid == geteuid() else {
            throw .notReady(.refused("the folder \(path.plainLine()) belongs to another user"))
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .notReady(.refused("the folder \(path.plainLine()) is open to others; chmod 700 it"))
        }
        return folder
    }

    private func checkFolder() throws(VaultFailure) {
        _ = try folder()
        do throws(FileFailure) {
            try PrivateFolder.checkMakeable(at: folderPath)
        } catch {
            throw .notReady(.refused(error.reason))
        }
    }

    private func onDisk<R: ~Copyable>(_ body: () throws(FileFailure) -> R) throws(VaultFailure) -> R {
        do throws(FileFailure) {
            return try body()
        } catch {
            throw .file(error)
        }
    }
}

extension KeyringKey {
    /// `<profile>.<kind>.<generation>.jwe`; no part holds a dot or a slash (``checkForm(in:_:)``).
    var fileName: String { "\(profile.rawValue).\(kind.rawValue).\(generation).jwe" }
}
