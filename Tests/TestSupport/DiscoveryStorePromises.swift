public import MintCore
import Testing

/// What ``DiscoveryStore`` promises, as code; every implementation runs it on an empty store.
public func checkDiscoveryPromises(_ store: some DiscoveryStore & ProfileStore) async throws {
    let profile = Practice.profile("billing")
    try #expect(await store.discovery(of: profile.id) == nil)
    try await store.keepDiscovery(fullDiscovery(), of: profile.id)
    try #expect(await store.discovery(of: profile.id) == nil, "there is no such profile")

    try await store.logIn(profile)
    try await store.logIn(Practice.profile("other"))
    try #expect(await store.discovery(of: profile.id) == nil)
    let bare = DiscoveryRecord(
        snapshot: DiscoverySnapshot(issuer: "", tokenEndpoint: ""), trace: Trace(), at: Timestamp(-1))
    for record in [fullDiscovery(), bare] {
        try await store.keepDiscovery(record, of: profile.id)
        try #expect(await store.discovery(of: profile.id) == record)
        try #expect(await store.discovery(of: "id-of-other") == nil)
    }
    try await checkLogins(store, profile)

    try await store.remove(profile.id)
    try #expect(await store.discovery(of: profile.id) == nil)
    try await store.logIn(profile)
    try #expect(await store.discovery(of: profile.id) == nil, "a profile that comes back brings nothing with it")
}

/// A login keeps its own discovery; one that made none leaves what is known of the same issuer.
private func checkLogins(_ store: some DiscoveryStore & ProfileStore, _ profile: Profile) async throws {
    var profile = profile
    var login = try await store.fullLogin(profile)
    login.discovery = fullDiscovery()
    try await store.commitLogin(login)
    try #expect(await store.discovery(of: profile.id) == login.discovery)
    try await store.logIn(profile)
    try #expect(await store.discovery(of: profile.id) == login.discovery)
    var refused = login
    refused.profile.name = "other"
    refused.discovery?.at = Timestamp(0)
    await #expect(throws: StateError.nameTaken("other")) { try await store.commitLogin(refused) }
    try #expect(await store.discovery(of: profile.id) == login.discovery)

    profile.issuer = nil
    try await store.logIn(profile)
    try #expect(await store.discovery(of: profile.id) == nil, "it was of another issuer")
}

private func fullDiscovery() -> DiscoveryRecord {
    var snapshot = DiscoverySnapshot(issuer: "https://as.example/ü", tokenEndpoint: "https://as.example/token")
    snapshot.resource = "https://MCP.example"
    snapshot.authorizationServers = ["https://as.example/ü", "\"", ""]
    snapshot.resourceScopes = []
    snapshot.authorizationEndpoint = "https://as.example/authorize"
    snapshot.deviceAuthorizationEndpoint = "https://as.example/device"
    snapshot.registrationEndpoint = "https://as.example/register"
    snapshot.revocationEndpoint = "https://as.example/revoke"
    snapshot.introspectionEndpoint = "not a URL\u{0}\n"
    snapshot.jwksURI = "https://as.example/jwks"
    snapshot.methods = ["client_secret_basic"]
    snapshot.algorithms = ["ES256"]
    snapshot.grantTypes = ["client_credentials"]
    var trace = Trace()
    trace.hops = [
        Trace.Hop(
            purpose: "challenge", method: "POST", url: "https://mcp.example/", status: 401, milliseconds: 12,
            verdict: "支 \u{1B}[31m '"),
        Trace.Hop(
            purpose: "server metadata", method: "GET", url: "https://as.example/", status: nil, milliseconds: 0,
            verdict: ""),
    ]
    let drift = [
        DriftChange(member: "issuer", was: nil, now: "https://as.example/ü"),
        DriftChange(member: "jwks_uri", was: "https://as.example/keys", now: nil),
    ]
    return DiscoveryRecord(snapshot: snapshot, trace: trace, at: Practice.start, drift: drift)
}
