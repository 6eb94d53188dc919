/// What was seen of this host, as plain values: what ``DoctorReport`` judges.
public struct HostFacts: Sendable {
    public var now: Timestamp
    /// The effective user.
    public var userID: UInt32
    public var stores: [Store] = []
    /// The commands that this host has for a keyring.
    public var keyringHost = KeyringHost.unknown
    public var bus = Bus()
    public var configuration = ConfigurationLook()
    /// The operator's rules about ages; the defaults where the configuration could not be read.
    public var policy = DuePolicy()
    /// Where a login without `--store` goes.
    public var defaultStore = StoreName.secretService
    public var database = Database()
    public var files: [File] = []
    public var disks: [Disk] = []
    public var profiles: [ProfileRecord] = []
    /// What the server publishes otherwise than it did, by profile.
    public var drifts: [ProfileID: [DriftChange]] = [:]
    /// `nil` where secrets were not looked at.
    public var secrets: SecretTraits?
    public var clock = Clock()
    public var certificates = Certificates()
    public var proxy = Proxy()
    public var locale = Locale()
    public var terminal = Terminal()
    public var process = Process()

    public init(now: Timestamp, userID: UInt32) { (self.now, self.userID) = (now, userID) }

    // MARK: - Stores

    public struct Store: Sendable {
        public var name: StoreName
        public var state: StoreState
        public var opening = StoreOpening.none
        public var profiles = 0
        /// Where a login without `--store` goes.
        public var isDefault = false
        /// The program behind the service: `gnome-keyring`.
        public var provider: String?
        /// Items that no row names, long enough for no writer to be at work on them any more.
        public var leftovers = 0
        /// Of the vault alone.
        public var vault: VaultStatus?

        public init(name: StoreName, state: StoreState) { (self.name, self.state) = (name, state) }
    }

    public struct Bus: Sendable {
        /// In the order in which they are tried.
        public var addresses: [Address] = []

        public struct Address: Equatable, Sendable {
            public enum State: Equatable, Sendable {
                case answers
                /// Nobody listens there.
                case gone
                /// It is not to be trusted; the text says why.
                case refused(String)
            }
            public var text: String
            /// Named by `DBUS_SESSION_BUS_ADDRESS`; else found in the runtime folder.
            public var isNamed: Bool
            public var state: State

            public init(text: String, isNamed: Bool, state: State) {
                (self.text, self.isNamed, self.state) = (text, isNamed, state)
            }
        }

        public init() {}
    }

    // MARK: - Files

    public struct ConfigurationLook: Sendable {
        public var path = ""
        public var isThere = false
        /// Keys that it sets.
        public var keys = 0
        /// Why it could not be read.
        public var failure: Failure?
        /// What is wrong in it.
        public var error: ConfigurationError?

        public init() {}
    }

    public struct Database: Sendable {
        public var path = ""
        public var isThere = false
        /// Why it could not be opened or read.
        public var failure: Failure?
        public var isReadOnly = false
        public var schemaVersion: Int?
        public var bytes: Int?
        /// What SQLite's check says is wrong; empty where nothing is.
        public var damage: [String] = []
        public var auditEvents: Int?
        /// By name: their profile was removed.
        public var orphanedSessions: [String] = []

        public init() {}
    }

    /// A file or folder of ours, or one above it.
    public struct File: Equatable, Sendable {
        public enum Kind: Sendable { case file, folder, other }
        public enum Role: Sendable {
            /// Nobody else may use it.
            case own
            /// Nobody else may change what is in it.
            case above
            /// A file that others may read, but not change.
            case settings
        }
        public var path: String
        public var kind: Kind
        public var role: Role
        /// Permission bits.
        public var mode: UInt32
        public var owner: UInt32
        /// The system's reason why it could not be looked at.
        public var trouble: String?

        public init(
            path: String, kind: Kind, role: Role = .own, mode: UInt32, owner: UInt32, trouble: String? = nil
        ) {
            (self.path, self.kind, self.role, self.mode, self.owner) = (path, kind, role, mode, owner)
            self.trouble = trouble
        }
    }

    public struct Disk: Equatable, Sendable {
        public var path: String
        /// `nfs` where locks and shared memory do not reach every host; `nil` for a disk of this host.
        public var network: String?
        public var freeBytes: Int
        public var isReadOnly: Bool

        public init(path: String, network: String? = nil, freeBytes: Int, isReadOnly: Bool = false) {
            (self.path, self.network, self.freeBytes, self.isReadOnly) = (path, network, freeBytes, isReadOnly)
        }
    }
}
