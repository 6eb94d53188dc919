internal import HTTPTypes
internal import MintCore

extension AuthorizationServer {
    /// Grants a code at once (AC-6).
    func authorize(_ request: Incoming) -> Answer {
        let query = request.query
        let challenge = query["code_challenge"].flatMap { $0.isEmpty ? nil : $0 }
        run.record("authorization-request", .success)
        run.record("pkce-code-challenge-sent", when: challenge != nil, "there is no code_challenge")
        run.record(
            "pkce-s256-method-used", when: query["code_challenge_method"] == "S256",
            "code_challenge_method is \(query["code_challenge_method"] ?? "missing")")
        let asked = AuthorizationRequest(
            clientID: query["client_id"], scope: query["scope"], resource: query["resource"])
        state.update { state in
            state.challenge = challenge
            state.scopes = asked.scopes
        }
        settings.onAuthorization(asked)
        guard let target = query["redirect_uri"], HTTPURL(target) != nil else {
            return .text("redirect_uri is no URL", status: .internalServerError)
        }
        var parameters = [("code", "test-auth-code")]
        if let state = query["state"], !state.isEmpty { parameters.append(("state", state)) }
        if let named = issuerInRedirect { parameters.append(("iss", named)) }
        let added = parameters.map { "\($0.0)=\(FormText.encode($0.1))" }.joined(separator: "&")
        return .redirect(to: target + (target.contains("?") ? "&" : "?") + added)
    }

    private var issuerInRedirect: String? {
        switch settings.issuerInRedirect {
        case .right: issuer
        case .wrong: "https://evil.example.com"
        case .normalized: issuer + "/"
        case .absent: nil
        }
    }

    /// Registers whoever comes (RFC 7591 §3).
    func register(_ request: Incoming) -> Answer {
        guard let metadata = request.json, metadata.members != nil else {
            return .text("the body is no JSON object", status: .internalServerError)
        }
        let registration = settings.onRegistration(metadata)
        run.record("client-registration", .success)
        if !run.version.isStateful {
            let type = metadata["application_type"]?.text
            run.record(
                "sep-837-application-type-present", when: type == "native" || type == "web",
                "application_type is \(type ?? "missing")")
        }
        var answer: [String: JSONValue] = [
            "client_id": .string(registration.clientID),
            "client_name": metadata["client_name"] ?? "test-client",
            "redirect_uris": metadata["redirect_uris"] ?? [],
        ]
        answer["client_secret"] = registration.secret.map(JSONValue.string)
        answer["token_endpoint_auth_method"] = registration.method.map(JSONValue.string)
        return .json(.object(answer), status: .created)
    }
}
