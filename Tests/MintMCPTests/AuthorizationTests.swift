import HTTPTypes
import MintCore
import MintMCP
import TestSupport
import Testing

@Suite struct AuthorizationTests {
    @Test func `ERA-1: a 401 comes before the era, and is an error where there is no token`() async throws {
        let line = #"Bearer resource_metadata="https://mcp.example/prm", scope="mcp:read""#
        let exchange = try Exchange(tokens: ScriptedTokens()) { _, _ in .challenge(line) }
        let error = await #expect(throws: MCPError.self) { try await exchange.client.connect() }
        #expect(error == .unauthorized(host: "mcp.example", challenges: [line], hadToken: false))
        #expect(error?.exitStatus == .authentication && error?.hint?.contains("mintmark login") == true)
        #expect(exchange.transport.requests.count == 1 && exchange.transport.requests[0].authorization == nil)
    }

    @Test func `LC-4: a refused token is replaced once, and the request repeated once`() async throws {
        let exchange = try Exchange(tokens: ScriptedTokens("old", "new", "newer")) { request, _ in
            request.authorization == "Bearer new"
                ? Server.modern(request) : .challenge(#"Bearer error="invalid_token""#)
        }
        let connection = try await exchange.client.connect()
        #expect(try await connection.listTools().tools.count == 1)
        #expect(exchange.transport.requests.map(\.authorization) == ["Bearer old", "Bearer new", "Bearer new"])
        #expect(exchange.tokens.replacements.map(\.rejected) == ["old"])
        #expect(exchange.tokens.replacements.first?.challenges == [#"Bearer error="invalid_token""#])
    }

    @Test func `LC-4: a server that rejects every token sees exactly two tries`() async throws {
        let line = #"Bearer error="invalid_token", error_description="b is bad""#
        let exchange = try Exchange(tokens: ScriptedTokens("first", "second", "third")) { _, _ in .challenge(line) }
        let error = await #expect(throws: MCPError.self) { try await exchange.client.connect() }
        #expect(error == .unauthorized(host: "mcp.example", challenges: [line], hadToken: true))
        #expect(error?.headline.contains("invalid_token") == true)
        #expect(exchange.transport.requests.count == 2 && exchange.tokens.replacements.count == 1)
    }

    @Test func `LC-4: a call refused for its token is repeated, for it was not carried out`() async throws {
        let exchange = try Exchange(tokens: ScriptedTokens("old", "new")) { request, _ in
            request.method == "tools/call" && request.authorization == "Bearer old"
                ? .challenge("Bearer") : Server.modern(request)
        }
        let connection = try await exchange.client.connect()
        #expect(try await connection.callTool("echo").plainText == "done")
        #expect(exchange.transport.methods.filter { $0 == "tools/call" }.count == 2)
    }

    @Test func `what the token's source throws passes unchanged`() async throws {
        let exchange = try Exchange(tokens: ScriptedTokens("only")) { _, _ in .challenge("Bearer") }
        await #expect(throws: ScriptedTokens.Exhausted()) { try await exchange.client.connect() }
        #expect(exchange.transport.requests.count == 1)
    }

    @Test func `insufficient scope names the scopes, and no new token is tried`() async throws {
        let line = #"Bearer error="insufficient_scope", scope="mcp:call mcp:read""#
        let exchange = try Exchange { request, _ in
            request.method == "tools/call" ? .challenge(line, status: 403) : Server.modern(request)
        }
        let connection = try await exchange.client.connect()
        let error = await #expect(throws: MCPError.self) { try await connection.callTool("echo") }
        #expect(error == .forbidden(host: "mcp.example", challenges: [line], message: nil))
        #expect(error?.headline.contains("mcp:call mcp:read") == true && error?.exitStatus == .authentication)
        #expect(error?.hint?.contains(#"--scope "mcp:call mcp:read""#) == true)
        #expect(exchange.tokens.replacements.isEmpty)
    }

    @Test func `a 403 without a challenge is forbidden too, in the server's words`() async throws {
        let exchange = try Exchange { request, _ in request.failure(403, -32000, "Invalid\u{1B} Origin") }
        await #expect(throws: MCPError.forbidden(host: "mcp.example", challenges: [], message: "Invalid Origin")) {
            try await exchange.client.connect()
        }
    }

    @Test func `a token that no header may carry is never sent`() async throws {
        let exchange = try Exchange(tokens: ScriptedTokens("evil\r\nX: y")) { request, _ in Server.modern(request) }
        let error = await #expect(throws: MCPError.unsendableToken(host: "mcp.example")) {
            try await exchange.client.connect()
        }
        #expect(error?.headline.contains("evil") == false && exchange.transport.requests.isEmpty)
    }

    @Test func `NET-1: no token travels over plain http to another machine`() async throws {
        let transport = ScriptedTransport { request, _ in Server.modern(request) }
        let server = try #require(HTTPURL("http://mcp.example/mcp"))
        let client = MCPClient(
            server: server, transport: transport, tokens: ScriptedTokens("t"), identity: ClientIdentity(version: "1"))
        await #expect(throws: TransportError.insecure(server)) { try await client.connect() }
        #expect(transport.requests.isEmpty)
    }

    @Test func `a server that echoes the token does not get it into a message`() async throws {
        let exchange = try Exchange(tokens: ScriptedTokens("s3cr3t", "s3cr4t")) { request, _ in
            switch request.authorization {
            case "Bearer s3cr3t": .challenge(#"Bearer error_description="no s3cr3t""#)
            default: .challenge(#"Bearer error="invalid_token", error_description="no s3cr4t""#)
            }
        }
        let error = await #expect(throws: MCPError.self) { try await exchange.client.connect() }
        #expect(!String(describing: error).contains("s3cr") && error?.headline.contains("<token>") == true)

        let refusing = try Exchange(tokens: ScriptedTokens("s3cr3t")) { request, _ in
            request.failure(200, -32000, "token s3cr3t unknown", data: nil)
        }
        let refusal = await #expect(throws: MCPError.self) { try await refusing.client.connect() }
        #expect(!String(describing: refusal).contains("s3cr"))
        #expect(!refusing.trace.hops.contains { $0.verdict.contains("s3cr") })
    }
}
