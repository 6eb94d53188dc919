public import MintCore
import Testing

/// What ``DiscoveryStore`` promises, as code; every implementation runs it on an empty store.
public func checkDiscoveryStore(_ store: some DiscoveryStore & ProfileStore) async throws {
    let profile = Practice.profile("billing")
    let record = Practice.discovery()
    try #expect(await store.discovery(of: profile.id) == nil)
    try await store.keepDiscovery(record, of: profile.id)
    try #expect(await store.discovery(of: profile.id) == nil)

    try await store.logIn(profile)
    try #expect(await store.discovery(of: profile.id) == nil)
    try await store.keepDiscovery(record, of: profile.id)
    try #expect(await store.discovery(of: profile.id) == record)

    // Replaced as a whole, with as little as there may be, and with whatever a server may say.
    let bare = DiscoveryRecord(
        snapshot: DiscoverySnapshot(issuer: "", tokenEndpoint: "'\u{0}\"e\u{301}支払い"), trace: Trace(), at: Timestamp(0))
    try await store.keepDiscovery(bare, of: profile.id)
    let kept = try await store.discovery(of: profile.id)
    #expect(
        kept == bare && kept.map { Array($0.snapshot.tokenEndpoint.utf8) } == Array(bare.snapshot.tokenEndpoint.utf8))

    // Profiles do not share, and a re-login without a discovery keeps what was.
    let other = Practice.profile("other")
    try await store.logIn(other)
    try await store.keepDiscovery(record, of: other.id)
    try await store.logIn(profile)
    try #expect(await store.discovery(of: profile.id) == bare)
    try #expect(await store.discovery(of: other.id) == record)

    // A login brings its own, and a removal leaves nothing for whoever gets the id next.
    try await store.commitLogin(
        LoginRecord(
            profile: other, credential: nil, token: Practice.token(try await token(of: other, in: store)),
            contact: ContactRecord(at: Practice.start), discovery: bare))
    try #expect(await store.discovery(of: other.id) == bare)
    try await store.remove(other.id)
    try #expect(await store.discovery(of: other.id) == nil)
    try await store.logIn(other)
    try #expect(await store.discovery(of: other.id) == nil)
}

private func token(of profile: Profile, in store: some ProfileStore) async throws -> Int {
    try await store.reserve(.accessToken, for: profile.id, in: profile.store, at: Practice.start).generation
}

extension Practice {
    /// A record with something in every field.
    public static func discovery(at: Timestamp = start) -> DiscoveryRecord {
        var snapshot = DiscoverySnapshot(issuer: "https://as.example", tokenEndpoint: "https://as.example/token")
        snapshot.resource = "https://mcp.example"
        snapshot.authorizationServers = ["https://as.example", "https://two.example"]
        snapshot.resourceScopes = ["tools:read"]
        snapshot.authorizationEndpoint = "https://as.example/authorize"
        snapshot.deviceAuthorizationEndpoint = "https://as.example/device"
        snapshot.registrationEndpoint = "https://as.example/register"
        snapshot.revocationEndpoint = "https://as.example/revoke"
        snapshot.introspectionEndpoint = "https://as.example/introspect"
        snapshot.jwksURI = "https://as.example/jwks"
        snapshot.methods = ["private_key_jwt"]
        snapshot.algorithms = ["ES256"]
        snapshot.grantTypes = []
        var trace = Trace()
        trace.hops = [
            Trace.Hop(
                purpose: "challenge", method: "POST", url: "https://mcp.example", status: 401, milliseconds: 12,
                verdict: "challenge read"),
            Trace.Hop(
                purpose: "server metadata", method: "GET", url: "https://as.example/x", status: nil, milliseconds: 0,
                verdict: "cached: read"),
        ]
        return DiscoveryRecord(
            snapshot: snapshot, trace: trace, at: at,
            drift: [
                DriftChange(member: "jwks_uri", was: "https://as.example/old", now: "https://as.example/jwks"),
                DriftChange(member: "resource", was: nil, now: "https://mcp.example"),
                DriftChange(member: "grant_types_supported", was: "client_credentials", now: nil),
            ])
    }
}
