/// What a token request asked for and is given, before it is signed.
struct TokenGrant: Sendable, Equatable {
    let client: String
    let scopes: [String]
    let audience: [String]
    /// Seconds.
    let lifetime: Int

    /// - Throws: `invalid_scope` (SC, RFC 6749 §3.3) or `invalid_target` (RFC 8707 §2).
    init(client: RegisteredClient, form: FormBody, layout: Layout, tokenLifetime: Int) throws(OAuthError) {
        self.client = client.id
        self.lifetime = client.tokenLifetime ?? tokenLifetime
        self.scopes = try Self.scopes(form["scope"], client)
        let resources = form.all("resource")
        for resource in resources where !layout.resourceURIs.contains(resource) {
            throw OAuthError(.invalidTarget, "the resource is not one that this server knows", client: client.id)
        }
        self.audience = resources.isEmpty ? [layout.uri(of: .main)] : resources.withoutRepeats
    }

    private static func scopes(_ requested: String?, _ client: RegisteredClient) throws(OAuthError) -> [String] {
        guard let requested else { return client.defaultScopes }
        let scopes = requested.split(separator: " ", omittingEmptySubsequences: false).map(String.init).withoutRepeats
        guard scopes.allSatisfy(isScopeToken) else {
            throw OAuthError(.invalidScope, "the scope is malformed", client: client.id)
        }
        guard scopes.allSatisfy(Scope.all.contains) else {
            throw OAuthError(.invalidScope, "a scope is unknown", client: client.id)
        }
        let granted = scopes.filter(client.allowedScopes.contains)
        guard granted.count == scopes.count || (client.narrowsScopes && !granted.isEmpty) else {
            throw OAuthError(.invalidScope, "a scope is not allowed for this client", client: client.id)
        }
        return granted
    }

    private static func isScopeToken(_ scope: String) -> Bool {
        !scope.isEmpty
            && scope.utf8.allSatisfy { $0 == 0x21 || (0x23...0x5B).contains($0) || (0x5D...0x7E).contains($0) }
    }
}

extension Array where Element: Hashable {
    /// The elements in their first order, each once.
    var withoutRepeats: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
