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
