import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `logout` by the real binary: what it revokes, what it could not, and that it forgets all the same.
@Suite struct LogoutTests {
    private static let path = "/as/revoke"

    @Test func `the refresh token goes first, then the access token, then everything here (RV-4)`() async throws {
        try await PracticeServers.with { practice in
            try await practice.loginLaptop()
            let token = try await practice.program.run("token", "laptop").line
            let outcome = try await practice.program.run("logout", "laptop", "--verbose")
            #expect(
                outcome.code == 0 && outcome.err.contains("Revoked: refresh token and access token"), "\(outcome.err)")
            #expect(try await practice.requests(below: Self.path) == ["/as/revoke 200", "/as/revoke 200"])
            #expect(try await practice.program.run("list", "--json").jsonItems.isEmpty)
            // Nobody else can use it either.
            _ = try await practice.program.run(
                practice.loginWords("static", "thief", ["--token-stdin", "--untried"]), input: token)
            #expect(try await practice.program.run("connect", practice.facts.mcp, "@t", "--profile", "thief").code == 4)
        }
    }

    @Test(
        arguments: [
            (["status": 503], "temporarily_unavailable"),
            (["status": 400, "body": ["error": "unsupported_token_type"]], "unsupported_token_type"),
            (["status": 401, "body": ["error": "invalid_client"]], "invalid_client"),
        ] as [(JSONValue, String)])
    func `what was not revoked is told with its reason, and forgotten all the same`(fault: JSONValue, words: String)
        async throws
    {
        try await PracticeServers.with { practice in
            try await practice.login("search-worker")
            guard case .object(var members) = fault else { return }
            members["path"] = .string(Self.path)
            members["count"] = 9
            try await practice.control("fault", .object(members))
            let outcome = try await practice.program.run("logout", "search-worker", "--json")
            #expect(outcome.code == 0 && outcome.err.contains("may stay valid until"), "\(outcome.err)")
            #expect(outcome.err.contains(words), "\(outcome.err)")
            let left = outcome.json["not_revoked"] as? [[String: Any]]
            #expect(left?.first?["kind"] as? String == "access_token" && outcome.json["removed"] as? Bool == true)
            #expect(try await practice.program.run("list", "--json").jsonItems.isEmpty)
        }
    }

    @Test func `a server that revokes nothing is told apart from one that fails`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control("metadata", ["authorization_server": ["revocation_endpoint": .null]])
            try await practice.login("billing-sync")
            let outcome = try await practice.program.run("logout", "billing-sync")
            #expect(outcome.code == 0 && outcome.err.contains("no revocation endpoint"), "\(outcome.err)")
        }
    }

    @Test func `without revocation nobody is asked, and a pasted token is nobody's to revoke`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            #expect(try await practice.program.run("logout", "billing-sync", "--no-revoke").code == 0)
            _ = try await practice.program.run(
                practice.loginWords("static", "pasted", ["--token-stdin", "--untried"]), input: "some-token")
            #expect(try await practice.program.run("logout", "pasted").code == 0)
            #expect(try await practice.requests(below: Self.path).isEmpty)
            #expect(try await practice.program.run("logout", "pasted").code == 1)
        }
    }
}
