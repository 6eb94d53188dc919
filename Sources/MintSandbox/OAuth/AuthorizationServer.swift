internal import HTTPTypes

/// The endpoints that take a form and an authenticated client.
struct AuthorizationServer: Sendable {
    let layout: Layout
    let world: World

    /// RFC 6749 §4.4: the client-credentials grant, and only that.
    func token(_ request: IncomingRequest) async -> Answer {
        let prepared: PreparedToken
        do {
            prepared = try prepare(request)
        } catch {
            return error.answer
        }
        guard let token = try? await prepared.claims.signed(by: prepared.key) else {
            return Answer.json(["error": "server_error"], status: .internalServerError).notStored
        }
        let body: JSONValue = [
            "access_token": .string(token), "token_type": "Bearer", "scope": .string(prepared.claims.scope),
            "expires_in": .integer(prepared.claims.exp - prepared.claims.iat),
        ]
        return Answer.json(body).notStored.from(prepared.claims.clientID)
    }

    /// A token that only lacks its signature, which is made outside the lock.
    private struct PreparedToken: Sendable {
        let claims: AccessTokenClaims
        let key: SigningKey
    }

    private func prepare(_ request: IncomingRequest) throws(OAuthError) -> PreparedToken {
        let form = try form(of: request)
        return try world.update { (state: inout SandboxState) throws(OAuthError) -> PreparedToken in
            let grant = try grant(request, form, &state)
            let claims = AccessTokenClaims(grant, issuer: layout.issuer, now: state.now)
            return PreparedToken(claims: claims, key: state.signingKeys.current)
        }
    }

    /// RFC 7662: any client may ask about any token; an inactive one gets `active` alone (IN-2).
    func introspect(_ request: IncomingRequest) -> Answer {
        answer { () throws(OAuthError) in
            let form = try form(of: request)
            return try world.update { (state: inout SandboxState) throws(OAuthError) -> Answer in
                let client = try authenticator.client(request, form, &state)
                guard let text = form["token"] else {
                    throw OAuthError(.invalidRequest, "token is missing", client: client.id)
                }
                guard let token = try? AccessTokenVerifier(layout: layout).token(text, state) else {
                    return Answer.json(["active": .bool(false)]).from(client.id)
                }
                return Answer.json(description(of: token)).from(client.id)
            }
        }
    }

    /// RFC 7009: success too for a token that is not one (RV-2); another client's token is refused (§2.1).
    func revoke(_ request: IncomingRequest) -> Answer {
        answer { () throws(OAuthError) in
            let form = try form(of: request)
            return try world.update { (state: inout SandboxState) throws(OAuthError) -> Answer in
                let client = try authenticator.client(request, form, &state)
                guard let text = form["token"] else {
                    throw OAuthError(.invalidRequest, "token is missing", client: client.id)
                }
                if let token = try? AccessTokenVerifier(layout: layout).token(text, state) {
                    guard token.client == client.id else {
                        throw OAuthError(.invalidGrant, "the token is another client's", client: client.id)
                    }
                    _ = state.revokedTokens.insert(token.identifier, until: token.expiry, now: state.now)
                }
                return Answer(status: .ok).from(client.id)
            }
        }
    }

    private var authenticator: ClientAuthenticator { ClientAuthenticator(layout: layout) }

    private func grant(_ request: IncomingRequest, _ form: FormBody, _ state: inout SandboxState) throws(OAuthError)
        -> TokenGrant
    {
        guard let grantType = form["grant_type"] else { throw OAuthError(.invalidRequest, "grant_type is missing") }
        let client = try authenticator.client(request, form, &state)
        guard grantType == "client_credentials" else {
            throw OAuthError(.unsupportedGrantType, "only client_credentials is supported here", client: client.id)
        }
        guard client.mayUseClientCredentials else {
            throw OAuthError(.unauthorizedClient, "this client may not use client_credentials", client: client.id)
        }
        return try TokenGrant(client: client, form: form, layout: layout, tokenLifetime: state.tokenLifetime)
    }

    private func form(of request: IncomingRequest) throws(OAuthError) -> FormBody {
        guard request.mediaType == "application/x-www-form-urlencoded" else {
            throw OAuthError(.invalidRequest, "the body must be application/x-www-form-urlencoded")
        }
        do {
            return try FormBody(request.body)
        } catch {
            switch error {
            case .malformed: throw OAuthError(.invalidRequest, "the body is not form-encoded")
            case .repeated: throw OAuthError(.invalidRequest, "a parameter is given more than once")
            }
        }
    }

    private func answer(_ body: () throws(OAuthError) -> Answer) -> Answer {
        do {
            return try body().notStored
        } catch {
            return error.answer
        }
    }

    private func description(of token: AccessTokenVerifier.Token) -> JSONValue {
        [
            "active": .bool(true), "client_id": .string(token.client), "sub": .string(token.client),
            "iss": .string(layout.issuer), "scope": .string(token.scopes.joined(separator: " ")),
            "aud": token.audience.count == 1 ? .string(token.audience[0]) : .strings(token.audience),
            "iat": .integer(token.issued), "exp": .integer(token.expiry), "jti": .string(token.identifier),
            "token_type": "Bearer",
        ]
    }
}
