/// Writes what is done in this process to the audit trail, with who does it.
public struct AuditTrail: Sendable {
    private let log: any AuditLog
    private let actor: @Sendable () -> AuditActor
    private let now: WallClock

    /// Seconds within which the same use of a kept token by the same actor is noted once.
    public static let useGap = 300

    /// - Parameter actor: Asked for with each event only: finding it out costs something.
    public init(
        log: any AuditLog, actor: @autoclosure @escaping @Sendable () -> AuditActor, now: @escaping WallClock
    ) {
        self.log = log
        self.actor = actor
        self.now = now
    }

    /// Also from a cancelled task.
    ///
    /// - Parameters:
    ///   - name: What was asked for, where there is no profile (yet).
    ///   - detail: Never a secret, nor what may hold one: arguments, bodies, URLs with a query.
    /// - Returns: Why the trail could not be written, for a warning; what was done stands.
    @discardableResult
    public func note(
        _ action: AuditEvent.Action, of profile: Profile? = nil, named name: String? = nil,
        failure: (any Error)? = nil, detail: String? = nil
    ) async -> Failure? {
        await append(event(action, profile, name, failure, detail), gap: nil)
    }

    /// A use of a kept token, which scripts make over and over: once in ``useGap`` seconds for each profile, action and
    /// actor. What came before is looked up by an index; where it is found nothing is written.
    @discardableResult
    public func noteUse(
        _ action: AuditEvent.Action, of profile: Profile, failure: (any Error)? = nil, detail: String? = nil
    ) async -> Failure? {
        await append(event(action, profile, nil, failure, detail), gap: Self.useGap)
    }

    public func events(_ query: AuditQuery) async throws(StateError) -> [AuditEvent] { try await log.events(query) }

    private func event(
        _ action: AuditEvent.Action, _ profile: Profile?, _ name: String?, _ failure: (any Error)?, _ detail: String?
    ) -> AuditEvent {
        AuditEvent(
            at: now(), action: action, profile: profile?.id,
            profileName: (profile?.name ?? name)?.plainLine(limit: 64), actor: actor(),
            failure: failure.map { Self.failure($0) }, detail: detail?.plainLine(limit: 200))
    }

    private func append(_ event: AuditEvent, gap: Int?) async -> Failure? {
        do throws(StateError) {
            try await log.append(event, gap: gap)
            return nil
        } catch {
            return Failure(error)
        }
    }

    /// The words of any failure, with the kind of it where it has no code of its own.
    private static func failure(_ error: any Error) -> ContactFailure {
        var failure = ContactFailure(error)
        failure.headline = failure.headline.plainLine(limit: 500)
        failure.hint = failure.hint?.plainLine(limit: 500)
        let status = Failure(error).exitStatus
        guard failure.code == "error" || status == .interrupted else { return failure }
        failure.code =
            switch status {
            case .ok, .local: "local"
            case .server: "server"
            case .network: "network"
            case .authentication: "refused"
            case .store: "store"
            case .attention: "attention"
            case .interrupted: "interrupted"
            }
        return failure
    }
}
