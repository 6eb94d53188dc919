import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// A pasted token before it is kept, and when it is given up, by the real binary.
@Suite struct PastedTokenTests {
    @Test func `a pasted token that the server refuses is told with what it said, and nothing is kept`() async throws {
        try await PracticeServers.with { practice in
            let refused = try await practice.program.run(
                practice.loginWords("static", "pasted", ["--token-stdin"]), input: "canary-of-another-server")
            #expect(refused.code == 4 && refused.err.contains("(401: invalid_token"), "\(refused.err)")
            #expect(refused.err.contains("nothing was kept") && !refused.err.contains("canary"), "\(refused.err)")
            #expect(try await practice.program.run("list", "--json").jsonItems.isEmpty)
            // Where nobody asks for a token, none is shown.
            try await practice.control("fault", ["path": "/mcp", "status": 200, "body": "{}"])
            let untried = try await practice.program.run(
                practice.loginWords("static", "pasted", ["--token-stdin"]), input: "canary-untried")
            #expect(untried.code == 0 && untried.err.contains("was not tried"), "\(untried.err)")
            let logout = try await practice.program.run("logout", "pasted", "--json")
            let left = logout.json["not_revoked"] as? [[String: Any]]
            #expect(logout.code == 0 && left?.first?["kind"] as? String == "access_token", "\(logout.out)")
            #expect(logout.err.contains("only whoever issued it can revoke it"), "\(logout.err)")
        }
    }

    @Test func `of two ends of a pasted JWT the earlier one counts`() async throws {
        try await PracticeServers.with { practice in
            let end = Int(Date().timeIntervalSince1970) + 3600
            let claims = Data(#"{"exp":\#(end)}"#.utf8).base64EncodedString().replacing("=", with: "")
            let outcome = try await practice.program.run(
                practice.loginWords(
                    "static", "pasted", ["--token-stdin", "--token-expires", "30d", "--json", "--untried"]),
                input: "eyJhbGciOiJub25lIn0.\(claims).x")
            #expect(outcome.json["expires_at"] as? Int == end && outcome.err.contains("`exp`"), "\(outcome.err)")
        }
    }
}
