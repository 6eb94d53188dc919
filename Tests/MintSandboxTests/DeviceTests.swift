import Testing

@testable import MintSandbox

@Suite struct DeviceTests {
    @Test func `a device asks, its person approves, and it gets its tokens once (DV-1, DV-2, DV-4)`() async throws {
        try await RunningSandbox.with { sandbox in
            let started = try await sandbox.startDevice()
            #expect(started.status == 200 && started.header("Cache-Control") == "no-store")
            #expect(started.json["interval"] == .integer(5) && started.json["expires_in"] == .integer(600))
            let device = try #require(started.json["device_code"]?.text)
            let user = try #require(started.json["user_code"]?.text)
            #expect(user.wholeMatch(of: #/[BCDFGHJ-NP-TV-XZ]{4}-[BCDFGHJ-NP-TV-XZ]{4}/#) != nil)
            #expect(started.json["verification_uri"]?.text == sandbox.description.issuer + "/device")
            #expect(
                started.json["verification_uri_complete"]?.text == sandbox.description.issuer
                    + "/device?user_code=\(user)")

            try await sandbox.advance(5)
            #expect(try await sandbox.poll(device).error == "authorization_pending")
            let approval: JSONValue = ["user_code": .string(user.lowercased()), "approve": .bool(true)]
            #expect(try await sandbox.control("device", approval).status == 200)
            #expect(try await sandbox.control("device", approval).status == 404, "it waits no more")
            try await sandbox.advance(5)
            let reply = try await sandbox.poll(device)
            #expect(reply.json["scope"] == "mcp:read" && reply.json["refresh_token"] != nil)
            let access = try #require(reply.json["access_token"]?.text)
            #expect(try await sandbox.callWhoami(access).status == 200)
            try await sandbox.advance(5)
            #expect(try await sandbox.poll(device).error == "invalid_grant")
        }
    }

    @Test func `polling too early is slow_down, and costs five seconds for good (DV-5)`() async throws {
        try await RunningSandbox.with { sandbox in
            try await sandbox.control("device", ["interval": .integer(60)])
            let device = try #require(try await sandbox.startDevice().json["device_code"]?.text)
            #expect(try await sandbox.poll(device).error == "slow_down", "the first poll waits too")
            let waits = [
                (1, "slow_down"), (1, "slow_down"), (61, "slow_down"), (80, "authorization_pending"),
                (80, "authorization_pending"),
            ]
            for (wait, error) in waits {
                try await sandbox.advance(wait)
                #expect(try await sandbox.poll(device).error == error, "after \(wait) s")
            }
        }
    }

    @Test func `denied, expired, another client's, another resource: each by its own code`() async throws {
        try await RunningSandbox.with { sandbox in
            let started = try await sandbox.startDevice().json
            let device = try #require(started["device_code"]?.text)
            let stranger: JSONValue = [
                "client_id": "tv", "method": "none", "grants": .strings([RunningSandbox.deviceGrant]),
            ]
            try await sandbox.control("client", stranger)
            try await sandbox.advance(5)
            let reports = sandbox.origin + "/reports/mcp"
            #expect(try await sandbox.poll(device, client: "tv").error == "invalid_grant")
            #expect(try await sandbox.poll(device, client: "ci-workload").error == "unauthorized_client")
            #expect(try await sandbox.poll("guess").error == "invalid_grant")
            #expect(try await sandbox.poll(device, resource: reports).error == "invalid_target")
            try await sandbox.control(
                "device", ["user_code": started["user_code"] ?? .null, "approve": .bool(false)])
            #expect(try await sandbox.poll(device).error == "access_denied")

            try await sandbox.control("device", ["interval": .integer(1), "expires_in": .integer(30)])
            let short = try await sandbox.startDevice().json
            #expect(short["interval"] == .integer(1) && short["expires_in"] == .integer(30))
            try await sandbox.advance(31)
            #expect(try await sandbox.poll(try #require(short["device_code"]?.text)).error == "expired_token")
            let late: JSONValue = ["user_code": short["user_code"] ?? .null, "approve": .bool(true)]
            #expect(try await sandbox.control("device", late).status == 404)
        }
    }

    @Test func `a device that may not ask is refused at once`() async throws {
        try await RunningSandbox.with { sandbox in
            let url = sandbox.description.issuer + "/device_authorization"
            let cases: [(fields: [(String, String)], error: String)] = [
                ([], "invalid_client"), ([("client_id", "nobody")], "invalid_client"),
                ([("client_id", "ci-workload")], "unauthorized_client"),
                ([("client_id", "laptop"), ("scope", "all")], "invalid_scope"),
                ([("client_id", "laptop"), ("resource", "https://other.example")], "invalid_target"),
            ]
            for item in cases {
                let reply = try await sandbox.form(url, item.fields)
                #expect(reply.error == item.error, "\(item.fields)")
            }
            let get = try await sandbox.get(url)
            #expect(get.status == 405)
        }
    }

    @Test func `the page takes the code, shows who asks, and answers for the person (DV-3)`() async throws {
        try await RunningSandbox.with { sandbox in
            let url = sandbox.description.issuer + "/device"
            #expect(try await sandbox.get(url).text.contains(#"name="user_code""#))
            #expect(try await sandbox.get(url + "?user_code=BCDF-BCDF").status == 404)
            #expect(try await sandbox.form(url, [("user_code", "BCDF-BCDF"), ("decision", "approve")]).status == 404)
            for (decision, isGiven) in [("approve", true), ("deny", false)] {
                let started = try await sandbox.startDevice().json
                let user = try #require(started["user_code"]?.text)
                let page = try await sandbox.get(try #require(started["verification_uri_complete"]?.text))
                #expect(page.status == 200 && page.text.contains("laptop") && page.text.contains("mcp:read"))
                #expect(try await sandbox.form(url, [("user_code", user), ("decision", decision)]).status == 200)
                try await sandbox.advance(5)
                let reply = try await sandbox.poll(try #require(started["device_code"]?.text))
                #expect((reply.json["access_token"] != nil) == isGiven)
            }
        }
    }
}
