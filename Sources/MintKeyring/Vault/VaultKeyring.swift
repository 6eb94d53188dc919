public import MintCore

/// Storage in sealed files, for hosts that have no Secret Service: one standard JWE (RFC 7516, `dir` + `A256GCM`) a
/// secret, in a folder of ours, under a data key that lies elsewhere: in a systemd credential, or in a key file, which a
/// passphrase may seal.
///
/// A file says in its authenticated header what its secret is for; opening it for anything else is
/// ``KeyringError/bindingMismatch(_:)``. Files are replaced whole and reach the disk before a call returns. Writers in
/// several processes take turns; readers never wait. A passphrase is asked for at most once in a process, when a key is
/// first needed; it and the keys are then held in locked memory, so that keys which another process makes can be read.
public actor VaultKeyring: Keyring {
    let folderPath: String
    let keyFile: VaultKeyFile
    let credential: VaultKeyFile?
    let attendant: StoreAttendant
    let notice: @Sendable (String) -> Void
    let disk: DiskCalls
    /// Of PBKDF2, for a new passphrase.
    let rounds: Int
    /// How long other writers are waited for, readers and other work going on; a write takes some milliseconds.
    let patience: Duration
    private let thread = SerialThread(label: "vault")  // writing waits for the disk

    /// What a passphrase opened.
    var opened: Opened?
    /// The question that is being asked, for all who need the answer.
    var question: Task<Result<Void, KeyringError>, Never>?
    /// How the last question ended, if not well: nobody is asked twice.
    var refusal: KeyringError?
    private var hasSwept = false
    /// Calls that nobody has begun to write yet.
    var waiting: [VaultWrite] = []
    /// What is being written now; `nil` while nobody writes.
    var turn: VaultTurn?
    var writeCount = 0

    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - folder: Where the sealed files lie, an absolute path. Made (0700) at the first store.
    ///   - keyFile: Where the data key lies, an absolute path outside of `folder` and of what is copied with it.
    ///     Made (0600) at the first store into a vault that holds no sealed file yet.
    ///   - credential: Where systemd puts the key; it goes before `keyFile` where the file is there.
    ///   - attendant: Who is asked for the passphrase.
    ///   - notice: Told in one plain line that a key was made.
    public init(
        folder: String, keyFile: String, credential: String? = nil, attendant: StoreAttendant = .nobody,
        notice: @escaping @Sendable (String) -> Void
    ) {
        self.init(
            folder: folder, keyFile: keyFile, credential: credential, attendant: attendant, disk: .system,
            rounds: PassphraseEnvelope.usualRounds, patience: .seconds(30), notice: notice)
    }

    init(
        folder: String, keyFile: String, credential: String? = nil, attendant: StoreAttendant = .nobody,
        disk: DiskCalls = .system, rounds: Int, patience: Duration = .seconds(30),
        notice: @escaping @Sendable (String) -> Void
    ) {
        folderPath = folder
        self.keyFile = VaultKeyFile(path: keyFile)
        self.credential = credential.map { VaultKeyFile(path: $0, isCredential: true) }
        self.attendant = attendant
        self.disk = disk
        self.rounds = rounds
        self.patience = patience
        self.notice = notice
    }

    public func state() -> StoreState {
        do throws(VaultFailure) {
            try checkFolder()
            if try keySet() == nil { try keyFile.checkMakeable() }
            return .ready
        } catch {
            if case .notReady(let state) = error { return state }
            return .refused(KeyringError(error, .load).headline)
        }
    }

    public func store(_ secret: Secret, at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError) {
        try key.checkForm(in: .vault, .store)
        try secret.checkSize(in: .vault)
        try await attended(.store) { () async throws(VaultFailure) in try await write(key, .seal(secret, binding)) }
    }

    public func secret(at key: KeyringKey, bound binding: SecretBinding) async throws(KeyringError) -> Secret? {
        try key.checkForm(in: .vault, .load)
        return try await attended(.load) { () throws(VaultFailure) in try open(key, bound: binding) }
    }

    public func remove(_ key: KeyringKey) async throws(KeyringError) {
        try key.checkForm(in: .vault, .remove)
        do throws(VaultFailure) {
            try await write(key, .remove)
        } catch {
            throw KeyringError(error, .remove)
        }
    }
}

extension VaultKeyring {
    func open(_ key: KeyringKey, bound binding: SecretBinding) throws(VaultFailure) -> Secret? {
        guard let files = try files() else { return nil }
        let path = files.path(of: key.fileName)
        // Another process may re-seal the file under a new key, and drop the old one, between our two looks.
        var missing = ""
        for _ in 0..<3 {
            guard let file = try files.contents(of: key.fileName) else { return nil }
            let sealed = SealedSecret(file)
            guard let id = sealed?.header.keyID ?? VaultKey.named(by: file) else { throw .damaged(path) }
            guard let dataKey = try dataKey(named: id) else {
                missing = id
                continue
            }
            guard let sealed, let secret = dataKey.opened(sealed) else { throw .damaged(path) }
            guard sealed.header == VaultHeader(keyID: dataKey.id, key, binding) else { throw .boundElsewhere(path) }
            return secret
        }
        throw .unknownKey(path: path, id: missing)
    }

    /// Under the writers' lock nobody is on the way: what is temporary was left behind.
    func sweep(_ files: borrowing SealedFiles, always: Bool) throws(VaultFailure) {
        guard always || !hasSwept else { return }
        try files.removeLeftovers()
        hasSwept = true
    }

    /// The folder of sealed files; `nil` where there is none.
    func files() throws(VaultFailure) -> SealedFiles? { try SealedFiles(at: folderPath, disk: disk) }

    private func checkFolder() throws(VaultFailure) {
        _ = try files()
        do throws(FileFailure) {
            try PrivateFolder.checkMakeable(at: folderPath)
        } catch {
            throw .notReady(.refused(error.reason))
        }
    }
}

extension KeyringKey {
    /// `<profile>.<kind>.<generation>.jwe`; no part holds a dot or a slash (``checkForm(in:_:)``).
    var fileName: String { "\(profile.rawValue).\(kind.rawValue).\(generation).jwe" }

    /// Whether a file of this name would be read as a secret of a profile.
    static func isFileName(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[3] == "jwe" && Kind(rawValue: String(parts[1])) != nil && Int(parts[2]) != nil
    }
}
