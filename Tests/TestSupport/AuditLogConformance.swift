public import MintCore
import Testing

/// What ``AuditLog`` promises, as code; every implementation runs it on an empty log.
///
/// - Parameter start: When it begins. A log that keeps events by its own clock takes a moment of now.
public func checkAuditLog(_ log: some AuditLog, from start: Timestamp = Practice.start) async throws {
    try #expect(await log.events(AuditQuery()).isEmpty)
    try await checkAuditEvents(log, start)
    try await checkAuditQueries(log, start)
    try await checkAuditGap(log, start + 1000)
}

private let ada = AuditActor(user: "ada", terminal: "pts/3", client: "192.0.2.7", parent: "bash")
private let cron = AuditActor(user: "root (sudo by ada)", parent: "cron")

/// Numbers grow, all of an event is kept, and the order is that of the appending, whatever the clock did.
private func checkAuditEvents(_ log: some AuditLog, _ start: Timestamp) async throws {
    let refusal = ContactFailure(code: "invalid_client", headline: "as.example said no", hint: "two\nlines")
    var events = [
        AuditEvent(at: start, action: .login, profileName: "billing", actor: ada, failure: refusal),
        AuditEvent(
            at: start + 10, action: .login, profile: "p", profileName: "billing", actor: ada, detail: "支払い \u{1F511}"),
        AuditEvent(at: start + 5, action: .token, profile: "p", profileName: "billing", actor: cron),
        AuditEvent(
            at: start + 20, action: .rename, profile: "p", profileName: "Billing'\"%_", actor: ada,
            detail: "was billing"),
        AuditEvent(
            at: start + 30, action: .vaultInit, actor: cron,
            failure: ContactFailure(code: "store", headline: "", hint: nil)),
        AuditEvent(at: start + 40, action: .logout, profile: "p", profileName: "Billing'\"%_", actor: ada),
        AuditEvent(at: start + 50, action: .login, profile: "q", profileName: "other", actor: ada),
        AuditEvent(at: start + 60, action: AuditEvent.Action(rawValue: "from-later"), actor: cron, detail: ""),
    ]
    for index in events.indices {
        try await log.append(events[index])
        events[index].number = index + 1
    }
    try #expect(await log.events(AuditQuery()) == events)
}

private func checkAuditQueries(_ log: some AuditLog, _ start: Timestamp) async throws {
    func numbers(_ change: (inout AuditQuery) -> Void) async throws -> [Int] {
        var query = AuditQuery()
        change(&query)
        return try await log.events(query).map(\.number)
    }
    try #expect(await numbers { $0.profile = "p" } == [2, 3, 4, 6])
    try #expect(await numbers { $0.profile = "gone" } == [])
    // By its name then or later, and what no profile came of.
    try #expect(await numbers { $0.profileName = "billing" } == [1, 2, 3, 4, 6])
    try #expect(await numbers { $0.profileName = "Billing'\"%_" } == [2, 3, 4, 6])
    try #expect(await numbers { $0.profileName = "BILLING" } == [])
    try #expect(await numbers { ($0.profile, $0.profileName) = ("q", "billing") } == [1, 2, 3, 4, 6, 7])
    try #expect(await numbers { $0.actions = [.login, .vaultInit] } == [1, 2, 5, 7])
    try #expect(await numbers { $0.actions = [AuditEvent.Action(rawValue: "from-later")] } == [8])
    try #expect(await numbers { $0.onlyFailures = true } == [1, 5])
    try #expect(await numbers { $0.since = start + 30 } == [5, 6, 7, 8])
    try #expect(await numbers { $0.until = start + 10 } == [1, 2, 3])
    try #expect(await numbers { ($0.since, $0.until) = (start + 1, start + 30) } == [2, 3, 4, 5])
    try #expect(await numbers { $0.after = 6 } == [7, 8])
    try #expect(await numbers { $0.after = 8 } == [])
    // The newest, and they still come last.
    try #expect(await numbers { $0.limit = 2 } == [7, 8])
    try #expect(await numbers { ($0.limit, $0.profile, $0.actions) = (1, "p", [.login, .token]) } == [3])
    try #expect(await numbers { $0.limit = 0 } == [])
    try #expect(await numbers { $0.limit = 100 }.count == 8)
}

/// What repeats is left out for the gap, and only that.
private func checkAuditGap(_ log: some AuditLog, _ start: Timestamp) async throws {
    let use = AuditEvent(at: start, action: .token, profile: "u", profileName: "use", actor: ada)
    func appends(_ seconds: Int, _ change: (inout AuditEvent) -> Void = { _ in }) async throws -> Bool {
        var event = use
        event.at = start + seconds
        change(&event)
        let before = try await log.events(AuditQuery()).count
        try await log.append(event, gap: 60)
        return try await log.events(AuditQuery()).count == before + 1
    }
    try #expect(await appends(0))
    try #expect(await !appends(0))
    try #expect(await !appends(59) { $0.detail = "other words" })
    try #expect(await appends(1) { $0.action = .exec })
    try #expect(await appends(1) { $0.profile = "v" })
    try #expect(await appends(1) { $0.profile = nil })
    try #expect(await !appends(2) { $0.profile = nil })
    for change: (inout AuditActor) -> Void in [
        { $0.user = "bob" }, { $0.terminal = nil }, { $0.client = "192.0.2.8" }, { $0.parent = "zsh" },
    ] {
        try #expect(await appends(1) { change(&$0.actor) })
        try #expect(await !appends(2) { change(&$0.actor) })
    }
    let refusal = ContactFailure(code: "timeout", headline: "No answer", hint: nil)
    try #expect(await appends(3) { $0.failure = refusal })
    try #expect(await !appends(4) { $0.failure = refusal })
    try #expect(await appends(5) { $0.failure = ContactFailure(code: "tls", headline: "No answer", hint: nil) })
    try #expect(await appends(60))
    // A clock that was set back: what lies ahead repeats nothing.
    try #expect(await appends(-10))
    try await log.append(use)
    try await log.append(use)
    try #expect(await log.events(AuditQuery()).suffix(2).map(\.at) == [start, start])
}
