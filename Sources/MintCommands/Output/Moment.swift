import MintCore

/// A moment as typed: a span before now (`2h`, `7d`), a day, UTC (`2026-11-20`), or RFC 3339 (`2026-11-20T09:30:00Z`).
enum Moment {
    enum End { case first, last }

    /// - Parameter end: Which second of a day.
    /// - Returns: `nil` for anything else.
    static func read(_ text: String, before now: Timestamp, _ end: End) -> Timestamp? {
        if let seconds = TimeSpan.seconds(text) { return now + -seconds }
        if let day = Timestamp(day: text) { return end == .first ? day : day + 86_399 }
        return Timestamp(rfc3339: text)
    }
}
