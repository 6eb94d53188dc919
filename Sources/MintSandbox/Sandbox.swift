internal import Glibc
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// An authorization server and two protected MCP servers on one loopback port: for the demo, for practice, for tests.
///
/// Everything is in memory. Client ids are always the same, secrets and keys are fresh at each start.
public struct Sandbox: Sendable {
    /// Runs until the task is cancelled, and then returns; requests that are held back are dropped.
    ///
    /// - Parameters:
    ///   - options: Port, token lifetime and the folder for private keys.
    ///   - onReady: Called once, when requests are being answered. It may make some; it may also run for long.
    /// - Throws: ``SandboxError`` where it cannot start.
    public static func run(
        options: SandboxOptions, onReady: @escaping @Sendable (SandboxDescription) async -> Void
    ) async throws {
        guard options.tokenLifetime > 0 else { throw SandboxError.lifetimeNotPositive(options.tokenLifetime) }
        if let port = options.port, UInt16(exactly: port) == nil {
            throw SandboxError.portRefused(port, reason: "ports end at 65535")
        }
        let folder = try KeyFolder(at: options.keyFolder)
        let practice = try PracticeClient.all()
        let clients = try practice.map { client throws(SandboxError) in try describe(client, folder) }
        let registrations = practice.map { client in
            var registration = client.registration
            if options.isOneLifetime { registration.tokenLifetime = nil }
            return registration
        }
        let state = SandboxState(clients: registrations, tokenLifetime: options.tokenLifetime)
        try await serve(World(state), clients, options, onReady)
    }

    private static func serve(
        _ world: World, _ clients: [SandboxDescription.Client], _ options: SandboxOptions,
        _ onReady: @escaping @Sendable (SandboxDescription) async -> Void
    ) async throws {
        let (layouts, bound) = AsyncStream<Layout>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { bound.finish() }
                try await listen(world, options) { bound.yield($0) }
            }
            group.addTask {
                for await layout in layouts {
                    await onReady(
                        SandboxDescription(
                            schemaVersion: 1, issuer: layout.issuer, mcp: layout.uri(of: .main),
                            control: layout.control, clients: clients))
                }
            }
            try await group.waitForAll()
        }
    }

    private static func listen(_ world: World, _ options: SandboxOptions, _ bound: @escaping @Sendable (Layout) -> Void)
        async throws
    {
        // Silent: stdout is the caller's, and request lines could hold what must not be logged.
        let logger = Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() }
        let responder = SandboxResponder(world: world)
        let application = Application(
            responder: responder, server: responder.server,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: options.port ?? 0)),
            onServerRunning: { channel in
                let layout = Layout(port: channel.localAddress?.port ?? 0)
                world.update { state in state.layout = layout }
                bound(layout)
            },
            logger: logger)
        do {
            try await application.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw SandboxError.portTaken(options.port ?? 0)
        } catch let error as IOError where !Task.isCancelled {
            throw SandboxError.portRefused(options.port ?? 0, reason: String(cString: strerror(error.errnoCode)))
        } catch {
            guard Task.isCancelled else { throw error }
        }
    }

    private static func describe(_ client: PracticeClient, _ folder: KeyFolder) throws(SandboxError)
        -> SandboxDescription.Client
    {
        let (id, grants) = (client.registration.id, client.registration.grants)
        var (secret, file): (String?, String?)
        switch client.credential {
        case .none: break
        case .secret(let text): secret = text
        case .privateKey(let pem): file = try folder.write(pem + "\n", named: "\(id).pem")
        }
        return SandboxDescription.Client(
            clientID: id, method: client.registration.method.rawValue, clientSecret: secret, privateKeyFile: file,
            grants: grants == [.clientCredentials] ? nil : GrantType.allCases.filter(grants.contains).map(\.rawValue))
    }
}
