/// A profile's identity: a random UUID in lower case, never its name. Stays when the profile is renamed.
public struct ProfileID: Hashable, Sendable, RawRepresentable, Codable, ExpressibleByStringLiteral {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { self.init(rawValue: value) }
}
