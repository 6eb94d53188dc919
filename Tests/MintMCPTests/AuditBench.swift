import HTTPTypes
import MintCore
import MintMCP
import Synchronization
import TestSupport

/// A sound server, its authorization server and a profile, all of which a test may change; and an audit of them.
final class AuditBench: Sendable {
    static let server = Practice.url("https://m.example/mcp")
    static let other = Practice.url("https://n.example/mcp")
    static let path = "https://m.example/.well-known/oauth-protected-resource/mcp"
    static let root = "https://m.example/.well-known/oauth-protected-resource"
    static let oauth = "https://as.example/.well-known/oauth-authorization-server"
    static let openID = "https://as.example/.well-known/openid-configuration"
    static let token = "https://as.example/token"
    static let introspection = "https://as.example/introspect"

    let transport: ScriptedTransport
    let clock = ManualClock()
    let profiles = InMemoryProfileStore()
    let keyring = InMemoryKeyring()
    let connection: CertificateTable
    /// Of the addresses that answer, by host.
    let ranges: [String: AddressRange]

    init(
        certificates: [String: CertificateTable.Entry] = [:], ranges: [String: AddressRange] = [:],
        _ change: (inout [String: ScriptedTransport.Script]) -> Void = { _ in }
    ) {
        var pages = Self.sound
        change(&pages)
        let published = pages
        self.ranges = ranges
        connection = CertificateTable(certificates)
        transport = ScriptedTransport { request, number in
            published[request.url.text].map { $0(request, number) } ?? .body(404)
        }
    }

    // MARK: - What is published

    static let metadata: [String: JSONValue] = [
        "issuer": "https://as.example", "token_endpoint": .string(token),
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256"],
        "revocation_endpoint": "https://as.example/revoke", "introspection_endpoint": .string(introspection),
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic"],
    ]

    static let resource: [String: JSONValue] = [
        "resource": .string(server.text), "authorization_servers": ["https://as.example"],
        "scopes_supported": ["tools:read"],
    ]

    private static var sound: [String: ScriptedTransport.Script] {
        [
            server.text: guarded(path), other.text: guarded("https://n.example/prm"),
            path: page(resource), root: page(resource), oauth: page(metadata), openID: page(metadata),
            token: { _, number in .json(200, grant(number), headers: [.cacheControl: "no-store"]) },
            introspection: { _, _ in .json(200, ["active": true, "sub": "client", "client_id": "client"]) },
        ]
    }

    static func document(_ members: [String: JSONValue]) -> ScriptedAnswer {
        .json(200, .object(members), headers: [.cacheControl: "max-age=600"])
    }

    static func page(_ members: [String: JSONValue]) -> ScriptedTransport.Script { answering(document(members)) }

    static func answering(_ answer: ScriptedAnswer) -> ScriptedTransport.Script { { _, _ in answer } }

    static func grant(_ number: Int) -> JSONValue {
        ["access_token": .string("token-\(number)"), "token_type": "Bearer", "expires_in": 600]
    }

    static let challenge = #"Bearer resource_metadata="\#(path)", scope="tools:read""#

    /// Lets tokens of the token endpoint in, and tells everybody else how to get one.
    static func guarded(_ metadata: String) -> ScriptedTransport.Script {
        { request, _ in
            switch request.authorization {
            case nil: .challenge(#"Bearer resource_metadata="\#(metadata)", scope="tools:read""#)
            case let value? where value.hasPrefix("Bearer token-") && metadata == path:
                Server.modern(request)
            default: .challenge(#"Bearer error="invalid_token""#)
            }
        }
    }

    // MARK: - The services

    var discovery: Discovery {
        Discovery(transport: RangedTransport(inner: transport, ranges: ranges), clock: clock, version: "1.2.3")
    }

    var tokens: TokenService {
        let keyring = keyring
        return TokenService(
            profiles: profiles, keyrings: Keyrings { _ in keyring }, locks: InProcessLock(),
            endpoint: TokenEndpoint(transport: transport, clock: clock, now: { Practice.start }),
            now: { Practice.start })
    }

    var service: AuditService {
        let management = TokenManagement(transport: transport, now: { Practice.start })
        let endpoints = ManagementEndpoints(discovery: discovery, discoveries: profiles)
        return AuditService(
            connection: connection, discovery: discovery, transport: transport, tokens: tokens,
            introspection: TokenIntrospection(tokens: tokens, endpoints: endpoints, management: management),
            identity: ClientIdentity(version: "1.2.3"), now: { Practice.start })
    }

    /// A profile with a credential and a token that ends after so many seconds.
    func seed(
        key: SigningKey? = nil, tokenLeft: Int = 600, _ change: (inout Profile) -> Void = { _ in }
    ) async throws -> ProfileRecord {
        var profile = Practice.profile("billing")
        (profile.server, profile.resource) = (Self.server, Self.server.text)
        if key != nil { profile.clientAuthentication = .privateKeyJWT }
        change(&profile)
        let kind: KeyringKey.Kind = key == nil ? .clientSecret : .privateKey
        let credential = await profiles.reserve(kind, for: profile.id, in: .vault, at: Practice.start)
        let token = await profiles.reserve(.accessToken, for: profile.id, in: .vault, at: Practice.start)
        try await keyring.store(
            key?.serialized ?? Secret("the-client-secret"), at: credential, bound: profile.binding)
        try await keyring.store(Secret("kept-token"), at: token, bound: profile.binding)
        var record = Practice.token(token.generation, issuedAt: Practice.start + (tokenLeft - 600))
        record.expiresAt = Practice.start + tokenLeft
        try await profiles.commitLogin(
            profile, credential: Practice.credential(credential.generation, kind: kind), token: record,
            contact: ContactRecord(at: Practice.start))
        guard let kept = await profiles.record(profile.id) else { throw StateError.noSuchProfile("billing") }
        return kept
    }

    // MARK: - What was asked

    var urls: [String] { transport.requests.map(\.url.text) }
    func count(_ url: String) -> Int { urls.count { $0 == url } }
    /// The requests that carried anything of ours.
    var withCredentials: [ScriptedRequest] {
        transport.requests.filter { $0.authorization != nil || $0.url.text == Self.token }
    }
}

/// Certificates by host; a host that is not there cannot be reached.
final class CertificateTable: ConnectionProbe {
    enum Entry: Sendable {
        case daysLeft(Int)
        case bad(String)
    }

    private let entries: [String: Entry]
    private let climbed = Mutex<[String]>([])

    init(_ entries: [String: Entry]) { self.entries = entries }

    var hosts: [String] { climbed.withLock { $0 } }

    func climb(to url: HTTPURL, caFile: String?, deadline: Duration) async -> [Rung] {
        climbed.withLock { $0.append(url.hostAndPort) }
        let connect = Rung(.connect, microseconds: 1, detail: "")
        switch entries[url.hostAndPort] {
        case nil: return [Rung(.connect, microseconds: 1, detail: "", failure: Failure(headline: "no way"))]
        case .daysLeft(let days)?:
            let end = Practice.start + days * 86_400 + (days < 0 ? 3600 : 60)
            return [connect, Rung(.tls, microseconds: 1, detail: "TLSv1.3", certificateEnd: end)]
        case .bad(let why)?:
            return [connect, Rung(.tls, microseconds: 1, detail: "", failure: Failure(headline: why))]
        }
    }
}

/// A scripted transport whose hosts are in ranges.
private struct RangedTransport: HTTPTransport {
    let inner: ScriptedTransport
    let ranges: [String: AddressRange]

    func send(_ request: TransportRequest, deadline: Duration) async throws(TransportError) -> TransportResponse {
        var response = try await inner.send(request, deadline: deadline)
        response.addressRange = ranges[request.url.host]
        return response
    }

    func open(_ request: TransportRequest, deadline: Duration) async throws(TransportError) -> TransportStream {
        try await inner.open(request, deadline: deadline)
    }
}

extension AuditReport {
    /// The findings that did not hold, as `AU-3 warning`.
    var failures: [String] {
        findings.filter { $0.outcome == .failed }.map { "\($0.id) \($0.severity.rawValue)" }
    }

    subscript(_ id: String) -> AuditFinding? { findings.first { $0.id == id } }
}
