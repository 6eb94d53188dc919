/// A span of time as typed: `60`, `60s`, `5m`, `2h`, `7d`.
public enum TimeSpan {
    private static let units: [(suffix: Character, seconds: Int)] = [("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)]

    /// - Returns: Whole seconds; `nil` for anything else, or for more than ten years.
    public static func seconds(_ text: String) -> Int? {
        let factor = units.first { $0.suffix == text.last }?.seconds
        let digits = factor == nil ? text[...] : text.dropLast()
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits) else {
            return nil
        }
        let (seconds, overflow) = number.multipliedReportingOverflow(by: factor ?? 1)
        return overflow || seconds > 315_360_000 ? nil : seconds
    }

    /// For a sentence, in whole units: `40 minutes`, `5 hours`, `1 day`.
    public static func words(_ seconds: Int) -> String {
        let (count, unit) =
            switch seconds {
            case ..<7200: (max(seconds, 0) / 60, "minute")
            case ..<172_800: (seconds / 3600, "hour")
            default: (seconds / 86_400, "day")
            }
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }

    /// As it would be typed, in the largest unit that has no remainder: `90d`, `10m`.
    public static func text(_ seconds: Int) -> String {
        let unit = units.last { seconds != 0 && seconds % $0.seconds == 0 } ?? units[0]
        return "\(seconds / unit.seconds)\(unit.suffix)"
    }
}
