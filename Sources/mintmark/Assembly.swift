import Foundation
import Glibc
import MintCommands
import MintCore
import MintDatabase
import MintHTTP
import MintKeyring
import Synchronization

/// Builds the adapters for this host and hands them down. Nothing is opened before a verb asks for it.
struct Assembly: Sendable {
    let environment: ProcessEnvironment
    let prompter: Prompter
    let trouble: OutputTrouble
    let screen: ScreenClaim
    let plain: PlainInterrupts
    let helpers: HelperRuns
    let first: FirstSignal
    let origin: ProcessOrigin
    /// Whether somebody may be asked: not with `--no-input`.
    let mayAsk: Bool
    /// With `--json`: what is said on stderr is for a program.
    let speaksJSON: Bool
    let redactor = Redactor()

    private static let wallClock: WallClock = { Timestamp(time(nil)) }

    /// This host's services.
    func opened() -> OpenedServices {
        let paths = environment.paths
        let stores = stores(at: paths, credential: environment.vaultCredential)
        return OpenedServices {
            // Without a vault nothing can be in it.
            access(paths.vault, F_OK) == 0 ? nil : (.secretService, stores.keyrings[.secretService])
        } _: {
            let state = try state(at: paths)
            let services = services(on: state, stores, at: paths, proxy: proxySettings())
            return (services, { state.mayEndOpen })
        }
    }

    func context(
        _ opened: OpenedServices, become: @escaping @Sendable (ExecPlan) -> Int32
    ) -> CommandContext {
        let console = StandardStreams.console(prompter, trouble, redactor)
        let environment = environment
        let screen = screen
        let configuration = ConfigurationReader(path: environment.paths.configuration).file
        return CommandContext(
            version: version, console: console, environment: { environment[$0] },
            secretVariable: { environment.secret($0) }, now: Self.wallClock,
            configurationFile: configuration,
            services: { try await opened.services() },
            getReady: { name in
                Task { [origin] in _ = origin.actor }
                let database = StateFolder(path: environment.paths.data).databasePath
                opened.getReady(for: name, isThere: FileManager.default.fileExists(atPath: database))
            },
            host: { request in await hostLook(opened, configuration).facts(request, now: Self.wallClock()) },
            board: { [redactor] in
                try await BoardWiring(
                    environment: environment, prompter: prompter, screen: screen, plain: plain, trouble: trouble,
                    redactor: redactor
                ).run($0, $1, $2)
            },
            sandbox: { try await SandboxWiring(environment: environment).run($0, ready: $1) },
            practice: { home in
                let paths = Paths(home: home)
                return services(
                    on: try state(at: paths), stores(at: paths, credential: nil), at: paths, proxy: ProxySettings())
            }, become: become,
            openBrowser: { Browser(environment: environment).open($0) }, screenSize: { StandardStreams.screenSize },
            keyringHost: { environment.keyringHost }, historyFile: "\(environment.paths.data)/history",
            exitCode: { [first] in first.exitCode($0.rawValue) })
    }

    private func state(at paths: Paths) throws -> SQLiteState {
        try SQLiteState.open(in: StateFolder(path: paths.data), clock: Self.wallClock) { [redactor] in
            redactor.redact($0)
        }
    }

    /// - Parameter credential: Where systemd puts the vault's key; none for practice, which has a vault of its own.
    private func stores(at paths: Paths, credential: String?) -> Stores {
        let vault = VaultKeyring(
            folder: paths.vault, keyFile: paths.vaultKey, credential: credential, attendant: attendant
        ) { note($0) }
        return Stores(
            vault: vault, keyrings: keyrings(vault: vault, attendant: attendant).learned(by: redactor))
    }

    /// - Parameter proxy: None for practice, which stays on this machine.
    private func services(
        on state: SQLiteState, _ stores: Stores, at paths: Paths, proxy: ProxySettings
    ) -> Services {
        let trust = trust
        return Services(
            profiles: state, sessions: state,
            keyrings: stores.keyrings, vault: stores.vault,
            locks: FileCredentialLock(folder: StateFolder(path: paths.data)), discoveries: state, metadata: state,
            preferences: PreferenceFiles(folder: StateFolder(path: paths.data)),
            audit: AuditTrail(log: state, actor: origin.actor, now: Self.wallClock),
            sources: { [redactor, sources = SecretSources(environment: environment, runs: helpers)] source in
                let secret = try await sources.read(source)
                redactor.learn(secret)
                return secret
            },
            redirects: LoopbackRedirectListener(), journal: state, rotationHelpers: rotationHelpers,
            transport: AsyncHTTPTransport(proxy: proxy, trust: trust, now: Self.wallClock),
            connectionProbe: TimedConnectionProbe(proxy: proxy, trust: trust, now: Self.wallClock),
            now: Self.wallClock, uptime: MachineUptime().read,
            makeID: { ProfileID(rawValue: UUID().uuidString.lowercased()) }, version: version)
    }

    /// An interruption does not end these: a server may have replaced the secret by then, and what they print is all there
    /// is of the new one.
    private var rotationHelpers: RotationHelpers {
        let sources = SecretSources(environment: environment, runs: HelperRuns(), patience: 600)
        return RotationHelpers(
            run: { [redactor] words, facts in
                let secret = try await sources.run(words, input: facts)
                redactor.learn(secret)
                return secret
            },
            replaceFile: { try PublicFile.write($1, to: $0, keepsMode: true) })
    }

    private var trust: TrustSettings {
        TrustSettings(
            certificateFile: environment["SSL_CERT_FILE"], certificateDirectory: environment["SSL_CERT_DIR"])
    }

    /// The database and the stores for a look: nobody is asked, and nothing is made.
    private func hostLook(_ opened: OpenedServices, _ configuration: ConfigurationFile) -> HostLook {
        let paths = environment.paths
        let vault = VaultKeyring(
            folder: paths.vault, keyFile: paths.vaultKey, credential: environment.vaultCredential, attendant: .nobody
        ) { _ in }
        let service = SecretServiceKeyring(busAddresses: environment.busAddresses)
        let keyrings = Keyrings { name in
            switch name {
            case .secretService: service
            case .vault: vault
            }
        }
        return HostLook(
            environment: environment, paths: paths, keyrings: keyrings.learned(by: redactor), vault: vault,
            provider: { await service.providerName() }, trust: trust, services: { try await opened.services() },
            database: { () throws(StateError) in
                try SQLiteState.open(in: StateFolder(path: paths.data), clock: Self.wallClock)
            }, configuration: configuration)
    }

    /// Lower-case names win, as in curl; a plain `HTTP_PROXY` is not read, for a CGI server sets it from a header.
    private func proxySettings() -> ProxySettings {
        ProxySettings(
            httpsProxy: environment["https_proxy"] ?? environment["HTTPS_PROXY"], httpProxy: environment["http_proxy"],
            allProxy: environment["all_proxy"] ?? environment["ALL_PROXY"],
            noProxy: environment["no_proxy"] ?? environment["NO_PROXY"])
    }

    private func keyrings(vault: VaultKeyring, attendant: StoreAttendant) -> Keyrings {
        let busAddresses = environment.busAddresses
        let cache = KeyringCache()
        return Keyrings { name in
            cache.keyring(name) {
                switch name {
                case .secretService:
                    SecretServiceKeyring(busAddresses: busAddresses, attendant: attendant) { note($0) }
                case .vault: vault
                }
            }
        }
    }

    /// Said where it does not stand in a board's screen.
    private func note(_ notice: String) {
        guard !screen.isTaken else { return }
        StandardStreams.note(speaksJSON ? notice : "note: \(notice)", asJSON: speaksJSON)
    }

    private var attendant: StoreAttendant {
        var attendant =
            Attendance(environment: environment, prompter: prompter, screen: screen, mayAsk: mayAsk).attendant
        attendant.passphrase = { [redactor, ask = attendant.passphrase] attempt in
            let answer = await ask(attempt)
            if case .given(let secret) = answer { redactor.learn(secret) }
            return answer
        }
        return attendant
    }
}

/// The places for secrets under one set of paths.
private struct Stores: Sendable {
    var vault: VaultKeyring
    var keyrings: Keyrings
}

/// Each store once: a second one would open a second session.
private final class KeyringCache: Sendable {
    private let made = Mutex<[StoreName: any Keyring]>([:])

    func keyring(_ name: StoreName, _ make: () -> any Keyring) -> any Keyring {
        made.withLock { made in
            if let keyring = made[name] { return keyring }
            let keyring = make()
            made[name] = keyring
            return keyring
        }
    }
}
