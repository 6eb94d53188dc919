/// What an operator knows of a credential's end.
public enum SecretEnd: Equatable, Sendable {
    case at(Timestamp)
    /// It does not end, and no rule about its age applies.
    case never
    /// What was said before is taken back.
    case unknown

    /// Reads `2027-01-31` (the end of that day, UTC), `2027-01-31T09:00:00Z`, `90d` from now, `never`; empty for unknown.
    ///
    /// - Returns: `nil` for anything else, a moment that is over among it.
    public init?(_ text: String, at now: Timestamp) {
        switch text {
        case "": self = .unknown
        case "never": self = .never
        default:
            let span = TimeSpan.seconds(text).map { now + $0 }
            let day = Timestamp(day: text).map { $0 + 86_399 }
            guard let end = span ?? day ?? Timestamp(rfc3339: text), end > now else { return nil }
            self = .at(end)
        }
    }
}
