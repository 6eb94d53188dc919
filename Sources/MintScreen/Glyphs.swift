/// The signs that screens are made of, by what the terminal can show.
public struct Glyphs: Equatable, Sendable {
    public var barFull: String
    public var barEmpty: String
    public var rule: String
    public var divider: String
    public var ellipsis: String
    /// Between two statements in one line.
    public var dot: String
    public var ascending: String
    public var descending: String
    /// Whether text other than ASCII can be shown.
    public var isUnicode: Bool

    public static let unicode = Glyphs(
        barFull: "▇", barEmpty: "▁", rule: "─", divider: "│", ellipsis: "…", dot: "·", ascending: "▴", descending: "▾",
        isUnicode: true)
    public static let ascii = Glyphs(
        barFull: "#", barEmpty: "-", rule: "-", divider: "|", ellipsis: "...", dot: "-", ascending: "^",
        descending: "v",
        isUnicode: false)
}
