import MintCore
import MintScreen

/// What the palette knows from one line to the next.
struct Palette: Equatable, Sendable {
    /// `nil` until it was first opened, and read.
    var vocabulary: Vocabulary?
    /// The oldest first; none of them holds a secret.
    var history: [String] = []
    /// Present while a line is typed.
    var line: PaletteLine?
    /// Pressed before the verbs and the history were read, from the first one on that needs them: told to the line then.
    var keysAhead: [Key] = []
    /// A verb that removes something waits for a yes.
    var question: PaletteQuestion?
}

/// A command that waits for a yes, as it would on a terminal.
struct PaletteQuestion: Equatable, Sendable {
    var words: [String]
    var text: String
}

/// What comes back from the palette's services.
enum PaletteMessage: Equatable, Sendable {
    case learned(Vocabulary, history: [String])
    case said(Attempt, CommandOutput.Piece)
    /// The exit code.
    case ended(Attempt, Int32)
}

enum PaletteEffect: Equatable, Sendable {
    /// Read the verbs and the history.
    case learn
    case remember(String)
    case run([String], Attempt)
}
