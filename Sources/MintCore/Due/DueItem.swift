/// One thing about a profile that somebody has to see to.
public struct DueItem: Equatable, Sendable {
    public var matter: Matter
    public var urgency: Urgency
    /// When it ends or ended; `nil` for what is wrong now.
    public var at: Timestamp?
    /// By whose word; of a credential alone.
    public var source: CredentialEnd.Source?
    /// One plain line.
    public var why: String
    /// The command to run.
    public var command: String

    public enum Matter: String, Sendable, Codable {
        /// The client secret or the private key.
        case credential
        case refreshToken = "refresh-token"
        /// A token that nothing renews: it was pasted, or there is no refresh token.
        case token
        /// The server named another issuer.
        case hold
        /// The server refuses the credential.
        case refusal
        /// The last contact failed for another reason.
        case contact
        /// A rotation that was begun, and waits for somebody.
        case rotation
    }

    public enum Urgency: Int, Sendable, Comparable {
        case warning = 1, critical

        public static func < (a: Urgency, b: Urgency) -> Bool { a.rawValue < b.rawValue }

        public var word: String { self == .warning ? "warning" : "critical" }
    }
}

/// All that is due about one profile.
public struct DueProfile: Equatable, Sendable {
    public var profile: Profile
    /// The most urgent first, then the soonest; never empty.
    public var items: [DueItem]

    public var urgency: DueItem.Urgency { items.map(\.urgency).max() ?? .warning }
    /// When the first of it ends; `nil` where something is wrong now.
    public var at: Timestamp? { items.first?.at }
}

/// What is due about many profiles.
public struct DueReport: Equatable, Sendable {
    /// The most urgent first, then the soonest, then by name.
    public let due: [DueProfile]
    public let checked: Int
    /// The first end of anything that nobody renews by itself, due or not.
    public let soonest: Timestamp?

    /// - Parameter critical: Seconds before a stated end from which on it is critical.
    public init(_ records: [ProfileRecord], policy: DuePolicy, critical: Int = 0, at now: Timestamp) {
        let rules = DueRules(policy: policy, critical: critical, now: now)
        checked = records.count
        soonest = records.compactMap { rules.firstEnd(of: $0) }.min()
        due = records.compactMap { record -> DueProfile? in
            let items = rules.items(of: record)
            return items.isEmpty ? nil : DueProfile(profile: record.profile, items: items)
        }.sorted { a, b in
            if a.urgency != b.urgency { return a.urgency > b.urgency }
            let (first, second) = (a.at?.rawValue ?? .min, b.at?.rawValue ?? .min)
            return first != second ? first < second : a.profile.name < b.profile.name
        }
    }

    public var urgency: DueItem.Urgency? { due.map(\.urgency).max() }
}
