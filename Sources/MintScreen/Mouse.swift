/// What a mouse did, as far as the board needs to tell it apart. Reported only where somebody asked for a mouse: a
/// terminal that reports it no longer selects text by itself.
public struct Mouse: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case click
        /// The second click at one place, shortly after the first, which came as ``click``.
        case doubleClick
        case wheelUp, wheelDown
    }

    public var kind: Kind
    public var position: Position

    public init(_ kind: Kind, at position: Position) { (self.kind, self.position) = (kind, position) }
}
