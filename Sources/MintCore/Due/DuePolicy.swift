/// When something is due although nobody said that it ends, and how long before its end it is time to act.
public struct DuePolicy: Equatable, Sendable {
    /// Seconds after which a client secret is to be replaced; `nil` for no rule.
    public var secretMaxAge: Int?
    /// Seconds after which a private key is to be replaced; `nil` for no rule.
    public var keyMaxAge: Int?
    /// Seconds before an end from which on it is due.
    public var warn = 14 * 86_400

    public init() {}
}
