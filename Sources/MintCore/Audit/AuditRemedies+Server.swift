extension AuditEvidence {
    /// A whole document for an issuer that publishes none where clients look; one that is elsewhere is moved.
    func skeletonRemedy(_ issuer: String) -> AuditRemedy {
        let needed: [String: JSONValue] = [
            "issuer": .string(issuer), "token_endpoint": .string(Self.unknownIssuer + "/token"),
            "response_types_supported": ["code"], "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256"],
        ]
        let stray = serverDocument?.members
        let members = stray.map { needed.merging($0) { $1 }.merging(["issuer": .string(issuer)]) { $1 } } ?? needed
        let url = HTTPURL(issuer).flatMap { WellKnown.authorizationServer(of: $0).first }?.text ?? issuer
        return .document(
            members,
            at: "publish at \(url.plainLine()) as application/json, with your own values"
                + (stray == nil ? ", the token endpoint first" : ""))
    }

    /// The same document for the other kind's address.
    func copyRemedy(of document: Document, to place: Place) -> AuditRemedy {
        let own = document.json?["issuer"]?.text ?? issuer ?? ""
        let candidates = HTTPURL(own).map { WellKnown.authorizationServer(of: $0) } ?? []
        let url = place == .oauth ? candidates.first : candidates.last
        return .document(
            document.members ?? [:], at: "publish at \((url?.text ?? own).plainLine()) too")
    }

    /// The listed issuers with one spelled as its own metadata does.
    func issuers(replacing old: String, with new: String) -> JSONValue {
        let listed = resourceDocument?.json?["authorization_servers"]?.texts ?? []
        let issuers = listed.contains(old) ? listed.map { $0 == old ? new : $0 } : [new] + listed
        return .array(issuers.map { .string($0) })
    }
}
