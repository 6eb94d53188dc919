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
    /// What was odd but accepted, in words.
    public var remarks: [String] = []

    /// Decodes an answer.
    ///
    /// - Throws: ``TokenEndpointError``; its words name the host, never the body beyond its first printable bytes (TK-15).
    public init(_ response: TransportResponse, context: TokenEndpointError.Context) throws(TokenEndpointError) {
        guard !(300..<400).contains(response.status) else {
            throw .redirected(context, to: (response.headers[.location] ?? "").plainLine(limit: 120))
        }
        let json = JSONValue(bytes: response.body)
        if let code = json?["error"]?.text, json?["access_token"] == nil {
            throw .refused(
                context, status: response.status, code: code.plainLine(limit: 60),
                description: json?["error_description"]?.text?.plainLine(limit: 300))
        }
        guard response.status == 200 else { throw Self.failure(response, context) }
        guard let json, json.members != nil else {
            // Whatever a 2xx holds may be a token in another shape.
            throw .notJSON(context, status: 200, snippet: "")
        }
        guard let token = json["access_token"]?.text, !token.isEmpty else {
            throw .incomplete(context, missing: "access_token")
        }
        // What no header can carry (RFC 6750 §2.1 asks for less still) would break out of one.
        guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .incomplete(context, missing: "an access_token that a header can carry")
        }
        guard let type = json["token_type"]?.text else { throw .incomplete(context, missing: "token_type") }
        guard type.lowercased() == "bearer" else { throw .tokenTypeUnusable(context, type: type.plainLine(limit: 40)) }
        accessToken = Secret(token)
        tokenType = type
        scopes = json["scope"]?.text.map { Scopes.split($0).filter(Scopes.isToken) }
        expiresIn = try Self.lifetime(json["expires_in"], context, &remarks)
        if json["refresh_token"] != nil {
            remarks.append("a refresh token came along and was dropped (RFC 6749 §4.4.3)")
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

    private static func failure(
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
    /// The first printable bytes of the body, for a message (TK-15).
    var snippet: String { String(decoding: body.prefix(600), as: UTF8.self).plainLine(limit: 200) }

    /// `Retry-After` in seconds (RFC 9110 §10.2.3); its date form is passed over.
    var retryAfter: Int? { headers[.retryAfter].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }
}
