import HTTPTypes

/// A successful answer of a token endpoint (RFC 6749 §5.1).
public struct TokenResponse: Sendable {
    public var accessToken: Secret
    /// As spelled by the server.
    public var tokenType: String
    /// Seconds; `nil` where the server did not say (TK-4).
    public var expiresIn: Int?
    /// As granted; `nil` where the answer has no `scope`, which means as asked (TK-6).
    public var scopes: [String]?
    /// Where a person's grant brings one (TK-10).
    public var refreshToken: Secret?
    /// Seconds that the refresh token lasts, where the server says so (TK-12).
    public var refreshExpiresIn: Int?
    /// What was odd but accepted, in words.
    public var remarks: [String] = []

    /// A token that was pasted in: nobody said anything about it.
    init(pasted: Secret, expiresIn: Int?) {
        accessToken = pasted
        tokenType = "Bearer"
        self.expiresIn = expiresIn
        scopes = nil
    }

    /// Decodes an answer.
    ///
    /// - Throws: ``TokenEndpointError``; its words name the host, never the body beyond its first printable bytes (TK-15).
    /// - Parameters:
    ///   - grant: Decides about refresh tokens (TK-9) and token types (TK-3, EM-2).
    ///   - isBound: Whether a DPoP proof was sent: then the token must be bound (DP-4).
    public init(
        _ response: TransportResponse, grant: GrantRequest = .clientCredentials, isBound: Bool = false,
        context: TokenEndpointError.Context
    ) throws(TokenEndpointError) {
        guard !(300..<400).contains(response.status) else {
            throw .redirected(context, to: (response.headers[.location] ?? "").plainLine(limit: 120))
        }
        let json = JSONValue(bytes: response.body)
        if let code = json?["error"]?.text, json?["access_token"] == nil {
            var context = context
            context.retryAfter = response.retryAfter
            throw .refused(
                context, status: response.status, code: code.plainLine(limit: 60),
                description: json?["error_description"]?.text?.plainLine(limit: 300))
        }
        guard response.status == 200 else { throw Self.failure(response, context) }
        guard let json, json.members != nil else {
            // Whatever a 2xx holds may be a token in another shape.
            throw .notJSON(context, status: response.status, snippet: "")
        }
        guard let token = json["access_token"]?.text, !token.isEmpty else {
            throw .incomplete(context, missing: "access_token")
        }
        // What no header can carry (RFC 6750 §2.1 asks for less still) would break out of one.
        guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .incomplete(context, missing: "an access_token that a header can carry")
        }
        guard let type = json["token_type"]?.text else { throw .incomplete(context, missing: "token_type") }
        guard Self.isUsable(type, json, grant, isBound) else {
            throw .tokenTypeUnusable(context, type: type.plainLine(limit: 40), wantedBound: isBound)
        }
        accessToken = Secret(token)
        tokenType = type
        scopes = json["scope"]?.text.map { Scopes.split($0).filter(Scopes.isToken) }
        expiresIn = try Self.lifetime(json["expires_in"], context, &remarks)
        try readRefreshToken(json, grant, context)
    }

    /// Decodes an answer of a server that may echo what we sent: errors are worded from a copy without it.
    ///
    /// - Parameter secrets: All that was sent, in the shapes in which it went out.
    init(
        _ response: TransportResponse, withoutEchoesOf secrets: [Secret], grant: GrantRequest, isBound: Bool,
        context: TokenEndpointError.Context
    ) throws(TokenEndpointError) {
        let words = (secrets + response.issuedSecrets).reduce(response) { $0.without($1) }
        do {
            // A grant is read as it came: the refresh token in it may be the one that we sent.
            try self.init(response.isGrant ? response : words, grant: grant, isBound: isBound, context: context)
        } catch {
            guard response.isGrant else { throw error }
            _ = try Self(words, grant: grant, isBound: isBound, context: context)
            throw error
        }
    }

    private static func isUsable(_ type: String, _ json: JSONValue, _ grant: GrantRequest, _ isBound: Bool) -> Bool {
        if case .tokenExchange = grant {
            return type.lowercased() == "n_a" && json["issued_token_type"]?.text == GrantRequest.identityAssertionType
        }
        return type.lowercased() == (isBound ? "dpop" : "bearer")
    }

    private mutating func readRefreshToken(
        _ json: JSONValue, _ grant: GrantRequest, _ context: TokenEndpointError.Context
    ) throws(TokenEndpointError) {
        guard let token = json["refresh_token"]?.text, !token.isEmpty else { return }
        guard grant.mayBringRefresh else {
            remarks.append("a refresh token came along and was dropped (RFC 6749 §4.4.3)")
            return
        }
        refreshToken = Secret(token)
        // The draft's names, then Keycloak's older one; 0 there means that it does not end.
        for name in ["refresh_token_timeout", "authorization_expires_in", "refresh_expires_in"] {
            guard let seconds = json[name]?.integer, seconds > 0 else { continue }
            refreshExpiresIn = min(refreshExpiresIn ?? .max, seconds, 315_360_000)
        }
    }

    /// Whole seconds from a number or, leniently, a text; capped at ten years (TK-4).
    private static func lifetime(
        _ value: JSONValue?, _ context: TokenEndpointError.Context, _ remarks: inout [String]
    ) throws(TokenEndpointError) -> Int? {
        let seconds: Double
        switch value {
        case nil, .null: return nil
        case .int(let number): seconds = Double(number)
        case .double(let number): seconds = number.rounded(.down)
        case .string(let text):
            guard let number = Double(text), number.isFinite else {
                remarks.append("expires_in is no number; the expiry is unknown")
                return nil
            }
            remarks.append("expires_in came as text")
            seconds = number.rounded(.down)
        default:
            remarks.append("expires_in is no number; the expiry is unknown")
            return nil
        }
        guard seconds > 0 else { throw .lifetimeNotPositive(context, seconds: Int(max(seconds, -1e9))) }
        return Int(min(seconds, 315_360_000))
    }

    /// Words for an answer that holds no error object.
    static func failure(
        _ response: TransportResponse, _ context: TokenEndpointError.Context
    ) -> TokenEndpointError {
        switch response.status {
        case 429, 500...:
            .unavailable(context, status: response.status, retryAfter: response.retryAfter, snippet: response.snippet)
        case 400, 401, 403: .refusedWithoutReason(context, status: response.status, snippet: response.snippet)
        case 200..<300: .notJSON(context, status: response.status, snippet: "")
        default: .notJSON(context, status: response.status, snippet: response.snippet)
        }
    }
}

extension TransportResponse {
    /// The first printable bytes of the body, for a message (TK-15); empty for one that seems to hold a grant, whatever its
    /// status says.
    var snippet: String {
        let start = Array(body.prefix(600))
        let isGrant = ["access_token", "refresh_token", "id_token", "device_code"].contains { name in
            ["\"\(name)\"", "\(name)="].contains { start.firstRange(of: Array($0.utf8)) != nil }
        }
        return isGrant ? "" : String(decoding: start, as: UTF8.self).plainLine(limit: 200)
    }

    /// `Retry-After` in seconds (RFC 9110 §10.2.3); its date form is passed over.
    var retryAfter: Int? { headers[.retryAfter].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }
}
