/// A wall-clock moment: whole seconds since 1970-01-01T00:00:00Z. What is written to disk is always this.
public struct Timestamp: Hashable, Comparable, Sendable, Codable, RawRepresentable {
    public var rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }
    public init(_ secondsSinceEpoch: Int) { self.rawValue = secondsSinceEpoch }

    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.rawValue < b.rawValue }
    public static func + (a: Timestamp, seconds: Int) -> Timestamp { Timestamp(a.rawValue + seconds) }
    /// Seconds from `b` to `a`; negative when `a` is earlier.
    public static func - (a: Timestamp, b: Timestamp) -> Int { a.rawValue - b.rawValue }
}

/// Reads the wall clock; handed down through `init`, so that a test can move time by hand.
public typealias WallClock = @Sendable () -> Timestamp

extension Timestamp {
    /// `2026-11-21T09:30:00Z`, by the proleptic Gregorian calendar.
    public var utcText: String {
        let second = ((rawValue % 86400) + 86400) % 86400
        let days = (rawValue - second) / 86400
        // Howard Hinnant's civil-from-days, with eras of 400 years that start on 1 March.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return
            "\(pad(year, 4))-\(pad(month))-\(pad(day))T\(pad(second / 3600)):\(pad(second / 60 % 60)):\(pad(second % 60))Z"
    }

    /// `09:30Z`: the time of day alone.
    public var utcClock: String { String(utcText.dropFirst(11).prefix(5)) + "Z" }

    private func pad(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
