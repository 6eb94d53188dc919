import Testing

@testable import MintSandbox

@Suite struct DiscoveryTests {
    @Test func `the server's metadata is at all three places of a path issuer, and not at the root (AS-1, AS-2)`()
        async throws
    {
        try await RunningSandbox.with { sandbox in
            let places = [
                "/.well-known/oauth-authorization-server/as", "/.well-known/openid-configuration/as",
                "/as/.well-known/openid-configuration",
            ]
            for place in places {
                let reply = try await sandbox.get(sandbox.origin + place)
                #expect(reply.status == 200 && reply.header("Content-Type") == "application/json", "\(place)")
                #expect(reply.json["issuer"]?.text == sandbox.description.issuer)
                #expect(reply.json["token_endpoint"]?.text == sandbox.tokenEndpoint)
                #expect(reply.json["grant_types_supported"]?.texts == GrantType.allCases.map(\.rawValue))
                let methods = reply.json["token_endpoint_auth_methods_supported"]?.texts
                #expect(methods == ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"])
                #expect(reply.json["introspection_endpoint_auth_methods_supported"]?.texts?.contains("none") == false)
                #expect(reply.json["authorization_response_iss_parameter_supported"] == .bool(true))
                #expect(reply.json["code_challenge_methods_supported"] == .strings(["S256"]))
                #expect(
                    reply.json["token_endpoint_auth_signing_alg_values_supported"]?.texts?.contains("RS256") == true)
            }
            for place in ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration", "/as"] {
                #expect(try await sandbox.get(sandbox.origin + place).status == 404, "\(place)")
            }
            #expect(try await sandbox.send("POST", sandbox.origin + places[0]).status == 405)
        }
    }

    @Test func `the challenge leads to the resource's metadata, which names the issuer byte for byte (PRM-3, PP-1)`()
        async throws
    {
        try await RunningSandbox.with { sandbox in
            for resource in [sandbox.description.mcp, sandbox.origin + "/reports/mcp"] {
                let challenge = try await sandbox.send("POST", resource)
                #expect(challenge.status == 401)
                let path = resource.dropFirst(sandbox.origin.count)
                let url = sandbox.origin + "/.well-known/oauth-protected-resource" + path
                #expect(
                    challenge.header("WWW-Authenticate") == #"Bearer resource_metadata="\#(url)", scope="mcp:read""#)
                let document = try await sandbox.get(url)
                #expect(document.json["resource"]?.text == resource)
                #expect(document.json["authorization_servers"] == .strings([sandbox.description.issuer]))
                #expect(document.json["scopes_supported"] == .strings(["mcp:read", "mcp:call"]))
            }
            #expect(try await sandbox.get(sandbox.origin + "/.well-known/oauth-protected-resource").status == 404)
        }
    }

    @Test func `the JWKS holds public keys only, and rotation adds one or replaces all (RO-10, RS-7)`() async throws {
        try await RunningSandbox.with { sandbox in
            let keys = { @Sendable in
                try #require(try await sandbox.get(sandbox.description.issuer + "/jwks").json["keys"]?.array)
            }
            let token = try await sandbox.token()
            let first = try await keys()
            #expect(first.count == 1 && first.allSatisfy { (try? JSONWebKey.publicKey($0)) != nil })
            try await sandbox.control("rotate-signing-key")
            #expect(try await keys().count == 2)
            #expect(try await sandbox.callWhoami(token).status == 200)
            #expect(try await sandbox.callWhoami(try await sandbox.token()).status == 200)
            try await sandbox.control("rotate-signing-key", ["keep_previous": .bool(false)])
            #expect(try await keys().count == 1)
            #expect(try await sandbox.callWhoami(token).status == 401)
        }
    }

    @Test func `members of both documents can drift, vanish and come back (PRM-5, AS-4)`() async throws {
        try await RunningSandbox.with { sandbox in
            let server = sandbox.origin + "/.well-known/oauth-authorization-server/as"
            let resource = sandbox.origin + "/.well-known/oauth-protected-resource/mcp"
            let drift: JSONValue = [
                "authorization_server": ["issuer": "https://evil.example", "jwks_uri": .null, "x": .integer(1)],
                "protected_resource": ["resource": "https://evil.example/mcp"],
            ]
            #expect(try await sandbox.control("metadata", drift).status == 200)
            let drifted = try await sandbox.get(server).json
            #expect(drifted["issuer"] == "https://evil.example" && drifted["x"] == .integer(1))
            #expect(drifted["jwks_uri"] == nil && drifted["token_endpoint"] != nil)
            #expect(try await sandbox.get(resource).json["resource"] == "https://evil.example/mcp")
            try await sandbox.control("metadata", ["authorization_server": [:], "protected_resource": [:]])
            #expect(try await sandbox.get(server).json["issuer"]?.text == sandbox.description.issuer)
            #expect(try await sandbox.get(resource).json["resource"]?.text == sandbox.description.mcp)
        }
    }
}
