public import MintCore

/// What had to be asked of a store. Each closure may be called from any thread.
public struct CopyServices: Sendable {
    /// A good access token of a profile, renewed where it is due.
    public var accessToken: @Sendable (ProfileID) async throws -> Secret
    /// The public half of its key.
    public var publicJWK: @Sendable (ProfileID) async throws -> String

    public init(
        accessToken: @escaping @Sendable (ProfileID) async throws -> Secret,
        publicJWK: @escaping @Sendable (ProfileID) async throws -> String
    ) {
        self.accessToken = accessToken
        self.publicJWK = publicJWK
    }

    /// Nothing to be fetched.
    public static let none = CopyServices(
        accessToken: { throw Failure(headline: "\($0.rawValue) has no token here") },
        publicJWK: { throw Failure(headline: "\($0.rawValue) has no key here") })
}
