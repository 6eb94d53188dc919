public import MintBoard
public import MintCore

/// Everything outside of the process that a verb may touch; `mintmark` builds it once and hands it down.
public struct CommandContext: Sendable {
    public var version: String
    public var console: Console
    /// A variable of ours, or of the system.
    public var environment: @Sendable (String) -> String?
    /// A variable that the operator named as holding a secret (`--client-secret-env`); programs that are started from now
    /// on are not given it.
    public var secretVariable: @Sendable (String) -> String?
    public var now: WallClock
    /// What the operator set for every run; not read before a verb asks.
    public var configurationFile: ConfigurationFile
    /// The stores, the database and the network; opened when a verb first asks.
    public var services: @Sendable () async throws -> Services
    /// Begins, in the background, to open the services and the store of the profile with this name: a verb that hands out
    /// a token is about to ask for them. What goes wrong is for the verb to find.
    public var getReady: @Sendable (_ profile: String) -> Void
    /// Looks at this host for `doctor`; makes nothing.
    public var host: @Sendable (HostRequest) async -> HostFacts
    /// Opens the board on this terminal; returns when it is closed.
    public var board: @Sendable (Services, BoardOptions, PaletteServices) async throws -> ExitStatus
    /// Runs the practice servers until cancelled; `ready` hears where they are.
    public var sandbox:
        @Sendable (SandboxRequest, _ ready: @escaping @Sendable (SandboxFacts) async -> Void) async throws -> Void
    /// Services on a private, empty state in this folder, for the demo.
    public var practice: @Sendable (_ folder: String) async throws -> Services
    /// Becomes another program; returns only the exit code of a failure to do so.
    public var become: @Sendable (ExecPlan) -> Int32
    /// Opens a person's browser without a shell; whether there was one to open (NET-3).
    public var openBrowser: @Sendable (_ url: String) -> Bool
    /// The screen behind stderr; `nil` where it is none.
    public var screenSize: @Sendable () -> (columns: Int, rows: Int)?
    /// What this host has that helps with a keyring; looked for when something is wrong with one.
    public var keyringHost: @Sendable () -> KeyringHost
    /// Where the lines of the board's palette are kept; `nil` for nowhere.
    public var historyFile: String?
    /// What the process ends with for a status: an interruption says by which signal.
    public var exitCode: @Sendable (ExitStatus) -> Int32
    /// Which profile the verb is about, once that is known: for advice that names it.
    let subject = Subject()

    public init(
        version: String, console: Console, environment: @escaping @Sendable (String) -> String?,
        secretVariable: @escaping @Sendable (String) -> String?, now: @escaping WallClock,
        configurationFile: ConfigurationFile,
        services: @escaping @Sendable () async throws -> Services,
        getReady: @escaping @Sendable (String) -> Void,
        host: @escaping @Sendable (HostRequest) async -> HostFacts,
        board: @escaping @Sendable (Services, BoardOptions, PaletteServices) async throws -> ExitStatus,
        sandbox:
            @escaping @Sendable (SandboxRequest, @escaping @Sendable (SandboxFacts) async -> Void) async throws -> Void,
        practice: @escaping @Sendable (String) async throws -> Services,
        become: @escaping @Sendable (ExecPlan) -> Int32,
        openBrowser: @escaping @Sendable (String) -> Bool,
        screenSize: @escaping @Sendable () -> (columns: Int, rows: Int)?,
        keyringHost: @escaping @Sendable () -> KeyringHost, historyFile: String? = nil,
        exitCode: @escaping @Sendable (ExitStatus) -> Int32 = { $0.rawValue }
    ) {
        self.version = version
        self.console = console
        self.environment = environment
        self.secretVariable = secretVariable
        self.now = now
        self.configurationFile = configurationFile
        self.services = services
        self.getReady = getReady
        self.host = host
        self.board = board
        self.sandbox = sandbox
        self.practice = practice
        self.become = become
        self.openBrowser = openBrowser
        self.screenSize = screenSize
        self.keyringHost = keyringHost
        self.historyFile = historyFile
        self.exitCode = exitCode
    }
}

/// What the board is asked for.
public struct BoardOptions: Equatable, Sendable {
    /// What the configuration file says, with what the command line says in its place.
    public var configuration: Configuration
    /// A dialogue by lines in place of a screen.
    public var isPlain: Bool

    public init(_ configuration: Configuration = Configuration(), isPlain: Bool = false) {
        (self.configuration, self.isPlain) = (configuration, isPlain)
    }
}

/// How far `mintmark doctor` looks.
public struct HostRequest: Sendable {
    /// Whether credentials are read from the stores that are ready, to judge them.
    public var readsSecrets: Bool
    /// Whether the profiles' servers are asked for the time.
    public var asksHosts: Bool

    public init(readsSecrets: Bool, asksHosts: Bool) {
        (self.readsSecrets, self.asksHosts) = (readsSecrets, asksHosts)
    }
}

/// What `mintmark sandbox` is asked for.
public struct SandboxRequest: Sendable {
    /// `nil` takes any free port.
    public var port: Int?
    /// Seconds.
    public var tokenLifetime: Int?
    /// Where the practice clients' private keys are written; `nil` for a folder of its own that goes away with it.
    public var keyFolder: String?

    public init(port: Int? = nil, tokenLifetime: Int? = nil, keyFolder: String? = nil) {
        self.port = port
        self.tokenLifetime = tokenLifetime
        self.keyFolder = keyFolder
    }
}

/// Where the practice servers are and who may log in.
public struct SandboxFacts: Sendable {
    public var issuer: String, mcp: String, control: String
    public var clients: [Client]
    /// The contract's one line of JSON.
    public var line: String

    public struct Client: Sendable {
        public var id: String, method: String
        public var secret: String?
        public var keyFile: String?
        /// By their registered names; `nil` for `client_credentials` alone.
        public var grants: [String]?

        public init(id: String, method: String, secret: String?, keyFile: String?, grants: [String]? = nil) {
            (self.id, self.method, self.secret, self.keyFile, self.grants) = (id, method, secret, keyFile, grants)
        }
    }

    public init(issuer: String, mcp: String, control: String, clients: [Client], line: String) {
        (self.issuer, self.mcp, self.control, self.clients, self.line) = (issuer, mcp, control, clients, line)
    }
}

/// A program to become, with what it is handed.
public struct ExecPlan: Sendable {
    public var command: [String]
    /// Added to the environment that we were given.
    public var variables: [String: String]
    /// Contents to be read from a file descriptor of the child.
    public var descriptors: [(number: Int32, content: Secret)]
    /// Variables that it is not to inherit, unless ``variables`` has them.
    public var withheld: Set<String>

    public init(
        command: [String], variables: [String: String], descriptors: [(number: Int32, content: Secret)],
        withheld: Set<String>
    ) {
        (self.command, self.variables, self.descriptors) = (command, variables, descriptors)
        self.withheld = withheld
    }
}
