/// What there is of a vault.
public struct VaultStatus: Equatable, Sendable {
    /// A file that keys may come from.
    public struct KeySource: Equatable, Sendable {
        public enum Content: Equatable, Sendable {
            case missing
            case plain
            case passphrase(rounds: Int)
            /// Neither; the text says what is the matter.
            case unusable(String)
        }

        public var path: String
        public var content: Content

        public init(path: String, content: Content) {
            self.path = path
            self.content = content
        }
    }

    public var state: StoreState
    public var folder: String
    /// `nil` where no service manager handed us a folder of credentials. Goes before the key file where it is there.
    public var credential: KeySource?
    public var keyFile: KeySource
    /// The ids of the data keys, the current one first; `nil` where only a passphrase would tell.
    public var keyIDs: [String]?
    public var files = 0
    /// How many of them are under an old key; `nil` where the keys are not known.
    public var filesUnderOldKeys: Int?
    /// By path, as are the next: sealed under a key that is not there.
    public var filesUnderUnknownKeys: [String] = []
    public var damagedFiles: [String] = []
    /// The files were opened; otherwise only their form was looked at, for the key is locked.
    public var filesWereOpened = false
    /// Files that a killed writer left; the next writer removes them.
    public var leftovers = 0

    public init(state: StoreState, folder: String, credential: KeySource?, keyFile: KeySource) {
        (self.state, self.folder, self.credential, self.keyFile) = (state, folder, credential, keyFile)
    }
}

extension VaultStatus {
    /// The one of the two that the keys come from; `nil` where there is none yet.
    public var source: KeySource? {
        if let credential, credential.content != .missing { return credential }
        return keyFile.content == .missing ? nil : keyFile
    }

    /// Whether a passphrase seals the keys.
    public var hasPassphrase: Bool {
        if case .passphrase = source?.content { true } else { false }
    }

    /// Ready, and every file opens as far as could be seen.
    public var isSound: Bool { state == .ready && damagedFiles.isEmpty && filesUnderUnknownKeys.isEmpty }
}
