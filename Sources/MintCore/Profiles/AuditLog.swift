/// The audit trail: what was done, by whom, from where, and how it ended. Never a secret, nor an excerpt of one.
///
/// Append-only by our code; it is not tamper-proof against the same user, who owns the file.
public protocol AuditLog: Sendable {
    /// A trail that cannot be written is told to the caller; it is never a reason to undo what was done.
    ///
    /// - Parameter gap: Leaves the event out where it ``AuditEvent/repeats(_:)`` one of so many seconds before it; `nil`
    ///   always appends.
    func append(_ event: AuditEvent, gap: Int?) async throws(StateError)
    /// The newest last.
    func events(_ query: AuditQuery) async throws(StateError) -> [AuditEvent]
}

extension AuditLog {
    public func append(_ event: AuditEvent) async throws(StateError) { try await append(event, gap: nil) }
}

/// One thing that was done or tried.
public struct AuditEvent: Equatable, Sendable {
    /// Grows by one for each event; 0 until it is appended.
    public var number: Int
    public var at: Timestamp
    public var action: Action
    public var profile: ProfileID?
    /// The profile's name at that time; what was asked for where there was no profile yet.
    public var profileName: String?
    public var actor: AuditActor
    /// How it failed; `nil` when it went well.
    public var failure: ContactFailure?
    /// What else is worth knowing, in one plain line: `moved to vault`, `by hand`.
    public var detail: String?

    public init(
        number: Int = 0, at: Timestamp, action: Action, profile: ProfileID? = nil, profileName: String? = nil,
        actor: AuditActor, failure: ContactFailure? = nil, detail: String? = nil
    ) {
        self.number = number
        self.at = at
        self.action = action
        self.profile = profile
        self.profileName = profileName
        self.actor = actor
        self.failure = failure
        self.detail = detail
    }

    /// Whether both say that the same actor did the same with the same profile, and how it ended, whatever the details.
    public func repeats(_ other: AuditEvent) -> Bool {
        action == other.action && profile == other.profile && actor == other.actor
            && failure?.code == other.failure?.code
    }
}

/// Who acts in this process, and from where.
public struct AuditActor: Equatable, Sendable {
    /// The user's name, or the number where it has none; behind `sudo` both: `root (sudo by ada)`.
    public var user: String
    /// The terminal's name, `pts/3`; `nil` without one.
    public var terminal: String?
    /// The address that an SSH session comes from.
    public var client: String?
    /// The program that started this one, by name: `cron`, `bash`.
    public var parent: String?

    public init(user: String, terminal: String? = nil, client: String? = nil, parent: String? = nil) {
        self.user = user
        self.terminal = terminal
        self.client = client
        self.parent = parent
    }
}

/// Which events.
public struct AuditQuery: Equatable, Sendable {
    /// Of this profile, or of any that bore ``profileName``.
    public var profile: ProfileID?
    /// Of every profile that had an event under this name, whatever it was called at other times; and those under the
    /// name that no profile came of.
    public var profileName: String?
    /// Any of them; empty for all.
    public var actions: Set<AuditEvent.Action> = []
    /// From this second on.
    public var since: Timestamp?
    /// Up to and with this second.
    public var until: Timestamp?
    public var onlyFailures = false
    /// Only those after this number: to follow the trail.
    public var after: Int?
    /// The newest so many.
    public var limit: Int?

    public init() {}
}
