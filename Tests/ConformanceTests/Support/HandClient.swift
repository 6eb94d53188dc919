import ConformanceServers
import Crypto
import MintCore
import MintHTTP

/// A client written for these tests alone, so that the servers are not judged by the client that they judge.
struct HandClient: Sendable {
    let running: RunningScenario
    let web: Web
    let habits: Habits
    let memory = Memory()

    /// Thrown where a client has to stop.
    struct Stopped: Error {
        let why: String
    }

    /// Starts the scenario, runs this client against it, and judges it.
    ///
    /// - Returns: The checks, and whether the client came to its end without an error.
    static func checks(
        of scenario: ConformanceScenario, at version: WireVersion, _ habits: Habits = Habits()
    ) async throws -> (checks: [Check], finished: Bool) {
        try await scenario.withServers(at: version) { running in
            try await AsyncHTTPTransport.withTransport(
                proxy: ProxySettings(), trust: TrustSettings(), now: { Timestamp(0) }
            ) { transport in
                let client = HandClient(running: running, web: Web(transport: transport), habits: habits)
                do {
                    try await client.run()
                    return (running.checks(), true)
                } catch is Stopped {
                    return (running.checks(), false)
                }
            }
        }
    }

    private func run() async throws {
        switch running.scenario {
        case "initialize", "tools_call", "sse-retry", "request-metadata", "http-standard-headers",
            "http-custom-headers", "http-invalid-tool-headers", "json-schema-ref-no-deref",
            "json-schema-2020-12-preservation":
            try await exercise()
        default:
            try await connect()
            _ = try await authorized("tools/list", [:])
            _ = try await authorized("tools/call", ["name": "test-tool", "arguments": [:]])
        }
    }

    private func connect() async throws {
        guard running.version.isStateful else { return }
        _ = try await authorized("initialize", Self.greeting)
        _ = try await authorized("notifications/initialized", [:])
    }

    /// Sends a message, and signs in for as long as that helps.
    private func authorized(_ method: String, _ params: [String: JSONValue]) async throws -> Web.Reply {
        while true {
            let reply = try await message(method, params)
            switch reply.status {
            case 200...299: return reply
            case 401 where reply.header("DPoP-Nonce") != nil && habits.usesResourceNonce:
                await memory.update { $0.resourceNonce = reply.header("DPoP-Nonce") }
            case 401 where reply.header("DPoP-Nonce") == nil: try await signIn(reply)
            case 403 where habits.stepsUp: try await signIn(reply)
            default: throw Stopped(why: "\(method): \(reply.status)")
            }
        }
    }

    func context(_ name: String) -> String { running.context?[name]?.text ?? "" }

    static let greeting: [String: JSONValue] = [
        "protocolVersion": "2025-11-25", "capabilities": [:], "clientInfo": ["name": "hand", "version": "1"],
    ]
}

/// What a hand-written client remembers.
actor Memory {
    struct Content: Sendable {
        var token: String?
        var isBound = false
        var scopes: [String] = []
        var client: (id: String, secret: String?)?
        var issuer: String?
        var authorizations = 0
        var signIns = 0
        var serverNonce: String?
        var resourceNonce: String?
        var lastProof: String?
        var id: Int64 = 0
    }

    private(set) var content = Content()
    let key = P256.Signing.PrivateKey()

    func update<R: Sendable>(_ change: @Sendable (inout Content) -> R) -> R { change(&content) }
}
