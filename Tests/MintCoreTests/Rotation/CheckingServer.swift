import Foundation
import HTTPTypes
import MintCore
import Synchronization
import TestSupport

/// An authorization server that checks secrets and keys, registers clients (RFC 7592), and revokes.
final class CheckingServer: HTTPTransport {
    struct State {
        /// All of them are accepted.
        var secrets: Set<String> = ["secret-1"]
        /// The `kid`s whose assertions are accepted; the test's publications put them here.
        var keyIDs: Set<String> = []
        var registrationToken = "rat-1"
        var rotatesSecret = true, rotatesToken = true
        /// Whether a read replaces the registration token as well (RFC 7592 §2.1).
        var readsRotateToken = false
        /// Whether a read tells the secret.
        var tellsSecretAgain = true
        /// The old secret stays good beside a new one.
        var overlaps = false
        var count = 1
        var tokens: [String: Bool] = [:]
        var requests: [String] = []
        var secretsExpireAt = 0
        var jwks: JSONValue = .null
        /// The refresh token that is good now; each refresh replaces it.
        var refreshToken: String?
        /// Whether the grant is looked at before the client.
        var looksAtGrantFirst = false
        /// The server's time, where it looks at the times of assertions.
        var time: (@Sendable () -> Timestamp)?
        var tellsTime = true
    }

    /// What is done instead of answering, or after the request was carried out.
    enum Fault: Sendable {
        case status(Int), unreachable, lostAnswer
    }

    let state = Mutex(State())
    /// Asked for each request by its name: `token`, `read`, `update`, `revoke`.
    private let fault: @Sendable (_ name: String, _ number: Int) -> Fault?

    init(_ fault: @escaping @Sendable (String, Int) -> Fault? = { _, _ in nil }) { self.fault = fault }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
    var requests: [String] { state.withLock { $0.requests } }
    func accepts(_ secret: String) -> Bool { state.withLock { $0.secrets.contains(secret) } }

    func open(_ request: TransportRequest, deadline: Duration) async throws(TransportError) -> TransportStream {
        throw .unreachable(host: "nowhere", reason: "no streams here")
    }

    func send(_ request: TransportRequest, deadline: Duration) async throws(TransportError) -> TransportResponse {
        let name = Self.name(of: request)
        let number = state.withLock { state in
            state.requests.append(name)
            return state.requests.count { $0 == name }
        }
        switch fault(name, number) {
        case .status(let status): return TransportResponse(status: status)
        case .unreachable: throw .timedOut(host: "as.example", after: deadline)
        case .lostAnswer:
            _ = state.withLock { Self.respond(to: request, name, &$0) }
            throw .closedEarly(host: "as.example")
        case nil: return state.withLock { Self.respond(to: request, name, &$0) }
        }
    }

    private static func name(of request: TransportRequest) -> String {
        switch (request.method, request.url.path) {
        case (.post, "/token"): "token"
        case (.post, "/revoke"): "revoke"
        case (.get, "/client"): "read"
        case (.put, "/client"): "update"
        default: "metadata"
        }
    }

    private static func json(_ status: Int, _ value: JSONValue) -> TransportResponse {
        TransportResponse(
            status: status, headers: [.contentType: "application/json"], body: Array(value.serialized().utf8))
    }

    private static func respond(to request: TransportRequest, _ name: String, _ state: inout State) -> TransportResponse
    {
        switch name {
        case "token": return token(request, &state)
        case "revoke":
            guard isClient(request, state) else { return json(401, ["error": "invalid_client"]) }
            for (token, value) in form(request) where token == "token" { state.tokens[value] = false }
            return TransportResponse(status: 200)
        case "read", "update":
            guard request.headers[.authorization] == "Bearer \(state.registrationToken)" else {
                return json(401, ["error": "invalid_token"])
            }
            if name == "read", state.readsRotateToken { state.registrationToken += "'" }
            if name == "update" {
                // What an update leaves out is taken away (RFC 7592 §2.2), and this server wants the name.
                guard JSONValue(bytes: request.body)?["client_name"] == "Mintmark" else {
                    return json(400, ["error": "invalid_client_metadata"])
                }
                update(request, &state)
            }
            var answer = information(state).members ?? [:]
            if name == "read", !state.tellsSecretAgain { answer["client_secret"] = nil }
            return json(200, .object(answer))
        default:
            return json(
                200,
                [
                    "issuer": "https://as.example", "token_endpoint": "https://as.example/token",
                    "revocation_endpoint": "https://as.example/revoke",
                    "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
                ])
        }
    }

    private static func update(_ request: TransportRequest, _ state: inout State) {
        let body = JSONValue(bytes: request.body)
        if let jwks = body?["jwks"], jwks != .null {
            state.jwks = jwks
            state.keyIDs = Set((jwks["keys"]?.items ?? []).compactMap { $0["kid"]?.text })
        } else if state.rotatesSecret {
            state.count += 1
            if !state.overlaps { state.secrets = [] }
            state.secrets.insert("secret-\(state.count)")
        }
        if state.rotatesToken { state.registrationToken += "'" }
    }

    private static func information(_ state: State) -> JSONValue {
        [
            "client_id": "client", "client_name": "Mintmark", "client_secret": .string("secret-\(state.count)"),
            "client_secret_expires_at": .int(Int64(state.secretsExpireAt)),
            "registration_access_token": .string(state.registrationToken),
            "registration_client_uri": "https://as.example/client", "jwks": state.jwks,
        ]
    }

    private static func token(_ request: TransportRequest, _ state: inout State) -> TransportResponse {
        let refresh = form(request).first { $0.0 == "refresh_token" }?.1
        let isGranted = refresh == nil || refresh == state.refreshToken
        if !isGranted, state.looksAtGrantFirst { return json(400, ["error": "invalid_grant"]) }
        guard isClient(request, state) else {
            var answer = json(401, ["error": "invalid_client"])
            if let time = state.time?(), state.tellsTime { answer.headers[.date] = httpDate(time) }
            return answer
        }
        guard isGranted else { return json(400, ["error": "invalid_grant"]) }
        let token = "token-\(state.tokens.count + 2)"
        state.tokens[token] = true
        var granted: JSONValue = ["access_token": .string(token), "token_type": "Bearer", "expires_in": 3600]
        if refresh != nil, var members = granted.members {
            state.refreshToken = "refresh-\(state.tokens.count + 2)"
            members["refresh_token"] = state.refreshToken.map { .string($0) }
            granted = .object(members)
        }
        return json(200, granted)
    }

    private static func isClient(_ request: TransportRequest, _ state: State) -> Bool {
        if let header = request.headers[.authorization], header.hasPrefix("Basic "),
            let data = Data(base64Encoded: String(header.dropFirst(6)))
        {
            return state.secrets.contains(String(decoding: data, as: UTF8.self).replacing("client:", with: ""))
        }
        guard let assertion = form(request).first(where: { $0.0 == "client_assertion" })?.1,
            let head = assertion.split(separator: ".").first, let bytes = Base64URL.decode(String(head)),
            let kid = JSONValue(bytes: Array(bytes))?["kid"]?.text
        else { return false }
        return state.keyIDs.contains(kid) && isTimely(assertion, state)
    }

    private static func isTimely(_ assertion: String, _ state: State) -> Bool {
        guard let time = state.time?() else { return true }
        let parts = assertion.split(separator: ".")
        guard parts.count == 3, let bytes = Base64URL.decode(String(parts[1])),
            let claims = JSONValue(bytes: Array(bytes)), let issued = claims["iat"]?.integer,
            let end = claims["exp"]?.integer
        else { return false }
        return issued <= time.rawValue + 60 && end > time.rawValue
    }

    private static func httpDate(_ moment: Timestamp) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.string(from: Date(timeIntervalSince1970: TimeInterval(moment.rawValue)))
    }

    private static func form(_ request: TransportRequest) -> [(String, String)] {
        String(decoding: request.body, as: UTF8.self).split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
    }
}
