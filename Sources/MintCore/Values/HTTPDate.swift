extension Timestamp {
    /// Reads the preferred form of an HTTP date (RFC 9110 §5.6.7): `Sat, 21 Nov 2026 09:30:00 GMT`.
    ///
    /// - Returns: `nil` for the obsolete forms and for anything else.
    public init?(httpDate text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[0].count == 4, words[0].hasSuffix(","), words[5] == "GMT",
            let day = Self.number(words[1], digits: 2), (1...31).contains(day),
            let month = Self.months.firstIndex(of: String(words[2])), let year = Self.number(words[3], digits: 4)
        else { return nil }
        let clock = words[4].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 3, let hour = Self.number(clock[0], digits: 2), hour < 24,
            let minute = Self.number(clock[1], digits: 2), minute < 60, let second = Self.number(clock[2], digits: 2),
            second <= 60
        else { return nil }
        let days = Self.days(year: year, month: month + 1, day: day)
        self.init(days * 86_400 + hour * 3600 + minute * 60 + second)
    }

    /// The first second of a day, UTC: `2026-12-31`.
    ///
    /// - Returns: `nil` for what is no such text, or no such day.
    public init?(day text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let year = Self.number(parts[0], digits: 4),
            let month = Self.number(parts[1], digits: 2), (1...12).contains(month),
            let day = Self.number(parts[2], digits: 2), (1...31).contains(day)
        else { return nil }
        self.init(Self.days(year: year, month: month, day: day) * 86_400)
        guard utcText.hasPrefix(text) else { return nil }
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func number(_ text: Substring, digits: Int) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant's days-from-civil).
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
