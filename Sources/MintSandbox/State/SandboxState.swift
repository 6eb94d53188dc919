internal import FoundationEssentials
internal import Synchronization

/// All that changes while the sandbox runs. Memory only.
struct SandboxState: Sendable {
    /// Known from the moment the port is bound.
    var layout: Layout?
    var log = RequestLog()
    var faults = FaultTable()
    var sessions = MCPSessions()
    var notes: [String: [String]] = [:]
    var mcp = MCPSettings()
    var consent = ConsentSettings()
    var registration = RegistrationSettings()
    var dpop = DPoPSettings()
    var usedProofs = ExpiringSet()
    /// The client metadata documents that can be had, by URL.
    var documents: [String: JSONValue] = [:]
    /// Members that replace (or, as `null`, take away) those of the published documents.
    var metadataOverrides: [PublishedDocument: [String: JSONValue]] = [:]
    /// Seconds by which the sandbox's clock is ahead of the machine's.
    var clockOffset = 0
    /// Signs what the platform says about workloads (facts 17).
    let platformKey = SigningKey()
    /// Signs what the identity provider says about people (facts 18).
    let identityKey = SigningKey()
    let tokenLifetime: Int
    private var first: AuthorityState
    private var second = AuthorityState(clients: ClientRegistry([]))

    init(clients: [RegisteredClient], tokenLifetime: Int) {
        self.first = AuthorityState(clients: ClientRegistry(clients))
        self.tokenLifetime = tokenLifetime
    }

    subscript(_ authority: Authority) -> AuthorityState {
        get { authority == .first ? first : second }
        set { if authority == .first { first = newValue } else { second = newValue } }
    }

    /// Seconds since the epoch on the sandbox's clock.
    var now: Int { Int(Date().timeIntervalSince1970) + clockOffset }

    func client(_ id: String, at authority: Authority) -> RegisteredClient? {
        self[authority].clients[id] ?? documents[id].flatMap { ClientDocument.client(at: id, $0) }
    }

    /// The id itself where it is a client's, else `nil`: nothing that a stranger sent as an id reaches the log.
    func known(_ id: String?, at authority: Authority) -> String? {
        id.flatMap { client($0, at: authority)?.id }
    }
}

/// The documents whose members can be overridden.
enum PublishedDocument: String, Sendable, CaseIterable {
    case authorizationServer = "authorization_server"
    case secondAuthorizationServer = "authorization_server_as2"
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
