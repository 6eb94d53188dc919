public import MintCore

/// How an operator likes the board.
public struct BoardPreferences: Equatable, Sendable {
    public var keys = KeyMap()
    /// Whether nothing is changed from here, not even ahead of time.
    public var isReadOnly = false
    /// When a credential is due that has no end of its own.
    public var policy = DuePolicy()
    public var sort = Configuration.Board.Sort.attention
    public var isInverted = false

    public init() {}

    /// What the configuration file says.
    public init(_ configuration: Configuration) {
        keys = KeyMap(configuration.board.keys)
        isReadOnly = configuration.board.isReadOnly
        policy = configuration.policy
        sort = configuration.board.sort
        isInverted = configuration.board.isInverted
    }
}
