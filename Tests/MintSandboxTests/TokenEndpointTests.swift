import Testing

@testable import MintSandbox

@Suite struct TokenEndpointTests {
    @Test func `client_secret_basic obtains a token, typed and not to be stored (TK-2, TK-14)`() async throws {
        try await RunningSandbox.with { sandbox in
            let reply = try await sandbox.requestToken(basic: "search-worker")
            #expect(reply.status == 200)
            #expect(reply.header("Cache-Control") == "no-store")
            #expect(reply.json["token_type"] == "Bearer")
            #expect(reply.json["expires_in"] == .integer(120))
            #expect(reply.json["scope"] == "mcp:read mcp:call")
            let token = try #require(reply.json["access_token"]?.text.flatMap { CompactJWS($0) })
            #expect(token.type == "at+jwt")
            #expect(token.claims["iss"]?.text == sandbox.description.issuer)
            #expect(token.claims["sub"] == "search-worker" && token.claims["client_id"] == "search-worker")
            #expect(token.audience == [sandbox.description.mcp])
        }
    }

    @Test func `client_secret_post obtains a token, with the client's own lifetime`() async throws {
        try await RunningSandbox.with { sandbox in
            let secret = try sandbox.secret(of: "nightly-export")
            let fields = [RunningSandbox.grant, ("client_id", "nightly-export"), ("client_secret", secret)]
            let reply = try await sandbox.form(sandbox.tokenEndpoint, fields)
            #expect(reply.status == 200)
            #expect(reply.json["expires_in"] == .integer(60))
            #expect(reply.json["scope"] == "mcp:read")
        }
    }

    @Test func `a secret of every awkward character survives form encoding (AM-5)`() async throws {
        try await RunningSandbox.with(tokenLifetime: 77) { sandbox in
            let secret = try sandbox.secret(of: "odd-secret")
            #expect(secret.hasSuffix("+/:% é"))
            let reply = try await sandbox.requestToken(basic: "odd-secret")
            #expect(reply.status == 200)
            #expect(reply.json["expires_in"] == .integer(77))
        }
    }

    @Test func `a raw-comparing client takes raw Basic and refuses the form one (AM-6)`() async throws {
        try await RunningSandbox.with { sandbox in
            let setting: JSONValue = [
                "client_id": "odd-secret", "basic_encoding": "raw", "client_secrets": .array(["a+b%41"]),
            ]
            #expect(try await sandbox.control("client", setting).status == 200)
            #expect(try await sandbox.requestToken(basic: "odd-secret", secret: "a+b%41").error == "invalid_client")
            let raw = BasicHeader.raw("odd-secret", "a+b%41")
            let reply = try await sandbox.form(sandbox.tokenEndpoint, [RunningSandbox.grant], [raw])
            #expect(reply.status == 200)
        }
    }

    @Test func `a wrong secret is 401 with a challenge for Basic, 400 without one for post (TK-14)`() async throws {
        try await RunningSandbox.with { sandbox in
            let basic = try await sandbox.requestToken(basic: "search-worker", secret: "wrong")
            #expect(basic.status == 401 && basic.error == "invalid_client")
            #expect(basic.header("WWW-Authenticate")?.hasPrefix("Basic ") == true)
            let fields = [RunningSandbox.grant, ("client_id", "nightly-export"), ("client_secret", "wrong")]
            let post = try await sandbox.form(sandbox.tokenEndpoint, fields)
            #expect(post.status == 400 && post.error == "invalid_client")
            #expect(post.header("WWW-Authenticate") == nil)
            #expect(post.header("Cache-Control") == "no-store")
        }
    }

    @Test func `requests that are wrong in themselves are refused by their own codes`() async throws {
        try await RunningSandbox.with { sandbox in
            let secret = try sandbox.secret(of: "nightly-export")
            let proof = [("client_id", "nightly-export"), ("client_secret", secret)]
            let basic = RunningSandbox.basic("search-worker", try sandbox.secret(of: "search-worker"))
            let grant = RunningSandbox.grant
            typealias Case = (fields: [(String, String)], headers: [(String, String)], code: String)
            let cases: [Case] = [
                (proof, [], "invalid_request"),
                ([grant, grant] + proof, [], "invalid_request"),
                ([("grant_type", "")] + proof, [], "invalid_request"),
                ([("grant_type", "password")] + proof, [], "unsupported_grant_type"),
                ([("grant_type", "authorization_code")] + proof, [], "unauthorized_client"),
                ([grant], [], "invalid_client"),
                ([grant, ("client_id", "nightly-export")], [], "invalid_client"),
                ([grant, ("client_id", "nobody"), ("client_secret", "x")], [], "invalid_client"),
                ([grant] + proof, [basic], "invalid_request"),
                ([grant, ("client_id", "nightly-export")], [basic], "invalid_request"),
                ([grant], [("Authorization", "Bearer abc")], "invalid_client"),
                ([grant], [("Authorization", "Basic !!!")], "invalid_client"),
                ([grant], [RunningSandbox.basic("nightly-export", secret)], "invalid_client"),
                ([grant, ("client_assertion", "a.b.c")], [], "invalid_request"),
                ([grant, ("client_assertion_type", "urn:x"), ("client_assertion", "a.b.c")], [], "invalid_client"),
                ([grant] + proof, [("Content-Type", "application/json")], "invalid_request"),
            ]
            for (index, item) in cases.enumerated() {
                let reply = try await sandbox.form(sandbox.tokenEndpoint, item.fields, item.headers)
                #expect(reply.error == item.code, "case \(index): \(reply.text)")
                #expect(!reply.text.contains(secret))
            }
        }
    }

    @Test func `broken encodings, credentials in the URI and other methods are refused (AM-3, TK-1)`() async throws {
        try await RunningSandbox.with { sandbox in
            let type = [("Content-Type", "application/x-www-form-urlencoded")]
            for body in ["grant_type=%zz", "grant_type=%f", "grant_type=%ff", "grant_type=a b"] {
                let reply = try await sandbox.send("POST", sandbox.tokenEndpoint, type, body: Array(body.utf8))
                #expect(reply.status == 400 && reply.error == "invalid_request", "\(body)")
            }
            let inURI = try await sandbox.form(sandbox.tokenEndpoint + "?client_secret=x", [RunningSandbox.grant])
            #expect(inURI.error == "invalid_request")
            let get = try await sandbox.get(sandbox.tokenEndpoint)
            #expect(get.status == 405 && get.header("Allow") == "POST")
        }
    }

    @Test func `a client without the grant gets unauthorized_client`() async throws {
        try await RunningSandbox.with { sandbox in
            try await sandbox.control("client", ["client_id": "search-worker", "client_credentials": .bool(false)])
            #expect(try await sandbox.requestToken(basic: "search-worker").error == "unauthorized_client")
        }
    }

    @Test func `what one method proves does not serve another client's registration`() async throws {
        try await RunningSandbox.with { sandbox in
            // billing-sync has no secret at all: an empty or missing one must not match.
            for secret in ["", "x"] {
                let reply = try await sandbox.requestToken(basic: "billing-sync", secret: secret)
                #expect(reply.error == "invalid_client")
            }
        }
    }
}
