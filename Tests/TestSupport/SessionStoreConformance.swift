public import MintCore
import Testing

/// What ``SessionStore`` promises, as code; every implementation runs it on an empty store.
public func checkSessionStore(_ store: some SessionStore & ProfileStore) async throws {
    try #expect(await store.sessions().isEmpty)
    try #expect(await store.session(named: "svc") == nil)
    try #expect(await store.close(named: "svc") == false)

    let profile = Practice.profile("billing")
    try await store.logIn(profile)
    var session = Session(
        name: "svc", server: Practice.url("https://mcp.example/MCP?x=1"), profile: profile.id,
        protocolVersion: "2026-07-28", createdAt: Practice.start)
    try await store.save(session)
    try #expect(await store.session(named: "svc") == session)

    session.protocolVersion = "2025-11-25"
    try await store.save(session)
    let open = Session(
        name: "支払い'\u{0}\"", server: Practice.url("http://127.0.0.1:9/"), profile: nil, protocolVersion: "",
        createdAt: Timestamp(0))
    try await store.save(open)
    try #expect(await store.sessions() == [session, open])
    try #expect(await store.session(named: "支払い'") == nil)
    try #expect(await store.session(named: "SVC") == nil)

    // A re-login keeps the profile's sessions; a removal leaves them without a profile.
    try await store.logIn(profile)
    try #expect(await store.session(named: "svc") == session)
    try await store.remove(profile.id)
    session.profile = nil
    try #expect(await store.sessions() == [session, open])

    session.profile = "gone"
    await #expect(throws: StateError.noSuchProfile("gone")) { try await store.save(session) }
    try #expect(await store.close(named: "svc"))
    try #expect(await store.close(named: "svc") == false)
    try #expect(await store.sessions() == [open])
}
