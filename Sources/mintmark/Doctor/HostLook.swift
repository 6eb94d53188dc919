import CProcess
import Glibc
import MintCommands
import MintCore
import MintDatabase
import MintHTTP
import MintKeyring

/// Looks at this host for `doctor`. Makes nothing, changes nothing, asks nobody for a password.
struct HostLook: Sendable {
    let environment: ProcessEnvironment
    let paths: Paths
    let keyrings: Keyrings
    let vault: any VaultAdministration
    /// Which program provides the Secret Service.
    let provider: @Sendable () async -> String?
    let trust: TrustSettings
    /// Opens the database where there is one.
    let services: @Sendable () async throws -> Services
    let database: @Sendable () throws(StateError) -> SQLiteState
    let configuration: ConfigurationFile

    func facts(_ request: HostRequest, now: Timestamp) async -> HostFacts {
        var facts = HostFacts(now: now, userID: geteuid())
        lookAtConfiguration(&facts)
        facts.database = await databaseFacts(&facts)
        await lookAtStores(&facts, request)
        facts.bus.addresses = busAddresses
        facts.files = FileLook(paths: paths).files
        facts.disks = FileLook(paths: paths).disks
        facts.certificates = trust.look(
            andAt: facts.profiles.compactMap { record in
                record.profile.settings.caFile.map { (record.profile.name, $0) }
            })
        facts.proxy = ProxySettings.look { environment[$0] }
        facts.clock.isSynchronised = SystemLook.clockIsKept
        facts.locale = SystemLook.locale(environment)
        facts.terminal = SystemLook.terminal(environment)
        facts.process = SystemLook.process
        if request.asksHosts { await askTheTime(&facts) }
        return facts
    }

    private func lookAtConfiguration(_ facts: inout HostFacts) {
        facts.configuration.path = configuration.path
        do {
            facts.configuration.isThere = try configuration.read() != nil
            let configuration = try configuration.configuration()
            facts.configuration.keys = configuration.places.count
            facts.policy = configuration.policy
            facts.defaultStore = configuration.login.store
        } catch let error as ConfigurationError {
            facts.configuration.error = error
        } catch {
            facts.configuration.failure = Failure(error)
        }
    }

    /// Reads the profiles on the way.
    private func databaseFacts(_ facts: inout HostFacts) async -> HostFacts.Database {
        var found = HostFacts.Database()
        found.path = StateFolder(path: paths.data).databasePath
        var (mode, owner) = (UInt32(0), UInt32(0))
        guard mint_file_look(found.path, 0, &mode, &owner) == 0 else {
            // A folder that cannot be entered is told with the files; one that is not there is not made.
            return found
        }
        found.isThere = true
        do {
            let state = try database()
            facts.profiles = try await state.records()
            for record in facts.profiles {
                let drift = try await state.discovery(of: record.id)?.drift ?? []
                if !drift.isEmpty { facts.drifts[record.id] = drift }
            }
            return try await state.look()
        } catch {
            found.failure = Failure(error)
            return found
        }
    }

    private func lookAtStores(_ facts: inout HostFacts, _ request: HostRequest) async {
        let unnamed = found(facts) ? (try? await database().unnamedItems()) ?? [] : []
        facts.keyringHost = environment.keyringHost
        for name in StoreName.allCases {
            let keyring = keyrings[name]
            var store = HostFacts.Store(name: name, state: await keyring.state())
            store.profiles = facts.profiles.count { $0.profile.store == name }
            store.isDefault = name == facts.defaultStore
            if store.state != .ready { store.opening = await keyring.opening() }
            store.leftovers = unnamed.count { $0.store == name && facts.now - $0.since > HostFacts.writersPatience }
            switch name {
            case .secretService: store.provider = await provider()
            case .vault: store.vault = await vault.status()
            }
            facts.stores.append(store)
        }
        guard request.readsSecrets else { return }
        let ready = Set(facts.stores.filter { $0.state == .ready }.map(\.name))
        facts.secrets = await SecretTraits.read(facts.profiles, from: keyrings, ready: ready)
    }

    private func found(_ facts: HostFacts) -> Bool { facts.database.isThere && facts.database.failure == nil }

    /// As they are tried.
    private var busAddresses: [HostFacts.Bus.Address] {
        let named = environment["DBUS_SESSION_BUS_ADDRESS"]
        return environment.busAddresses.map { text in
            HostFacts.Bus.Address(text: text, isNamed: text == named, state: BusLook.state(of: text))
        }
    }

    /// Each authorization server once, for the `Date` of any answer.
    private func askTheTime(_ facts: inout HostFacts) async {
        guard let services = try? await services() else { return }
        var asked: Set<String> = []
        for record in facts.profiles where record.profile.grant != .static {
            let profile = record.profile
            guard asked.insert(profile.tokenEndpoint.hostAndPort).inserted, asked.count <= 50 else { continue }
            let host = profile.tokenEndpoint.hostAndPort
            do {
                if let seconds = try await ClockLook(transport: services.transport, now: services.now)
                    .skew(of: profile.tokenEndpoint, caFile: profile.settings.caFile)
                {
                    facts.clock.measured.append((host, seconds))
                } else {
                    facts.clock.unreachable.append((host, "its answer has no Date"))
                }
            } catch {
                facts.clock.unreachable.append((host, Failure(error).headline))
            }
        }
    }
}
