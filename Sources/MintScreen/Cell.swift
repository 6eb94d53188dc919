/// One terminal cell; `glyph == nil` marks the right half of a wide character.
public struct Cell: Equatable, Sendable {
    public var glyph: Character?
    public var style: Style

    public init(glyph: Character?, style: Style) {
        self.glyph = glyph
        self.style = style
    }

    public static let blank = Cell(glyph: " ", style: .plain)
}
