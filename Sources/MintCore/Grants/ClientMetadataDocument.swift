/// A client metadata document (facts, REG-4): a client id that is the https address of a description of the client.
public enum ClientMetadataDocument {
    /// Whether the text can be such a client id: https with a path, no dot segments, no fragment, no user information.
    public static func isIdentifier(_ clientID: String) -> Bool {
        guard let url = HTTPURL(clientID), url.isSecure, !url.hasFragment, url.path.count > 1 else { return false }
        // A dot counts however it is spelled: whoever fetches the document would resolve it.
        let segments = url.path.lowercased().replacing("%2e", with: ".").split(separator: "/")
        return !segments.contains { $0 == "." || $0 == ".." }
    }

    /// What to publish at the address, for a person's grants. No shared secret may stand in it.
    ///
    /// - Returns: `nil` where the client id is no such address.
    public static func document(clientID: String, redirectURIs: [String], usesDPoP: Bool = false) -> JSONValue? {
        guard isIdentifier(clientID) else { return nil }
        var members: [String: JSONValue] = [
            "client_id": .string(clientID), "client_name": "Mintmark", "application_type": "native",
            "redirect_uris": .array(redirectURIs.map { .string($0) }), "response_types": ["code"],
            "grant_types": [
                "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code",
            ],
            "token_endpoint_auth_method": "none",
        ]
        if usesDPoP { members["dpop_bound_access_tokens"] = true }
        return .object(members)
    }
}
