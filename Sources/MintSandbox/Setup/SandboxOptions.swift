/// What a sandbox is started with.
public struct SandboxOptions: Sendable {
    /// The loopback port; `nil` for any that is free.
    public var port: Int?
    /// How long an access token lives, in seconds; a few practice clients have lives of their own.
    public var tokenLifetime: Int
    /// Whether the practice clients that have lives of their own keep to ``tokenLifetime`` as well.
    public var isOneLifetime: Bool
    /// The folder into which the private keys of the assertion clients are written as PEM files (0600). It is made 0700
    /// where it is missing, and must be its owner's alone. The caller owns it: nothing is removed at the end.
    public var keyFolder: String

    public init(port: Int? = nil, tokenLifetime: Int = 300, isOneLifetime: Bool = false, keyFolder: String) {
        self.port = port
        self.tokenLifetime = tokenLifetime
        self.isOneLifetime = isOneLifetime
        self.keyFolder = keyFolder
    }
}
