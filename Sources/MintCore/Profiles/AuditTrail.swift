/// Writes what is done in this process to the audit trail, with who does it.
public struct AuditTrail: Sendable {
    private let log: any AuditLog
    private let actor: AuditActor
    private let now: WallClock

    public init(log: any AuditLog, actor: AuditActor, now: @escaping WallClock) {
        self.log = log
        self.actor = actor
        self.now = now
    }

    /// - Returns: Why the trail could not be written, for a warning; what was done stands.
    @discardableResult
    public func note(
        _ action: AuditEvent.Action, of profile: Profile? = nil, failure: (any Error)? = nil, detail: String? = nil
    ) async -> Failure? {
        let event = AuditEvent(
            at: now(), action: action, profile: profile?.id, profileName: profile?.name, actor: actor,
            failure: failure.map { ContactFailure($0) }, detail: detail?.plainLine(limit: 200))
        do throws(StateError) {
            try await log.append(event)
            return nil
        } catch {
            return Failure(error)
        }
    }
}
