/// What a piece of text *is*; how that looks is one table in the terminal adapter.
///
/// Raw values are the letters that ``CellBuffer/snapshot`` prints.
public enum Style: Character, Sendable, CaseIterable {
    case plain = "."
    /// The program's name, a screen's name.
    case title = "t"
    /// Column headings, section headings.
    case header = "h"
    /// Of less weight: labels, times, rules.
    case dim = "d"
    /// The row that keys act on.
    case selected = "s"
    /// A failing or expired thing in the selected row.
    case selectedAlarm = "S"
    /// Failing, refused, expired.
    case alarm = "!"
    /// Soon to need somebody.
    case warning = "w"
    /// Went well.
    case good = "g"
    /// A grant tag.
    case tag = "a"
    /// The filled part of a countdown bar.
    case bar = "b"
    /// A key that can be pressed.
    case key = "k"
    /// Text being typed.
    case input = "i"
}
