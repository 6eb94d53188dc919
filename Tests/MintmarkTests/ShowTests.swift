import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `show`: what is kept of a profile, and with `--introspect` what its server says of its token.
@Suite struct ShowTests {
    @Test func `show has tokens of today, the trace and the drift of what is published`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            _ = try await practice.program.run("token", "billing-sync", "--force-new")
            let json = try await practice.program.run("show", "billing-sync", "--json").json
            #expect(json["tokens_today"] as? Int == 2 && json["hold"] is NSNull && json["dpop_key"] is NSNull)
            let discovery = try #require(json["discovery"] as? [String: Any])
            #expect(discovery["trace"] == nil && (discovery["drift"] as? [Any])?.isEmpty == true)
            let plain = try await practice.program.run("show", "billing-sync").out
            #expect(plain.contains("tokens today      2") && !plain.contains("challenge read"))
            let traced = try await practice.program.run("show", "billing-sync", "--trace")
            #expect(traced.out.contains("challenge: challenge read") && traced.out.contains("server metadata: read"))
            let hops =
                (try await practice.program.run("show", "billing-sync", "--trace", "--json").json["discovery"]
                as? [String: Any])?["trace"] as? [[String: Any]]
            #expect(hops?.count == 3 && hops?.first?["status"] as? Int == 401)
        }
    }

    @Test func `what is kept of a hold, a clock, a refresh token, keys and drift is shown`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let before = try await practice.program.run("show", "billing-sync").out
            for word in ["hold", "clock", "drift", "refresh token", "DPoP key", "registered"] {
                #expect(!before.contains("\n\(word) "))
            }
            let drift = """
                [{"member":"jwks_uri","was":"https://a.example/j"},\
                {"member":"issuer","was":"https://a.example","now":"https://b.example"}]
                """
            let sql = """
                UPDATE profile SET hold_since = 1795000000, hold_issuer = 'https://b.example' || char(27) || '[2J',
                    clock_skew = -12, refresh_generation = 1, refresh_issued_at = 1795000000,
                    refresh_expires_at = 1795003600, dpop_generation = 1, dpop_thumbprint = 'thumb',
                    dpop_created_at = 1795000000, registered_at = 1795000000, registration_metadata = '{}',
                    registration_uri = 'https://a.example/register/1?secret=x';
                UPDATE discovery SET drift = '\(drift)';
                """
            let edit = try await Shell.run("sqlite3 '\(practice.program.home)/mintmark.sqlite' <<'END'\n\(sql)\nEND")
            try #require(edit.code == 0, "\(edit.out)")
            let shown = try await practice.program.run("show", "billing-sync").out
            for line in [
                "hold              since 2026-11-18T11:06:40Z: the server names https://b.example[2J as its issuer",
                "clock             the server's is 12 s behind", "refresh token     kept, until 2026-11-18T12:06:40Z",
                "DPoP key          thumb", "registered        2026-11-18T11:06:40Z",
                "                  managed at https://a.example/register/1\n",
                "drift             jwks_uri: https://a.example/j → none",
                "                  ! issuer: https://a.example → https://b.example",
            ] {
                #expect(shown.contains(line), "\(line)\n\(shown)")
            }
            #expect(!shown.contains("secret=x") && !shown.contains("\u{1B}"))
            let json = try await practice.program.run("show", "billing-sync", "--json").json
            #expect((json["hold"] as? [String: Any])?["since"] as? Int == 1_795_000_000)
            #expect((json["dpop_key"] as? [String: Any])?["thumbprint"] as? String == "thumb")
            #expect(json["clock_skew"] as? Int == -12)
            // On hold nothing goes out, not for a question either (REG-6).
            let held = try await practice.program.run("show", "billing-sync", "--introspect")
            #expect(held.code == 4 && held.err.contains("is on hold") && held.out.contains("introspection     failed"))
            #expect(try await practice.count("/as/introspect") == 0)
        }
    }

    @Test func `the server tells of the token, cleaned, and whom it stands for`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            let told = try await practice.program.run("show", "billing-sync", "--introspect")
            #expect(told.code == 0 && told.out.contains("introspection     active"))
            #expect(told.out.contains("sub: billing-sync") && told.out.contains("stands for        machine"))
            let json = try await practice.program.run("show", "billing-sync", "--introspect", "--json").json
            let introspection = try #require(json["introspection"] as? [String: Any])
            #expect(introspection["active"] as? Bool == true && introspection["offered"] as? Bool == true)
            #expect((introspection["claims"] as? [String: Any])?["client_id"] as? String == "billing-sync")
            #expect((introspection["principal"] as? [String: Any])?["principal"] as? String == "machine")
            let token = try await practice.program.run("token", "billing-sync").line
            #expect(!told.out.contains(token))

            // No new token is asked for: it is about the one that is kept.
            #expect(try await practice.count(PracticeServers.tokenPath) == 1)
            try await practice.control(
                "fault",
                [
                    "path": "/as/introspect", "status": 200,
                    "body": ["active": true, "sub": "\u{1B}[2J\u{202E}evil", "token": .string(token)],
                ])
            let hostile = try await practice.program.run("show", "billing-sync", "--introspect")
            #expect(hostile.out.contains("sub: [2Jevil") && !hostile.out.contains(token))
            #expect(hostile.out.unicodeScalars.allSatisfy { $0 == "\n" || $0.isSafeToShow })
        }
    }

    @Test func `401 and 403 mean that it is not offered, anything else is trouble (IN-4)`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("billing-sync")
            for status in [401, 403] as [Int64] {
                try await practice.control("fault", ["path": "/as/introspect", "status": .int(status)])
                let outcome = try await practice.program.run("show", "billing-sync", "--introspect", "--json")
                let introspection = outcome.json["introspection"] as? [String: Any]
                #expect(outcome.code == 0 && introspection?["offered"] as? Bool == false)
                #expect((introspection?["reason"] as? String)?.contains("HTTP \(status)") == true)
            }
            try await practice.control("fault", ["path": "/as/introspect", "status": 500])
            let trouble = try await practice.program.run("show", "billing-sync", "--introspect")
            #expect(
                trouble.code == 2 && trouble.out.contains("token endpoint") && trouble.err.contains("(server_error"),
                "\(trouble.err)")
        }
    }
}
