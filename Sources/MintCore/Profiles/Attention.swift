/// How soon somebody should look at a profile; the order of every list.
public enum Attention: Int, Sendable, Comparable {
    case failing, expired, expiring, unknown, none, valid

    public init(_ health: Health, _ token: TokenState) {
        self =
            switch (health, token) {
            case (.failing, _): .failing
            case (_, .expired): .expired
            case (_, .expiring): .expiring
            case (_, .unknown): .unknown
            case (_, .none): .none
            case (_, .valid): .valid
            }
    }

    public static func < (a: Attention, b: Attention) -> Bool { a.rawValue < b.rawValue }
}

/// How many profiles there are, and how many of them want somebody to look.
public struct AttentionCounts: Equatable, Sendable {
    public var total: Int, failing: Int, expired: Int, expiring: Int

    public init(total: Int = 0, failing: Int = 0, expired: Int = 0, expiring: Int = 0) {
        (self.total, self.failing, self.expired, self.expiring) = (total, failing, expired, expiring)
    }

    /// One profile more.
    public mutating func add(_ attention: Attention) {
        total += 1
        switch attention {
        case .failing: failing += 1
        case .expired: expired += 1
        case .expiring: expiring += 1
        case .unknown, .none, .valid: break
        }
    }
}
