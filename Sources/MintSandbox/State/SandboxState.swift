internal import FoundationEssentials
internal import Synchronization

/// All that changes while the sandbox runs. Memory only.
struct SandboxState: Sendable {
    /// Known from the moment the port is bound.
    var layout: Layout?
    var clients: ClientRegistry
    var signingKeys = SigningKeys()
    var usedAssertions = ExpiringSet()
    var revokedTokens = ExpiringSet()
    var log = RequestLog()
    var faults = FaultTable()
    var sessions = MCPSessions()
    var notes: [String: [String]] = [:]
    var mcp = MCPSettings()
    /// Members that replace (or, as `null`, take away) those of the published documents.
    var metadataOverrides: [PublishedDocument: [String: JSONValue]] = [:]
    /// Seconds by which the sandbox's clock is ahead of the machine's.
    var clockOffset = 0
    let tokenLifetime: Int

    init(clients: [RegisteredClient], tokenLifetime: Int) {
        self.clients = ClientRegistry(clients)
        self.tokenLifetime = tokenLifetime
    }

    /// Seconds since the epoch on the sandbox's clock.
    var now: Int { Int(Date().timeIntervalSince1970) + clockOffset }
}

/// The documents whose members can be overridden.
enum PublishedDocument: String, Sendable, CaseIterable {
    case authorizationServer = "authorization_server"
    case protectedResource = "protected_resource"
}

/// The one place where state lives: handlers look and change inside the lock, and never wait there.
final class World: Sendable {
    private let state: Mutex<SandboxState>

    init(_ state: SandboxState) {
        self.state = Mutex(state)
    }

    func update<R: Sendable, E: Error>(_ body: (inout SandboxState) throws(E) -> R) throws(E) -> R {
        try state.withLock { (state: inout sending SandboxState) throws(E) -> sending R in
            let result: R = try body(&state)
            return result
        }
    }
}
