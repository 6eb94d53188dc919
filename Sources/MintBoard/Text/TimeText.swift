import MintCore

/// Times in few columns, on the board and in the command line's lists.
public enum TimeText {
    /// What is left, in at most five columns: `02:13`, `3h12`, `12d`; after the end with a sign: `-1:20`.
    public static func countdown(_ seconds: Int) -> String {
        guard seconds >= 0 else { return "-" + past(-seconds) }
        switch seconds {
        case ..<3600: return "\(two(seconds / 60)):\(two(seconds % 60))"
        default: return long(seconds)
        }
    }

    private static func past(_ seconds: Int) -> String {
        seconds < 3600 ? "\(seconds / 60):\(two(seconds % 60))" : long(seconds)
    }

    private static func long(_ seconds: Int) -> String {
        switch seconds {
        case ..<(48 * 3600): "\(seconds / 3600)h\(two(seconds / 60 % 60))"
        case ..<(1000 * 86400): "\(seconds / 86400)d"
        default: "\(min(seconds / (365 * 86400), 999))y"
        }
    }

    /// How long something has been, coarse so that it seldom changes: `now`, `9m`, `3h`, `12d`.
    static func age(_ seconds: Int) -> String {
        switch seconds {
        case ..<60: "now"
        case ..<3600: "\(seconds / 60)m"
        case ..<86400: "\(seconds / 3600)h"
        case ..<(1000 * 86400): "\(seconds / 86400)d"
        default: "\(min(seconds / (365 * 86400), 999))y"
        }
    }

    /// For a sentence: `40 s`, `12 min`, `3 h 12 min`, `12 d`.
    static func words(_ seconds: Int) -> String {
        switch seconds {
        case ..<0: "0 s"
        case ..<120: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h" + (seconds / 60 % 60 == 0 ? "" : " \(seconds / 60 % 60) min")
        default: "\(seconds / 86400) d"
        }
    }

    /// `0.4 ms`, `12 ms`, `1.24 s`.
    static func duration(microseconds: Int) -> String {
        let spent = max(microseconds, 0)
        switch spent {
        case ..<10_000: return "\(spent / 1000).\(spent / 100 % 10) ms"
        case ..<1_000_000: return "\(spent / 1000) ms"
        default: return "\(spent / 1_000_000).\(two(spent / 10_000 % 100)) s"
        }
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}

extension Timestamp {
    /// With the day where it is not today's: `12:04Z`, `2026-11-21 12:04Z`.
    func text(at now: Timestamp) -> String {
        let day = utcText.prefix(10)
        return day == now.utcText.prefix(10) ? utcClock : "\(day) \(utcClock)"
    }
}
