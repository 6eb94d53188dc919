import Foundation
import MintCore
import MintHTTP
import TestSupport

/// The core's services over stores that live as long as the process: many of these run at once (CF-6).
struct Services: Sendable {
    let transport: AsyncHTTPTransport
    /// Reads what the context holds, by the name of the member.
    let sources: SecretSourceReader
    let profiles: InMemoryProfileStore
    let keyrings: Keyrings
    private let locks = InProcessLock()
    private let nonces = DPoPNonces()

    static let wallClock: WallClock = { Timestamp(Int(Date().timeIntervalSince1970)) }

    init(transport: AsyncHTTPTransport, context: JSONValue) {
        self.transport = transport
        sources = { source in
            guard case .environment(let name) = source, let text = context[name]?.text else {
                throw SecretSourceError.unreadable(source, reason: "the context does not have it")
            }
            return Secret(text)
        }
        profiles = InMemoryProfileStore(clock: Self.wallClock)
        let keyring = InMemoryKeyring()
        keyrings = Keyrings { _ in keyring }
    }

    private var endpoint: TokenEndpoint { TokenEndpoint(transport: transport, now: Self.wallClock) }

    var logins: LoginService {
        LoginService(
            profiles: profiles, keyrings: keyrings, locks: locks, discovery: Discovery(transport: transport),
            endpoint: endpoint, sources: sources, nonces: nonces, now: Self.wallClock,
            makeID: { ProfileID(rawValue: UUID().uuidString.lowercased()) })
    }

    var tokens: TokenService {
        TokenService(
            profiles: profiles, keyrings: keyrings, locks: locks, endpoint: endpoint, sources: sources, nonces: nonces,
            now: Self.wallClock)
    }
}
