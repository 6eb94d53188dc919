extension AuditEvidence {
    /// A whole document for an issuer that publishes none where clients look; one that is elsewhere is moved.
    func skeletonRemedy(_ issuer: String) -> AuditRemedy {
        let needed: [String: JSONValue] = [
            "issuer": .string(issuer), "token_endpoint": .string(Self.unknownIssuer + "/token"),
            "response_types_supported": ["code"], "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256"],
        ]
        let isStray = serverDocument != nil
        return .edit(
            AuditEdit(
                server: isStray ? ["issuer": .string(issuer)] : needed, isWhole: !isStray,
                note: ", with your own values" + (isStray ? "" : ", the token endpoint first")))
    }

    /// The same document for the other kind's address.
    func copyRemedy(of document: Document, to place: Place) -> AuditRemedy {
        let own = document.json?["issuer"]?.text ?? issuer ?? ""
        let candidates = HTTPURL(own).map { WellKnown.authorizationServer(of: $0) } ?? []
        guard let url = place == .oauth ? candidates.first : candidates.last else {
            return .words("Publish the same document there, too.", at: own.plainLine())
        }
        return .edit(AuditEdit(copy: url))
    }

    /// The listed issuers with one spelled as its own metadata does.
    func issuers(replacing old: String, with new: String) -> JSONValue {
        let listed = resourceDocument?.json?["authorization_servers"]?.texts ?? []
        let issuers = listed.contains(old) ? listed.map { $0 == old ? new : $0 } : [new] + listed
        return .array(issuers.map { .string($0) })
    }
}
