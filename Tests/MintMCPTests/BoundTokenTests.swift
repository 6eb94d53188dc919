import HTTPTypes
import MintCore
import MintMCP
import Synchronization
import TestSupport
import Testing

/// A source whose tokens are bound to a key, or that widens as often as it is asked.
private final class BendingTokens: TokenSource {
    let first: AccessToken?
    let wider: @Sendable (Int) -> AccessToken?
    let operations = Mutex<[String]>([])
    let replaced = Mutex<[AccessToken?]>([])
    let fresh: AccessToken?

    init(
        _ first: AccessToken?, fresh: AccessToken? = nil,
        wider: @escaping @Sendable (Int) -> AccessToken? = { _ in nil }
    ) {
        (self.first, self.fresh, self.wider) = (first, fresh, wider)
    }

    func token() -> AccessToken? { first }

    func replacement(of rejected: AccessToken?, challenges: [String]) throws -> AccessToken {
        replaced.withLock { $0.append(rejected) }
        guard let fresh else { throw TokenServiceError.noCredential("The connection") }
        return fresh
    }

    func widened(_ held: AccessToken, challenges: [String], operation: String) -> AccessToken? {
        let count = operations.withLock { operations in
            operations.append(operation)
            return operations.count
        }
        return wider(count)
    }
}

@Suite struct BoundTokenTests {
    private static let server = "https://mcp.example/mcp"
    private let key: SigningKey
    private let nonces = DPoPNonces()

    init() throws { key = try SigningKey.generate(.es256) }

    private func bound(_ text: String) -> AccessToken {
        AccessToken(Secret(text), prover: DPoPProver(key: key, nonces: nonces, now: { Practice.start }))
    }

    private func client(_ tokens: any TokenSource, _ script: @escaping ScriptedTransport.Script) throws -> (
        MCPClient, ScriptedTransport, TraceLog
    ) {
        let transport = ScriptedTransport(script)
        let log = TraceLog()
        let client = MCPClient(
            server: try #require(HTTPURL(Self.server)), transport: transport, tokens: tokens,
            identity: ClientIdentity(version: "1"), clock: ManualClock(), trace: { log.note($0) })
        return (client, transport, log)
    }

    private static func proof(_ request: ScriptedRequest) -> JSONValue {
        let parts = (request.header("DPoP") ?? "").split(separator: ".")
        guard parts.count == 3, let bytes = Base64URL.decode(parts[1]) else { return .null }
        return JSONValue(bytes: bytes) ?? .null
    }

    private static func wanting(_ nonce: String) -> ScriptedAnswer {
        var headers: HTTPFields = [.wwwAuthenticate: #"DPoP error="use_dpop_nonce""#]
        if let name = HTTPField.Name("DPoP-Nonce") { headers[name] = nonce }
        return .body(401, headers: headers)
    }

    @Test func `DP-3, DP-5: every request of an exchange has the scheme DPoP and a proof of its own`() async throws {
        let (client, transport, _) = try client(BendingTokens(bound("tok-1"))) { request, _ in Server.legacy(request) }
        let connection = try await client.connect()
        _ = try await connection.listTools()
        _ = try await connection.callTool("echo")
        await connection.close()
        let requests = transport.requests
        #expect(requests.count >= 5 && requests.allSatisfy { $0.authorization == "DPoP tok-1" }, "LC-1")
        let proofs = requests.map { Self.proof($0) }
        #expect(Set(proofs.compactMap { $0["jti"]?.text }).count == requests.count)
        #expect(proofs.allSatisfy { $0["htu"]?.text == Self.server && $0["ath"]?.text?.count == 43 })
        #expect(zip(requests, proofs).allSatisfy { $0.sent.method.rawValue == $1["htm"]?.text })
    }

    @Test func `DP-6: a nonce of the server costs one repetition and is used from then on`() async throws {
        let tokens = BendingTokens(bound("tok-1"))
        let (client, transport, _) = try client(tokens) { request, _ in
            Self.proof(request)["nonce"] == "n-1" ? Server.modern(request) : Self.wanting("n-1")
        }
        let connection = try await client.connect()
        _ = try await connection.listTools()
        #expect(transport.requests.map { Self.proof($0)["nonce"]?.text } == [nil, "n-1", "n-1"])
        #expect(tokens.replaced.withLock { $0.isEmpty }, "the token was good all the time")
    }

    @Test func `DP-6: a server that always wants another nonce is not followed for ever`() async throws {
        let tokens = BendingTokens(bound("tok-1"), fresh: bound("tok-2"))
        let (client, transport, _) = try client(tokens) { _, number in Self.wanting("n-\(number)") }
        await #expect(throws: MCPError.self) { try await client.connect() }
        #expect(transport.requests.count == 4 && tokens.replaced.withLock { $0.count } == 1)
    }

    @Test func `a nonce is sent for the first time with a call that was not carried out`() async throws {
        let (client, transport, _) = try client(BendingTokens(bound("tok-1"))) { request, _ in
            guard request.method == "tools/call" else { return Server.modern(request) }
            return Self.proof(request)["nonce"] == nil ? Self.wanting("n-9") : Server.modern(request)
        }
        let connection = try await client.connect()
        #expect(try await connection.callTool("echo").plainText == "done")
        #expect(transport.methods.filter { $0 == "tools/call" }.count == 2)
    }

    @Test func `a bearer token has no proof, and a demand for a nonce is a refusal`() async throws {
        let tokens = BendingTokens(AccessToken(Secret("tok-1")))
        let (client, transport, _) = try client(tokens) { _, _ in Self.wanting("n-1") }
        await #expect(throws: TokenServiceError.self) { try await client.connect() }
        #expect(transport.requests.count == 1 && transport.requests[0].header("DPoP") == nil)
        #expect(transport.requests[0].authorization == "Bearer tok-1")
    }

    // MARK: - Widening (SC-4 to SC-7)

    private static let demand = #"Bearer error="insufficient_scope", scope="tools:admin""#

    @Test func `SC-4: a wider token is asked for by operation, and the call repeated with it`() async throws {
        let tokens = BendingTokens(AccessToken(Secret("tok-1"))) { _ in AccessToken(Secret("tok-wide")) }
        let (client, transport, log) = try client(tokens) { request, _ in
            request.method == "tools/call" && request.authorization == "Bearer tok-1"
                ? .challenge(Self.demand, status: 403) : Server.modern(request)
        }
        let connection = try await client.connect()
        #expect(try await connection.callTool("echo").plainText == "done")
        #expect(tokens.operations.withLock { $0 } == ["tools/call echo"])
        #expect(transport.requests.last?.authorization == "Bearer tok-wide")
        #expect(log.hops.contains { $0.verdict.contains("more scopes") })
    }

    @Test func `SC-6: a server that always wants more is followed twice, whatever the source gives`() async throws {
        let tokens = BendingTokens(AccessToken(Secret("tok-1"))) { AccessToken(Secret("tok-\($0 + 1)")) }
        let (client, transport, _) = try client(tokens) { request, _ in
            request.method == "tools/call" ? .challenge(Self.demand, status: 403) : Server.modern(request)
        }
        let connection = try await client.connect()
        let error = await #expect(throws: MCPError.self) { try await connection.callTool("echo") }
        #expect(error == .forbidden(host: "mcp.example", challenges: [Self.demand], message: nil))
        #expect(transport.methods.filter { $0 == "tools/call" }.count == 3)
    }

    @Test func `a wider token that is refused with 401 ends it`() async throws {
        let tokens = BendingTokens(AccessToken(Secret("tok-1"))) { _ in AccessToken(Secret("tok-wide")) }
        let (client, transport, _) = try client(tokens) { request, _ in
            guard request.method == "tools/call" else { return Server.modern(request) }
            return request.authorization == "Bearer tok-1"
                ? .challenge(Self.demand, status: 403) : .challenge(#"Bearer error="invalid_token""#)
        }
        let connection = try await client.connect()
        let error = await #expect(throws: MCPError.self) { try await connection.callTool("echo") }
        #expect(error?.exitStatus == .authentication && transport.methods.filter { $0 == "tools/call" }.count == 2)
    }

    @Test func `a wider token that the server echoes gets into no words`() async throws {
        let tokens = BendingTokens(AccessToken(Secret("tok-CANARY-1"))) { _ in AccessToken(Secret("tok-CANARY-2")) }
        let (client, _, log) = try client(tokens) { request, _ in
            request.method == "tools/call"
                ? .challenge(
                    #"Bearer error="insufficient_scope", error_description="\#(request.authorization ?? "")", scope="x""#,
                    status: 403) : Server.modern(request)
        }
        let connection = try await client.connect()
        let error = await #expect(throws: MCPError.self) { try await connection.callTool("echo") }
        let words = "\(error as Any) \(error?.headline ?? "") \(error?.hint ?? "") \(log.hops)"
        #expect(!words.contains("CANARY"))
    }

    @Test func `a server that asks for a token gets one where the source can log in, and none twice`() async throws {
        let able = BendingTokens(nil, fresh: AccessToken(Secret("tok-new")))
        let (client, transport, _) = try client(able) { request, _ in
            request.authorization == nil ? .challenge("Bearer") : Server.modern(request)
        }
        _ = try await client.connect()
        #expect(transport.requests.map(\.authorization) == [nil, "Bearer tok-new"])
        #expect(able.replaced.withLock { $0 == [nil] })
        let refused = BendingTokens(nil, fresh: AccessToken(Secret("tok-new")))
        let (other, seen, _) = try self.client(refused) { _, _ in .challenge("Bearer") }
        await #expect(throws: MCPError.unauthorized(host: "mcp.example", challenges: ["Bearer"], hadToken: true)) {
            try await other.connect()
        }
        #expect(seen.requests.count == 2)
    }
}
