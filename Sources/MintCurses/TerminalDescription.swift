import CNcurses
import Glibc

/// What terminfo knows of a kind of terminal, without taking a screen.
public struct TerminalDescription: Equatable, Sendable {
    /// `nil` or 0 for a monochrome one.
    public let colors: Int?

    /// - Parameter name: As `TERM` has it.
    /// - Returns: `nil` where this host does not describe it.
    public init?(named name: String) {
        var error: Int32 = 0
        let result = name.withCString { setupterm($0, STDOUT_FILENO, &error) }
        guard result == OK, error == 1 else { return nil }
        let colors = "colors".withCString { tigetnum($0) }
        self.colors = colors < 0 ? nil : Int(colors)
    }
}
