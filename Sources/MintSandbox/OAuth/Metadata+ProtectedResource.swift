extension Metadata {
    /// RFC 9728 §2; the scopes are the minimal set, since clients ask for all of it (PP-2). `nil` where nothing is
    /// published.
    func protectedResource(_ resource: ProtectedResource) -> Answer? {
        let (settings, isDPoPRequired) = world.update { state in (state.mcp, state.dpop.isRequired) }
        guard settings.resourceMetadata != .missing else { return nil }
        var members: [String: JSONValue] = [
            "resource": .string(settings.resource ?? layout.uri(of: resource)),
            "authorization_servers": .strings(settings.issuers.map { layout.at($0).issuer }),
            "scopes_supported": .strings([Scope.read, Scope.call]),
            "bearer_methods_supported": .strings(["header"]),
            "dpop_signing_alg_values_supported": .strings(DPoPVerifier.algorithms),
            "resource_name": .string(resource.name),
        ]
        if isDPoPRequired { members["dpop_bound_access_tokens_required"] = .bool(true) }
        return document(.protectedResource, members)
    }
}
