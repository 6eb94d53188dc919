/// Time left or gone, in the few characters that a column has.
enum Countdown {
    /// `41:07` under an hour, `3h12` under two days, else `12d`; a minus before what is over.
    static func text(_ seconds: Int) -> String {
        let sign = seconds < 0 ? "-" : ""
        let left = seconds.magnitude
        if left < 3600 { return "\(sign)\(left / 60):\(left % 60 < 10 ? "0" : "")\(left % 60)" }
        if left < 172_800 { return "\(sign)\(left / 3600)h\(left / 60 % 60 < 10 ? "0" : "")\(left / 60 % 60)" }
        return "\(sign)\(left / 86_400)d"
    }
}

/// A span of time as typed: `60`, `60s`, `5m`, `2h`, `7d`.
enum Span {
    /// - Returns: Whole seconds; `nil` for anything else, or for more than ten years.
    static func seconds(_ text: String) -> Int? {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        let factor = text.last.flatMap { units[$0] }
        let digits = factor == nil ? text[...] : text.dropLast()
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits) else {
            return nil
        }
        let (seconds, overflow) = number.multipliedReportingOverflow(by: factor ?? 1)
        return overflow || seconds > 315_360_000 ? nil : seconds
    }
}
