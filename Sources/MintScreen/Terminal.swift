/// The only thing that a loop knows about a terminal.
@MainActor public protocol Terminal: AnyObject, Sendable {
    var size: Size { get }
    /// What the terminal can show.
    var glyphs: Glyphs { get }
    /// Yields whenever ``nextKey()`` may have something; ends when the terminal is gone. One reader.
    var input: AsyncStream<Void> { get }
    /// - Returns: `nil` when no key is waiting. Never blocks for longer than it takes to tell Escape from a longer
    ///   sequence.
    func nextKey() -> Key?
    /// Shows a frame, sending what changed since the one before. A frame of another size than the terminal's is cut.
    ///
    /// - Parameter cursor: Where the hardware cursor rests, for screen readers; `nil` hides nothing, it stays where
    ///   drawing ended.
    func present(_ frame: CellBuffer, cursor: Position?)
    /// Forgets what is on the screen: the next frame is sent whole.
    func invalidate()
    /// Hands the terminal back to the shell and stops this process; returns when it goes on, with the terminal
    /// claimed again.
    func suspend()
    /// Asks the terminal to put this into the clipboard of whoever sits at it (OSC 52). No terminal answers whether it
    /// did.
    ///
    /// - Parameter isSecret: The clipboard is cleared when the terminal is given back, unless ``clearClipboard()`` was
    ///   called before.
    /// - Returns: Why nothing was sent; `nil` where it was.
    func copy(_ bytes: UnsafeRawBufferPointer, isSecret: Bool) -> ClipboardRefusal?
    /// Asks the terminal to empty the clipboard.
    func clearClipboard()
}

/// Why nothing can be copied.
public enum ClipboardRefusal: Error, Equatable, Sendable {
    /// This terminal has no clipboard that a program could reach.
    case noClipboard
    /// More than terminals take.
    case tooLong(bytes: Int)
    /// It belongs to another program for now.
    case away
}
