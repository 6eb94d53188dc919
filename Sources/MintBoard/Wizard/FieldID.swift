/// Names a field of a wizard, across all of its steps.
public struct FieldID: Hashable, Sendable, RawRepresentable, ExpressibleByStringLiteral {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }

    /// Where a login takes the address that a browser ended at.
    public static let pastedRedirect: FieldID = "answer"
    /// The button that puts a public key into the terminal's clipboard.
    static let copyKey: FieldID = "copy-key"
}
