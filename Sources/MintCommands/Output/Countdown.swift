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
