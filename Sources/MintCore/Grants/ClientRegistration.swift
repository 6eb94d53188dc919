import HTTPTypes

/// Registers a client for a person's grant (RFC 7591; REG-1, REG-2). Sends no credential.
struct ClientRegistration: Sendable {
    let transport: any HTTPTransport
    let now: WallClock

    /// What the server gave.
    struct Client: Sendable {
        var clientID: String
        var secret: Secret?
        /// `client_secret_expires_at`; `nil` for never (REG-8), and for an end after the year 9999.
        var secretExpiresAt: Timestamp?
        var authentication: ClientAuthentication
        var record: RegistrationRecord
        var registrationToken: Secret?
    }

    /// - Parameters:
    ///   - url: The registration endpoint, checked.
    ///   - methods: What the token endpoint takes.
    /// - Throws: ``ClientRegistrationError``, ``TransportError``.
    func register(
        at url: HTTPURL, grant: Grant, redirectURI: String?, methods: [String], usesDPoP: Bool, caFile: String?,
        observe: @Sendable (Trace.Hop) -> Void
    ) async throws -> Client {
        let metadata = try Self.metadata(grant: grant, redirectURI: redirectURI, methods: methods, usesDPoP: usesDPoP)
        let request = TransportRequest(
            .post, url, headers: [.accept: "application/json", .contentType: "application/json"],
            body: Array(metadata.serialized().utf8), caFile: caFile)
        let sentAt = now()
        let (result, milliseconds) = await timed { () async throws(TransportError) in
            try await transport.send(request, deadline: TokenEndpoint.deadline)
        }
        let response = try result.get()
        func note(_ verdict: String) {
            observe(
                Trace.Hop(
                    request, purpose: "registration", status: response.status, milliseconds: milliseconds, verdict))
        }
        do {
            let client = try Self.read(response, asked: metadata, at: sentAt, from: url)
            note("registered")
            return client
        } catch {
            note("refused")
            throw error
        }
    }

    /// Takes a registration back (RFC 7592 §2.3); one that is gone already is no failure.
    func remove(
        _ url: HTTPURL, _ token: Secret, caFile: String?, observe: @Sendable (Trace.Hop) -> Void
    ) async throws {
        var headers = HTTPFields()
        token.withText { headers[.authorization] = "Bearer \($0)" }
        let request = TransportRequest(.delete, url, headers: headers, caFile: caFile)
        let (result, milliseconds) = await timed { () async throws(TransportError) in
            try await transport.send(request, deadline: TokenEndpoint.deadline)
        }
        let status = (try? result.get())?.status
        let isGone = status.map { (200..<300).contains($0) || [401, 404, 410].contains($0) } ?? false
        observe(
            Trace.Hop(
                request, purpose: "registration", status: status, milliseconds: milliseconds,
                isGone ? "removed" : "not removed"))
        let response = try result.get()
        guard isGone else { throw ClientRegistrationError.answer(host: url.hostAndPort, status: response.status) }
    }

    /// What we say about ourselves. `application_type` is named, or loopback redirects would be refused (REG-2).
    static func metadata(
        grant: Grant, redirectURI: String?, methods: [String], usesDPoP: Bool
    ) throws(ClientRegistrationError) -> JSONValue {
        // A program on a person's machine keeps no secret that is worth having; one is taken where nothing else is.
        let usable = ["none", "client_secret_basic", "client_secret_post"]
        guard let method = usable.first(where: methods.contains) else { throw .noUsableMethod(methods) }
        var members: [String: JSONValue] = [
            "client_name": "Mintmark", "application_type": "native", "token_endpoint_auth_method": .string(method),
        ]
        if let redirectURI {
            members["redirect_uris"] = [.string(redirectURI)]
            members["response_types"] = ["code"]
        }
        let type =
            grant == .deviceCode ? "urn:ietf:params:oauth:grant-type:device_code" : "authorization_code"
        members["grant_types"] = [.string(type), "refresh_token"]
        if usesDPoP { members["dpop_bound_access_tokens"] = true }
        return .object(members)
    }

    static func read(
        _ response: TransportResponse, asked: JSONValue, at moment: Timestamp, from url: HTTPURL
    ) throws(ClientRegistrationError) -> Client {
        let host = url.hostAndPort
        let json = JSONValue(bytes: response.body)
        if let code = json?["error"]?.text {
            throw .refused(
                host: host, code: code.plainLine(limit: 60),
                description: json?["error_description"]?.text?.plainLine(limit: 300))
        }
        // 201 by the standard; 200 is seen, too.
        guard response.status == 201 || response.status == 200, let json else {
            throw .answer(host: host, status: response.status)
        }
        guard let id = json["client_id"]?.text, !id.isEmpty else { throw .noClientID(host: host) }
        let secret = json["client_secret"]?.text.map { Secret($0) }
        let asMethod = (json["token_endpoint_auth_method"] ?? asked["token_endpoint_auth_method"])?.text ?? ""
        guard let method = ClientAuthentication(rawValue: asMethod), method != .privateKeyJWT else {
            throw .methodGiven(host: host, asMethod.plainLine(limit: 60))
        }
        guard method == .none || secret != nil else { throw .noSecret(host: host) }
        let end = Timestamp(clientSecretEnd: json["client_secret_expires_at"])
        var kept = json.members ?? [:]
        let token = kept["registration_access_token"]?.text.map { Secret($0) }
        for name in ["client_secret", "registration_access_token"] { kept[name] = nil }
        let uri = json["registration_client_uri"]?.text.flatMap { HTTPURL($0) }
        // The registration token goes there: nowhere but to the server that gave it (NET-4).
        let isUsable = uri.map { $0.mayCarryCredentials && $0.origin == url.origin } ?? false
        return Client(
            clientID: id, secret: method == .none ? nil : secret,
            secretExpiresAt: secret == nil ? nil : end, authentication: method,
            record: RegistrationRecord(
                clientURI: isUsable ? uri : nil, tokenGeneration: nil, registeredAt: moment,
                metadata: JSONValue.object(kept).serialized()),
            registrationToken: isUsable ? token : nil)
    }
}

public enum ClientRegistrationError: Error, Equatable {
    /// Neither a client id, nor a document of ours, nor registration at the server (REG-1; G15).
    case noWay(issuer: String)
    case noUsableMethod([String])
    case refused(host: String, code: String, description: String?)
    case answer(host: String, status: Int)
    case noClientID(host: String)
    case noSecret(host: String)
    case methodGiven(host: String, String)
}

extension ClientRegistrationError: UserFacingError {
    public var headline: String {
        switch self {
        case .noWay(let issuer):
            "\(issuer.plainLine(limit: 120)) registers no clients by itself, and no client id was given"
        case .noUsableMethod(let methods):
            "A client that registers itself cannot use \(methods.prefix(6).map { $0.plainLine(limit: 40) }.joined(separator: ", "))"
        case .refused(let host, let code, let description):
            "\(host) refused to register the client: \(code)" + (description.map { " (\($0))" } ?? "")
        case .answer(let host, let status): "\(host) answered the registration with HTTP \(status) and no client"
        case .noClientID(let host): "\(host) registered the client without a client_id"
        case .noSecret(let host): "\(host) registered the client without the secret that it is to use"
        case .methodGiven(let host, let method): "\(host) registered the client with an unusable method: \(method)"
        }
    }

    public var hint: String? {
        switch self {
        case .noWay, .noUsableMethod, .answer, .noClientID, .noSecret, .methodGiven:
            "Register Mintmark there beforehand (a native app with the redirect address http://127.0.0.1/callback), "
                + "then log in with --client-id ID."
        case .refused(_, "invalid_redirect_uri", _):
            "Register Mintmark there beforehand, then log in with --client-id ID and --redirect-uri as registered."
        case .refused: "Register Mintmark there beforehand, then log in with --client-id ID."
        }
    }

    public var exitStatus: ExitStatus { if case .noWay = self { .local } else { .server } }
}
