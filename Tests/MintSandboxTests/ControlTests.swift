import AsyncHTTPClient
import Foundation
import NIOCore
import Testing

@testable import MintSandbox

@Suite struct ControlTests {
    @Test func `the log names path, status and client, and holds no secret and no token`() async throws {
        try await RunningSandbox.with { sandbox in
            let secret = try sandbox.secret(of: "search-worker")
            let token = try await sandbox.token()
            _ = try await sandbox.callWhoami(token)
            _ = try await sandbox.send("POST", sandbox.description.mcp + "?access_token=\(token)")
            _ = try await sandbox.requestToken(basic: secret, secret: "search-worker")
            let log = try await sandbox.log()
            let seen = log.map { [$0["path"]?.text, $0["client"]?.text, $0["method"]?.text] }
            #expect(
                seen == [
                    ["/as/token", "search-worker", "POST"], ["/mcp", "search-worker", "POST"], ["/mcp", nil, "POST"],
                    ["/as/token", nil, "POST"],
                ])
            #expect(log.map { $0["status"]?.integer } == [200, 200, 401, 401])
            #expect(log.allSatisfy { $0["at"]?.integer != nil })
            let text = try await sandbox.get(sandbox.description.control + "/log").text
            #expect(!text.contains(token) && !text.contains(secret))
            try await sandbox.control("reset-log")
            #expect(try await sandbox.log().isEmpty)
        }
    }

    @Test func `a fault answers so many requests on its path, and then the real answer is back`() async throws {
        try await RunningSandbox.with { sandbox in
            let fault: JSONValue = [
                "path": "/as/token", "status": .integer(503), "count": .integer(2), "body": "<h1>busy</h1>",
                "content_type": "text/html", "headers": ["Retry-After": "5"],
            ]
            #expect(try await sandbox.control("fault", fault).status == 200)
            for _ in 0..<2 {
                let reply = try await sandbox.requestToken(basic: "search-worker")
                #expect(reply.status == 503 && reply.text == "<h1>busy</h1>")
                #expect(reply.header("Retry-After") == "5" && reply.header("Content-Type") == "text/html")
            }
            #expect(try await sandbox.requestToken(basic: "search-worker").status == 200)
            #expect(try await sandbox.log().map { $0["status"]?.integer } == [503, 503, 200])
            try await sandbox.control("fault", ["path": "/as/token", "status": .integer(500), "count": .integer(9)])
            try await sandbox.control("fault", ["path": "/as/token", "count": .integer(0)])
            #expect(try await sandbox.requestToken(basic: "search-worker").status == 200)
        }
    }

    @Test func `bodies can be JSON, huge, slow, or broken off (TK-15)`() async throws {
        try await RunningSandbox.with { sandbox in
            let url = sandbox.description.issuer + "/jwks"
            let path: JSONValue = "/as/jwks"
            try await sandbox.control("fault", ["path": path, "status": .integer(200), "body": ["error": "x"]])
            #expect(try await sandbox.get(url).json == ["error": "x"])
            try await sandbox.control(
                "fault", ["path": path, "status": .integer(200), "body_bytes": .integer(10_000_000)])
            #expect(try await sandbox.get(url).body.count == 10_000_000)
            try await sandbox.control("fault", ["path": path, "trickle_ms": .integer(1)])
            #expect(try await sandbox.get(url).json["keys"] != nil)
            try await sandbox.control("fault", ["path": path, "cut": .bool(true)])
            await #expect(throws: (any Error).self) { try await sandbox.get(url) }
            try await sandbox.control(
                "fault", ["path": path, "status": .integer(302), "headers": ["Location": "https://evil.example/"]])
            #expect(try await sandbox.log().count == 4)
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a delayed request is logged while it waits, and giving up on it ends it`()
        async throws
    {
        try await RunningSandbox.with { sandbox in
            let fault: JSONValue = ["path": "/as/jwks", "delay_ms": .integer(600_000)]
            #expect(try await sandbox.control("fault", fault).status == 200)
            let waiting = Task { try await sandbox.get(sandbox.description.issuer + "/jwks") }
            try await Self.until(sandbox) { $0.first?["status"] == .null }
            waiting.cancel()
            await #expect(throws: (any Error).self) { try await waiting.value }
            try await Self.until(sandbox) { $0.first?["status"] == .integer(499) }
            #expect(try await sandbox.get(sandbox.description.issuer + "/jwks").status == 200)
        }
    }

    @Test func `the Date header goes with the sandbox's clock, and a fault can set it`() async throws {
        try await RunningSandbox.with { sandbox in
            let url = sandbox.description.issuer + "/jwks"
            var offset = 0
            for days in [0, -1, 3] {
                try await sandbox.advance(days * 86_400)
                offset += days * 86_400
                // A second may end while the answer is under way.
                let before = Int(Date().timeIntervalSince1970) + offset
                let text = try #require(try await sandbox.get(url).header("Date"))
                let after = Int(Date().timeIntervalSince1970) + offset
                #expect((before...after).map(HTTPDate.text).contains(text), "\(days): \(text)")
            }
            let date = "Tue, 15 Nov 1994 08:12:31 GMT"
            try await sandbox.control("fault", ["path": "/as/jwks", "headers": ["Date": .string(date)]])
            let faulty = try await sandbox.get(url)
            #expect(faulty.header("Date") == date && faulty.status == 200)
        }
    }

    /// Asks for the log until it is as awaited.
    private static func until(_ sandbox: RunningSandbox, _ isAsAwaited: ([JSONValue]) -> Bool) async throws {
        while !isAsAwaited(try await sandbox.log()) { await Task.yield() }
    }

    @Test(.timeLimit(.minutes(1))) func `a short delay ends in the real answer`() async throws {
        try await RunningSandbox.with { sandbox in
            try await sandbox.control("fault", ["path": "/as/token", "delay_ms": .integer(20), "count": .integer(2)])
            for _ in 0..<2 { #expect(try await sandbox.requestToken(basic: "search-worker").status == 200) }
        }
    }

    @Test(.timeLimit(.minutes(1))) func `stopping does not wait for requests that are held back`() async throws {
        let held = try await RunningSandbox.with { sandbox in
            try await sandbox.control("fault", ["path": "/as/jwks", "delay_ms": .integer(600_000)])
            let waiting = Task { try await sandbox.get(sandbox.description.issuer + "/jwks").status }
            try await Self.until(sandbox) { !$0.isEmpty }
            return waiting
        }
        // The sandbox has returned by now; its client sees no real answer.
        #expect((try? await held.value) != 200)
    }

    @Test func `secrets are replaced, all of the list are accepted, and clients can be made`() async throws {
        try await RunningSandbox.with { sandbox in
            let old = try sandbox.secret(of: "search-worker")
            let status: @Sendable (String, String) async throws -> Int = { id, secret in
                try await sandbox.requestToken(basic: id, secret: secret).status
            }
            try await sandbox.control(
                "client", ["client_id": "search-worker", "client_secrets": .strings([old, "new"])])
            #expect(try await status("search-worker", old) == 200)
            #expect(try await status("search-worker", "new") == 200)
            try await sandbox.control("client", ["client_id": "search-worker", "client_secrets": .strings(["new"])])
            #expect(try await status("search-worker", old) == 401)
            let made: JSONValue = ["client_id": "late", "client_secrets": .strings(["s"])]
            #expect(try await sandbox.control("client", made).status == 404)
            let method: JSONValue = [
                "client_id": "late", "client_secrets": .strings(["s"]), "method": "client_secret_basic",
            ]
            #expect(try await sandbox.control("client", method).status == 200)
            #expect(try await status("late", "s") == 200)
        }
    }

    @Test func `wrong commands are refused whole, and say what is wrong`() async throws {
        try await RunningSandbox.with { sandbox in
            let secretKey: JSONValue = ["kty": "EC", "crv": "P-256", "x": "a", "y": "b", "d": "c"]
            let wrong: [(String, JSONValue)] = [
                ("fault", [:]), ("fault", ["path": "mcp"]), ("fault", ["path": "/control/log"]),
                ("fault", ["path": "/mcp", "status": .integer(99)]), ("fault", ["path": "/mcp", "delay_ms": "1"]),
                ("fault", ["path": "/mcp", "stauts": .integer(500)]), ("fault", ["path": "/mcp", "body": "x"]),
                ("fault", ["path": "/mcp", "headers": ["X": "a\nb"]]), ("client", [:]),
                ("client", ["client_id": "billing-sync", "client_secrets": .strings(["x"])]),
                ("client", ["client_id": "search-worker", "jwks": ["keys": .array([])]]),
                ("client", ["client_id": "billing-sync", "jwks": ["keys": .array([secretKey])]]),
                ("client", ["client_id": "billing-sync", "jwks": ["keys": .array([["kty": "oct", "k": "a"]])]]),
                ("client", ["client_id": "search-worker", "client_secrets": .strings(["x"]), "typo": "y"]),
                ("metadata", ["authorization-server": [:]]), ("clock", [:]), ("mcp", ["page_size": .integer(0)]),
                ("mcp", .array([])),
            ]
            for (name, body) in wrong {
                let reply = try await sandbox.control(name, body)
                #expect(reply.status == 400 && reply.json["error_description"] != nil, "\(name) \(body)")
            }
            #expect(try await sandbox.requestToken(basic: "search-worker").status == 200, "nothing was changed by half")
            #expect(try await sandbox.control("nothing").status == 404)
            #expect(try await sandbox.get(sandbox.description.control + "/fault").status == 405)
        }
    }

    @Test func `pages of other origins and other host names are kept out`() async throws {
        try await RunningSandbox.with { sandbox in
            let log = sandbox.description.control + "/log"
            for origin in ["https://evil.example", "null", "http://localhost:1"] {
                let reply = try await sandbox.get(log, [("Origin", origin)])
                #expect(reply.status == 403, "\(origin)")
            }
            let own = try await sandbox.get(log, [("Origin", sandbox.origin)])
            #expect(own.status == 200)
            for url in [log, sandbox.tokenEndpoint, sandbox.description.mcp] {
                let reply = try await sandbox.get(url, [("Host", "rebound.example")])
                #expect(reply.status == 403, "\(url)")
            }
            let large = [UInt8](repeating: 0x61, count: 5 << 20)
            let type = [("Content-Type", "application/x-www-form-urlencoded")]
            let reply = try? await sandbox.send("POST", sandbox.tokenEndpoint, type, body: large)
            #expect(reply?.status ?? 413 == 413)
        }
    }
}
