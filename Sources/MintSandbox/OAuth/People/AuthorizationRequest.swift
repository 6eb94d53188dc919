/// What a client asks of a person by way of the browser, checked (RFC 6749 §4.1.1; facts 15).
struct AuthorizationRequest: Sendable {
    let client: String
    let redirectURI: String
    let state: String?
    let challenge: CodeChallenge
    let reach: Reach
    /// `dpop_jkt`: the code serves this key alone (RFC 9449 §10).
    let proofKey: String?

    /// Why there is no such request.
    enum Refusal: Error {
        /// Said to the person: it is not known whom else to tell (RFC 6749 §4.1.2.1).
        case page(String)
        case redirect(Redirect, OAuthError)
    }

    init(_ query: String, _ layout: Layout, _ state: SandboxState) throws(Refusal) {
        let form: FormBody
        do { form = try FormBody(query.utf8) } catch {
            throw .page("The request is not form-encoded, or repeats itself")
        }
        guard let id = form["client_id"], let client = state.client(id, at: layout.authority) else {
            throw .page("No such client")
        }
        guard let uri = form["redirect_uri"], client.allows(redirect: uri) else {
            throw .page("The redirect_uri is missing, or is not one of this client's")
        }
        self.client = client.id
        self.redirectURI = uri
        self.state = form["state"]
        self.proofKey = form["dpop_jkt"]
        do throws(OAuthError) {
            challenge = try Self.challenge(form, client)
            reach = try Reach(of: form, for: client, layout)
        } catch {
            throw .redirect(Redirect(uri: uri, state: form["state"]), error)
        }
    }

    private static func challenge(_ form: FormBody, _ client: RegisteredClient) throws(OAuthError) -> CodeChallenge {
        guard form["response_type"] == "code" else {
            throw OAuthError(.unsupportedResponseType, "response_type must be code")
        }
        guard client.grants.contains(.authorizationCode) else {
            throw OAuthError(.unauthorizedClient, "this client may not use authorization_code")
        }
        guard form["code_challenge_method"] == "S256",
            let challenge = form["code_challenge"].flatMap({ CodeChallenge($0) })
        else { throw OAuthError(.invalidRequest, "PKCE with S256 is required") }
        return challenge
    }

    var redirect: Redirect { Redirect(uri: redirectURI, state: state) }
}

extension RegisteredClient {
    /// Byte for byte, but for the port where both are a loopback address (RFC 8252 §7.3). `localhost` is no address.
    func allows(redirect uri: String) -> Bool {
        redirectURIs.contains(uri)
            || Self.withoutLoopbackPort(uri).map { redirectURIs.compactMap(Self.withoutLoopbackPort).contains($0) }
                ?? false
    }

    private static func withoutLoopbackPort(_ uri: String) -> String? {
        for start in ["http://127.0.0.1", "http://[::1]"] where uri.hasPrefix(start) {
            let rest = uri.dropFirst(start.count)
            guard rest.first == ":" else { return rest.isEmpty || rest.first == "/" ? uri : nil }
            let port = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            let path = rest.dropFirst(1 + port.count)
            guard UInt16(port) != nil, path.isEmpty || path.first == "/" else { return nil }
            return start + path
        }
        return nil
    }
}
