/// The scopes and the resources that a request is about.
struct Reach: Sendable, Equatable {
    let scopes: [String]
    /// As they were asked for, each once; may be none.
    let resources: [String]

    private init(scopes: [String], resources: [String]) {
        self.scopes = scopes
        self.resources = resources
    }

    /// What a form asks for and the client may have.
    ///
    /// - Throws: `invalid_scope` (SC, RFC 6749 §3.3) or `invalid_target` (RFC 8707 §2).
    init(of form: FormBody, for client: RegisteredClient, _ layout: Layout) throws(OAuthError) {
        scopes = try Self.scopes(form["scope"], client)
        let resources = form.all("resource").withoutRepeats
        for resource in resources where !layout.resourceURIs.contains(resource) {
            throw OAuthError(.invalidTarget, "the resource is not one that this server knows", client: client.id)
        }
        self.resources = resources
    }

    /// Who is to accept the token.
    func audience(_ layout: Layout) -> [String] {
        resources.isEmpty ? [layout.uri(of: .main)] : resources
    }

    /// The same or fewer scopes for the very same resources: what a refresh may ask for (TK-10, RES-1).
    func narrowed(by form: FormBody, _ client: RegisteredClient) throws(OAuthError) -> Reach {
        try checkResources(of: form, client)
        guard let requested = form["scope"] else { return self }
        let narrower = requested.split(separator: " ", omittingEmptySubsequences: false).map(String.init).withoutRepeats
        guard narrower.allSatisfy(scopes.contains) else {
            throw OAuthError(.invalidScope, "the scope is wider than what was granted", client: client.id)
        }
        return Reach(scopes: narrower, resources: resources)
    }

    func with(scopes: [String]) -> Reach { Reach(scopes: scopes, resources: resources) }

    /// `resource` must be what it was when all this began (RES-1).
    func checkResources(of form: FormBody, _ client: RegisteredClient) throws(OAuthError) {
        guard Set(form.all("resource")) == Set(resources) else {
            throw OAuthError(.invalidTarget, "the resource is not that of the first request", client: client.id)
        }
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
