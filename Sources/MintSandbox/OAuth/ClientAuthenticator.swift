internal import HTTPTypes

/// Works out who is asking and whether it is true, at every endpoint that clients authenticate at.
struct ClientAuthenticator: Sendable {
    static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    let layout: Layout
    /// Whom an assertion is to be addressed to, where that is not the authorization server itself.
    var issuer: String?
    /// Whether a public client may do with its name alone (RFC 6749 §3.2.1).
    var allowsPublicClients = false

    /// The client, proven by the one method that it is registered with.
    ///
    /// - Throws: `invalid_request` for more than one method at once (AM-2) or half of one; else `invalid_client`.
    func client(_ request: IncomingRequest, _ form: FormBody, _ state: inout SandboxState) throws(OAuthError)
        -> RegisteredClient
    {
        try checkOneMethod(request, form)
        if let header = request.headers[.authorization] {
            return try basic(header, form, state)
        }
        if let assertion = form["client_assertion"] {
            return try AssertionVerifier(layout: layout, issuer: issuer ?? layout.issuer).client(
                assertion, form, &state)
        }
        guard let id = form["client_id"] else {
            throw OAuthError(.invalidClient, "no client authentication in the request")
        }
        guard let client = state.client(id, at: layout.authority) else {
            throw OAuthError(.invalidClient, "unknown client")
        }
        guard let secret = form["client_secret"] else {
            if client.method == .none, allowsPublicClients { return client }
            throw OAuthError(.invalidClient, "no client authentication in the request", client: id)
        }
        guard client.method == .post else { throw methodMismatch(client, usedHeader: false) }
        guard client.accepts(secret: secret, now: state.now) else {
            throw OAuthError(.invalidClient, "the client secret is wrong", client: id)
        }
        return client
    }

    /// Whether a request says who asks, in any of the ways (WF-1 wants none).
    static func isNamed(_ request: IncomingRequest, _ form: FormBody) -> Bool {
        request.headers[.authorization] != nil
            || ["client_id", "client_secret", "client_assertion"].contains { form[$0] != nil }
    }

    private func checkOneMethod(_ request: IncomingRequest, _ form: FormBody) throws(OAuthError) {
        let query = request.query ?? ""
        guard !["client_secret=", "client_assertion="].contains(where: query.contains) else {
            throw OAuthError(.invalidRequest, "client credentials do not belong in the URI")
        }
        let methods = [
            request.headers[.authorization] != nil, form["client_secret"] != nil, form["client_assertion"] != nil,
        ]
        guard methods.filter({ $0 }).count <= 1, request.headers[values: .authorization].count <= 1 else {
            throw OAuthError(.invalidRequest, "more than one client authentication method in one request")
        }
        switch (form["client_assertion"], form["client_assertion_type"]) {
        case (nil, nil), (_?, Self.assertionType): break
        case (_?, nil): throw OAuthError(.invalidRequest, "client_assertion_type is missing")
        case (nil, _?): throw OAuthError(.invalidRequest, "client_assertion is missing")
        case (_?, _?): throw OAuthError(.invalidClient, "client_assertion_type is not one that we know")
        }
    }

    private func basic(_ header: String, _ form: FormBody, _ state: SandboxState) throws(OAuthError)
        -> RegisteredClient
    {
        guard let credentials = BasicCredentials(header) else {
            throw OAuthError(.invalidClient, "the Authorization header is not a Basic credential", usedHeader: true)
        }
        let known: (String) -> RegisteredClient? = { state.client($0, at: layout.authority) }
        let raw = known(credentials.id).flatMap { $0.basicEncoding == .raw ? $0 : nil }
        let formed = credentials.formID.flatMap(known).flatMap { $0.basicEncoding == .form ? $0 : nil }
        guard let client = raw ?? formed else {
            throw OAuthError(.invalidClient, "unknown client", usedHeader: true)
        }
        guard form["client_id"].map({ $0 == client.id }) ?? true else {
            throw OAuthError(
                .invalidRequest, "client_id in the body is not the client of the header", client: client.id)
        }
        guard client.method == .basic else { throw methodMismatch(client, usedHeader: true) }
        let secret = client.basicEncoding == .raw ? credentials.secret : credentials.formSecret
        guard let secret, client.accepts(secret: secret, now: state.now) else {
            throw OAuthError(.invalidClient, "the client secret is wrong", usedHeader: true, client: client.id)
        }
        return client
    }

    private func methodMismatch(_ client: RegisteredClient, usedHeader: Bool) -> OAuthError {
        OAuthError(
            .invalidClient, "this client is registered for \(client.method.rawValue)", usedHeader: usedHeader,
            client: client.id)
    }
}
