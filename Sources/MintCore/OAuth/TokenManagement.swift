import HTTPTypes

/// What else an authorization server does with tokens: forget them (RFC 7009) and tell of them (RFC 7662).
public struct TokenManagement: Sendable {
    let transport: any HTTPTransport
    let now: WallClock

    public init(transport: any HTTPTransport, now: @escaping WallClock) {
        self.transport = transport
        self.now = now
    }

    /// Which token it is about.
    public enum TokenKind: String, Sendable {
        case accessToken = "access_token"
        case refreshToken = "refresh_token"

        public var words: String { self == .accessToken ? "access token" : "refresh token" }
    }

    /// What is said of a token; `nil` members where nothing was said.
    public struct Introspection: Equatable, Sendable {
        public var isActive: Bool
        /// The whole answer, for showing; it holds no token.
        public var claims: JSONValue
    }

    /// Who asks: a profile with its credential, as at the token endpoint (RV-1, AM-10).
    public struct Caller: Sendable {
        public var profile: Profile
        public var credential: Credential?
        public var clockSkew: Int

        public init(_ profile: Profile, credential: Credential?, clockSkew: Int = 0) {
            self.profile = profile
            self.credential = credential
            self.clockSkew = clockSkew
        }
    }

    /// Asks the server to forget a token. 200 means that it is not valid any more, known or not (RV-2).
    ///
    /// - Returns: Whether the answer is a page for people. Its body counts for nothing (RFC 7009 §2.2), but whoever sends one
    ///   may have understood nothing.
    /// - Throws: ``TokenManagementError``, ``TransportError``.
    @discardableResult public func revoke(
        _ token: Secret, _ kind: TokenKind, at url: HTTPURL, as caller: Caller,
        observe: @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> Bool {
        let response = try await send(token, kind, to: url, caller, purpose: "revocation", observe: observe)
        guard (200..<300).contains(response.status) else { throw Self.refusal(response, url) }
        return response.headers[.contentType]?.lowercased().contains("html") == true
    }

    /// - Throws: ``TokenManagementError/notOffered(host:status:)`` where the server does not tell this client (IN-4);
    ///   ``TokenManagementError/untold(host:status:code:description:)``,
    ///   ``TokenManagementError/notAnAnswer(host:status:)``.
    public func introspect(
        _ token: Secret, at url: HTTPURL, as caller: Caller, observe: @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> Introspection {
        let response = try await send(token, .accessToken, to: url, caller, purpose: "introspection", observe: observe)
        guard (200..<300).contains(response.status) else {
            guard response.status == 401 || response.status == 403 else { throw Self.untold(response, url) }
            throw TokenManagementError.notOffered(host: url.hostAndPort, status: response.status)
        }
        guard let json = JSONValue(bytes: response.body), let isActive = json["active"]?.flag else {
            throw TokenManagementError.notAnAnswer(host: url.hostAndPort, status: response.status)
        }
        return Introspection(isActive: isActive, claims: json)
    }

    private func send(
        _ token: Secret, _ kind: TokenKind, to url: HTTPURL, _ caller: Caller, purpose: String,
        observe: @Sendable (Trace.Hop) -> Void
    ) async throws -> TransportResponse {
        let profile = caller.profile
        let proof = try await ClientProof.make(
            for: profile, caller.credential, to: url, at: now() + caller.clockSkew)
        var (headers, fields) = proof.encoded(clientID: profile.clientID)
        headers[.accept] = "application/json"
        headers[.contentType] = "application/x-www-form-urlencoded"
        let own: [(name: String, value: [UInt8])] = [
            ("token", token.bytes), ("token_type_hint", Array(kind.rawValue.utf8)),
        ]
        let request = TransportRequest(
            .post, url, headers: headers, body: FormEncoding.body(own + fields), caFile: profile.settings.caFile)
        let (result, milliseconds) = await timed { () async throws(TransportError) in
            try await transport.send(request, deadline: TokenEndpoint.deadline)
        }
        let status = (try? result.get())?.status
        observe(
            Trace.Hop(
                request, purpose: purpose, status: status, milliseconds: milliseconds,
                status.map { (200..<300).contains($0) ? "done" : "refused" } ?? "no answer"))
        let secrets = proof.wireSecrets(clientID: profile.clientID) + [token]
        return secrets.reduce(try result.get()) { $0.without($1) }
    }

    private static func untold(_ response: TransportResponse, _ url: HTTPURL) -> TokenManagementError {
        let json = JSONValue(bytes: response.body)
        return .untold(
            host: url.hostAndPort, status: response.status, code: json?["error"]?.text?.plainLine(limit: 60),
            description: json?["error_description"]?.text?.plainLine(limit: 300))
    }

    private static func refusal(_ response: TransportResponse, _ url: HTTPURL) -> TokenManagementError {
        let json = JSONValue(bytes: response.body)
        guard let code = json?["error"]?.text?.plainLine(limit: 60) else {
            return .answer(host: url.hostAndPort, status: response.status, retryAfter: response.retryAfter)
        }
        return .refused(
            host: url.hostAndPort, code: code, description: json?["error_description"]?.text?.plainLine(limit: 300))
    }
}

public enum TokenManagementError: Error, Equatable {
    /// The profile's server publishes no such endpoint.
    case noEndpoint(issuer: String, String)
    case refused(host: String, code: String, description: String?)
    case answer(host: String, status: Int, retryAfter: Int?)
    case notOffered(host: String, status: Int)
    /// An introspection that was not carried out, for another reason than who asks.
    case untold(host: String, status: Int, code: String?, description: String?)
    case notAnAnswer(host: String, status: Int)
}

extension TokenManagementError: UserFacingError {
    public var headline: String {
        switch self {
        case .noEndpoint(let issuer, let what): "\(issuer.plainLine(limit: 120)) publishes no \(what) endpoint"
        case .refused(let host, let code, let description):
            "\(host) refused: \(code)" + (description.map { " (\($0))" } ?? "")
        case .answer(let host, let status, _): "\(host) answered HTTP \(status)"
        case .notOffered(let host, let status): "\(host) does not tell this client of tokens (HTTP \(status))"
        case .untold(let host, let status, let code, let description):
            "\(host) said nothing of the token: HTTP \(status)"
                + (code.map { " (\($0)\(description.map { ": \($0)" } ?? ""))" } ?? "")
        case .notAnAnswer(let host, let status):
            "\(host) answered HTTP \(status) with something that is no introspection"
        }
    }

    public var hint: String? {
        switch self {
        case .noEndpoint: "The token stays valid until it expires."
        case .refused(_, "unsupported_token_type", _):
            "The server cannot revoke this kind of token; it stays valid until it expires."
        case .refused(_, "invalid_client", _):
            "The server does not take this client's proof here; see `mintmark probe`."
        case .refused: "The token may stay valid until it expires."
        case .answer(_, 503, let wait?):
            "The token is still valid. The server asks for \(wait) s of patience (RFC 7009 §2.2.1)."
        case .answer: "The token may still be valid."
        case .notOffered: "Some servers let only resource servers ask; glewlwyd wants client_secret_post here."
        case .untold(_, 404, _, _), .untold(_, 405, _, _), .untold(_, 410, _, _):
            "Its metadata names an introspection endpoint that is not there; report this to the server's operator."
        case .untold(_, 500..., _, _), .untold(_, 429, _, _): "Try again later; the token is not touched by it."
        case .untold: "The token is not touched by it."
        case .notAnAnswer: "Report this to the server's operator."
        }
    }

    public var exitStatus: ExitStatus { if case .notOffered = self { .authentication } else { .server } }
}
