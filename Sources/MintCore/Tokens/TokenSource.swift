/// Where an MCP exchange gets its access token: a profile's `TokenService`, or nothing for an open server.
public protocol TokenSource: Sendable {
    /// Asked before every request of an exchange: cheap while the cached token is good.
    ///
    /// - Returns: `nil` where the server is used without a token.
    func token() async throws -> AccessToken?

    /// A fresh token after the server refused `rejected` with 401 (LC-4): drops that very value from the cache if it is
    /// still the cached one, and asks for a new one once. Where the challenge shows that the server has moved to another
    /// issuer, nothing is asked of anybody (LC-5).
    ///
    /// - Parameters:
    ///   - rejected: `nil` where the request carried none.
    ///   - challenges: The `WWW-Authenticate` field lines of the 401.
    /// - Throws: Where no other token can be had; the exchange then fails with that error.
    func replacement(of rejected: AccessToken?, challenges: [String]) async throws -> AccessToken

    /// A token with more scopes after a 403 `insufficient_scope` (SC-4).
    ///
    /// - Parameter operation: What was refused, such as `tools/call echo`: tries are counted for it (SC-6).
    /// - Returns: `nil` where it is not to be tried, or not again; the caller then reports the refusal.
    func widened(_ held: AccessToken, challenges: [String], operation: String) async throws -> AccessToken?
}

extension TokenSource {
    public func widened(_ held: AccessToken, challenges: [String], operation: String) async throws -> AccessToken? {
        nil
    }
}
