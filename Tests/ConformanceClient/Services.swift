import Foundation
import MintCore
import MintHTTP
import TestSupport

/// The core's services over stores that live as long as the process: many of these run at once (CF-6).
struct Services: Sendable {
    let transport: AsyncHTTPTransport
    let profiles: InMemoryProfileStore
    let keyrings: Keyrings
    let locks = InProcessLock()

    static let wallClock: WallClock = { Timestamp(Int(Date().timeIntervalSince1970)) }

    init(transport: AsyncHTTPTransport) {
        self.transport = transport
        profiles = InMemoryProfileStore(clock: Self.wallClock)
        let keyring = InMemoryKeyring()
        keyrings = Keyrings { _ in keyring }
    }

    var discovery: Discovery { Discovery(transport: transport) }

    var endpoint: TokenEndpoint { TokenEndpoint(transport: transport, now: Self.wallClock) }

    var logins: LoginService {
        LoginService(
            profiles: profiles, keyrings: keyrings, locks: locks, discovery: discovery, endpoint: endpoint,
            now: Self.wallClock, makeID: { ProfileID(rawValue: UUID().uuidString.lowercased()) })
    }

    func tokens(of profile: ProfileID) -> ProfileTokenSource {
        let service = TokenService(
            profiles: profiles, keyrings: keyrings, locks: locks, endpoint: endpoint, now: Self.wallClock)
        return ProfileTokenSource(service, profile: profile)
    }
}
