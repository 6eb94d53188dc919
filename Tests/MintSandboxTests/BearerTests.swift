import Testing

@testable import MintSandbox

@Suite struct BearerTests {
    @Test func `bad tokens are invalid_token, wrong requests invalid_request, none has no error (RS-2, WA-6)`()
        async throws
    {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            let forged = String(token.dropLast(8)) + "AAAAAAAA"
            let cases: [(authorization: String?, status: Int, error: String?)] = [
                (nil, 401, nil), ("Basic abc", 401, nil), ("Bearer", 400, "invalid_request"),
                ("Bearer a b", 400, "invalid_request"), ("Bearer \(forged)", 401, "invalid_token"),
                ("Bearer nonsense", 401, "invalid_token"),
            ]
            for item in cases {
                let headers = item.authorization.map { [("Authorization", $0)] } ?? []
                let reply = try await sandbox.send("POST", sandbox.description.mcp, headers)
                let challenge = try #require(reply.header("WWW-Authenticate"))
                #expect(reply.status == item.status, "\(challenge)")
                #expect(challenge.contains("resource_metadata=\"\(sandbox.origin)/.well-known/"))
                if let error = item.error {
                    #expect(challenge.contains("error=\"\(error)\""))
                } else {
                    #expect(!challenge.contains("error="))
                }
            }
            let inQuery = try await sandbox.send("POST", sandbox.description.mcp + "?access_token=\(token)")
            #expect(inQuery.status == 401)
        }
    }

    @Test func `a token runs out by the sandbox's clock (RS-4)`() async throws {
        try await RunningSandbox.with { sandbox in
            let token = try await sandbox.token()
            #expect(try await sandbox.callWhoami(token).status == 200)
            try await sandbox.control("clock", ["advance_seconds": .integer(121)])
            let expired = try await sandbox.callWhoami(token)
            #expect(expired.status == 401)
            #expect(expired.header("WWW-Authenticate")?.contains("expired") == true)
            #expect(try await sandbox.callWhoami(try await sandbox.token()).status == 200)
        }
    }

    @Test func `a token for one server is refused at its sibling, in both directions (RS-3, RES-7)`() async throws {
        try await RunningSandbox.with { sandbox in
            let reports = sandbox.origin + "/reports/mcp"
            let forMain = try await sandbox.token(resource: sandbox.description.mcp)
            let forReports = try await sandbox.token(resource: reports)
            #expect(try await sandbox.callWhoami(forMain).status == 200)
            #expect(try await sandbox.callWhoami(forReports, at: reports).status == 200)
            for reply in [
                try await sandbox.callWhoami(forMain, at: reports), try await sandbox.callWhoami(forReports),
            ] {
                #expect(reply.status == 401)
                #expect(reply.header("WWW-Authenticate")?.contains("another resource") == true)
            }
        }
    }

    @Test func `a client's assertion does not pass for an access token`() async throws {
        try await RunningSandbox.with { sandbox in
            let pem = try sandbox.privateKey(of: "billing-sync")
            let assertion = try await Assertion(client: "billing-sync", audience: sandbox.description.mcp)
                .signed(.es256, pem: pem)
            #expect(try await sandbox.callWhoami(assertion).status == 401)
        }
    }

    @Test func `missing scopes are 403 with all that the operation needs in one challenge (SC-9)`() async throws {
        try await RunningSandbox.with { sandbox in
            let reading = try await sandbox.token(scope: "mcp:read")
            let refused = try await sandbox.modern("tools/call", ["name": "secret-report"], token: reading)
            #expect(refused.status == 403)
            let challenge = try #require(refused.header("WWW-Authenticate"))
            #expect(challenge.contains(#"error="insufficient_scope""#))
            #expect(challenge.contains(#"scope="mcp:read mcp:admin""#))
            #expect(challenge.contains("resource_metadata="))
            let admin = try await sandbox.token(scope: "mcp:read mcp:admin")
            let granted = try await sandbox.modern("tools/call", ["name": "secret-report"], token: admin)
            #expect(granted.status == 200 && granted.json["result"]?["isError"] == .bool(false))
            let calling = try await sandbox.token(scope: "mcp:call")
            let unread = try await sandbox.modern("tools/list", token: calling)
            #expect(unread.status == 403)
            #expect(unread.header("WWW-Authenticate")?.contains(#"scope="mcp:read""#) == true)
        }
    }
}
