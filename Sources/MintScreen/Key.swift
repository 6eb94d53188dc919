/// What was pressed, as far as a program needs to tell it apart.
public enum Key: Hashable, Sendable {
    case character(Character)
    case enter, escape, tab, backtab, backspace, delete, insert
    case up, down, left, right, home, end, pageUp, pageDown
    /// F1 to F12.
    case function(Int)
    /// With the control key; in lower case.
    case ctrl(Character)
    /// A bracketed paste, whole, however many lines it has; never keys.
    case paste(String)
    /// Only where a mouse was asked for.
    case mouse(Mouse)
    /// The terminal has another size, or what it showed is gone: draw everything again.
    case resize
    /// Somebody asked the program to stop for now: ctrl-z, or SIGTSTP.
    case suspend
    /// The terminal is gone: no key will ever come.
    case endOfInput
}
