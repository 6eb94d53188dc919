import HTTPTypes

/// The client configuration endpoint (RFC 7592): reads and updates a registration.
struct ClientConfiguration: Sendable {
    let transport: any HTTPTransport

    /// Where and as whom.
    struct Caller: Sendable {
        var url: HTTPURL
        var token: Secret
        var caFile: String?
    }

    /// The body of an answer with status 200, to be kept before anything else happens (RO-6); nothing of it is looked at.
    ///
    /// - Parameter metadata: All of it for an update (RO-5); `nil` reads.
    /// - Throws: ``ClientConfigurationRefusal``, ``TransportError``.
    func ask(
        _ caller: Caller, _ metadata: JSONValue? = nil, observe: @Sendable (Trace.Hop) -> Void
    ) async throws -> Secret {
        var headers: HTTPFields = [.accept: "application/json"]
        caller.token.withText { headers[.authorization] = "Bearer \($0)" }
        var request = TransportRequest(.get, caller.url, headers: headers, limit: 60_000, caFile: caller.caFile)
        if let metadata {
            request.method = .put
            request.headers[.contentType] = "application/json"
            request.body = Array(metadata.serialized().utf8)
        }
        let (result, milliseconds) = await timed { [request] () async throws(TransportError) in
            try await transport.send(request, deadline: TokenEndpoint.deadline)
        }
        let status = (try? result.get())?.status
        observe(
            Trace.Hop(
                request, purpose: "client configuration", status: status, milliseconds: milliseconds,
                status == 200 ? "answered" : status == nil ? "no answer" : "refused"))
        let response = try result.get()
        guard response.status == 200, JSONValue(bytes: response.body)?.members != nil else {
            let code = JSONValue(bytes: response.body)?["error"]?.text?.plainLine(limit: 60)
            throw ClientConfigurationRefusal(status: response.status, code: code)
        }
        return Secret(response.body)
    }
}

/// The endpoint answered, but not with the registration.
struct ClientConfigurationRefusal: Error, Equatable {
    var status: Int
    var code: String?

    /// Whether nothing was changed, for sure.
    var isSure: Bool { (400..<500).contains(status) && status != 408 }
}

/// What an answer of the endpoint holds (RFC 7592 §3).
struct ClientInformation: Sendable {
    var secret: Secret?
    /// `nil` for never (RO-8), and for an end after the year 9999.
    var secretExpiresAt: Timestamp?
    var token: Secret?
    var url: HTTPURL?
    /// Without what is secret.
    var metadata: [String: JSONValue]

    /// - Returns: `nil` where it is no JSON object.
    init?(_ answer: Secret) {
        guard var members = answer.withBytes({ JSONValue(bytes: Array($0)) })?.members else { return nil }
        secret = members["client_secret"]?.text.flatMap { $0.isEmpty ? nil : Secret($0) }
        token = members["registration_access_token"]?.text.flatMap { $0.isEmpty ? nil : Secret($0) }
        url = members["registration_client_uri"]?.text.flatMap { HTTPURL($0) }
        secretExpiresAt = Timestamp(clientSecretEnd: members["client_secret_expires_at"])
        for name in ["client_secret", "registration_access_token"] { members[name] = nil }
        metadata = members
    }

    /// The body of an update: all metadata as last returned, without what the server alone says (RO-5).
    ///
    /// - Parameter method: How the client proves itself, for a server that lists it (glewlwyd) but takes one name only.
    static func update(
        _ metadata: [String: JSONValue], clientID: String, method: ClientAuthentication
    ) -> [String: JSONValue] {
        var body = metadata
        for name in [
            "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at",
            "client_secret",
        ] { body[name] = nil }
        body["client_id"] = .string(clientID)
        if metadata["token_endpoint_auth_method"]?.text == nil {
            body["token_endpoint_auth_method"] = .string(method.rawValue)
        }
        return body
    }
}
