public import MintCore

/// Where a dialogue by lines is held: a terminal without a cursor, a screen reader, or a pipe.
public protocol PlainConsole: Sendable {
    /// - Parameter line: Without its end; nothing in it moves a cursor.
    func say(_ line: String)
    /// - Returns: One line without its end; `nil` at the end of the input.
    func ask(_ prompt: String) async -> String?
    /// The same without echo, where there is one.
    func askSecret(_ prompt: String) async -> Secret?
}
