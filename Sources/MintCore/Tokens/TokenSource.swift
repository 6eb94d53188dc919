/// Where an MCP exchange gets its bearer token: a profile's `TokenService`, or nothing for an open server.
public protocol TokenSource: Sendable {
    /// Asked before every request of an exchange: cheap while the cached token is good.
    ///
    /// - Returns: `nil` where the server is used without a token.
    func token() async throws -> Secret?

    /// A fresh token after the server refused `rejected` with 401 (LC-4): drops that very value from the cache if it is
    /// still the cached one, and asks for a new one once.
    ///
    /// - Parameter challenges: The `WWW-Authenticate` field lines of the 401.
    /// - Throws: Where no other token can be had; the exchange then fails with that error.
    func replacement(of rejected: Secret, challenges: [String]) async throws -> Secret
}
