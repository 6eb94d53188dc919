import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `login --grant device-code` by the real binary: a person approves, or does not, while it waits.
@Suite struct GrantsDeviceTests {
    /// Starts a login and waits for its code.
    private func start(_ practice: PracticeServers, _ more: String...) async throws -> (run: LiveRun, code: String) {
        try await practice.control("device", ["interval": 1])
        let run = try LiveRun(practice.program, practice.loginWords("device-code", "laptop", more), input: "")
        let text = try await run.err(with: "Waiting for approval")
        // In words, or in a note of JSON.
        let code = try #require(text.components(separatedBy: "code: ").dropFirst().first)
        return (run, String(code.prefix { $0 == "-" || $0.isLetter || $0.isNumber }))
    }

    @Test func `address and code are on stderr, an approval is a profile with a refresh token (DV-3)`() async throws {
        try await PracticeServers.with { practice in
            let (run, code) = try await start(practice, "--client-id", "laptop", "--json")
            try await practice.control("device", ["user_code": .string(code), "approve": true])
            let outcome = await run.outcome()
            #expect(outcome.code == 0, "\(outcome.err)")
            #expect(outcome.err.contains("\(practice.facts.issuer)/device") && !outcome.err.contains("\u{1B}"))
            #expect(outcome.json["grant"] as? String == "device-code" && outcome.json["state"] as? String == "valid")
            let token = try await practice.program.run("token", "laptop")
            #expect(token.code == 0 && token.line.split(separator: ".").count == 3)
            let list = try await practice.program.run("list")
            #expect(list.out.contains("[device-code]"))
            let forced = try await practice.program.run("token", "laptop", "--force-new")
            #expect(forced.code == 0 && forced.line != token.line, "the refresh token brings the next: \(forced.err)")
        }
    }

    @Test func `a denial is exit 4 and leaves nothing`() async throws {
        try await PracticeServers.with { practice in
            let (run, code) = try await start(practice, "--client-id", "laptop")
            try await practice.control("device", ["user_code": .string(code), "approve": false])
            let outcome = await run.outcome()
            #expect(outcome.code == 4 && outcome.err.contains("denied in the browser"), "\(outcome.err)")
            #expect(try await practice.program.run("list", "--json").jsonItems.isEmpty)
        }
    }

    @Test func `a code that ran out is exit 4 and says to run the login again`() async throws {
        try await PracticeServers.with { practice in
            let (run, _) = try await start(practice, "--client-id", "laptop")
            try await practice.control("clock", ["advance_seconds": 700])
            let outcome = await run.outcome()
            #expect(outcome.code == 4 && outcome.err.contains("ran out"), "\(outcome.err)")
            #expect(outcome.err.contains("Run the login again"))
        }
    }

    @Test func `Ctrl-C gives up at once, with 130 and nothing kept`() async throws {
        try await PracticeServers.with { practice in
            let (run, _) = try await start(practice, "--client-id", "laptop")
            run.signal(SIGINT)
            #expect(await run.outcome().code == 130)
            #expect(try await practice.program.run("list", "--json").jsonItems.isEmpty)
        }
    }

    @Test func `neither device code nor tokens are shown or written in clear, whatever is asked for`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control(
                "fault",
                [
                    "path": "/as/device_authorization", "status": 200,
                    "body": [
                        "device_code": "canary-device", "user_code": "ABCD-EFGH", "expires_in": 600, "interval": 1,
                        "verification_uri": .string("\(practice.facts.issuer)/device"),
                    ],
                ])
            try await practice.answerTokens([
                "access_token": "canary-access", "refresh_token": "canary-refresh", "token_type": "Bearer",
                "expires_in": 300,
            ])
            let run = try LiveRun(
                practice.program,
                practice.loginWords("device-code", "laptop", ["--client-id", "laptop", "--verbose"]), input: "")
            let outcome = await run.outcome()
            #expect(outcome.code == 0, "\(outcome.err)")
            let shown = try await practice.program.run("show", "laptop", "--json", "--verbose")
            for canary in ["canary-device", "canary-access", "canary-refresh"] {
                #expect(!(outcome.out + outcome.err + shown.out + shown.err).contains(canary))
                #expect(practice.program.filesHolding(canary).isEmpty)
            }
            #expect(try await practice.program.run("token", "laptop").line == "canary-access")
        }
    }

    @Test func `a client without a name is registered, and its name kept for the next login (REG-1)`() async throws {
        try await PracticeServers.with { practice in
            let (run, code) = try await start(practice)
            try await practice.control("device", ["user_code": .string(code), "approve": true])
            let outcome = await run.outcome()
            #expect(outcome.code == 0, "\(outcome.err)")
            let client = try await practice.shown("laptop")["client_id"]?.text
            #expect(client?.hasPrefix("dcr-") ?? false)
            let (again, second) = try await start(practice)
            try await practice.control("device", ["user_code": .string(second), "approve": true])
            let relogin = await again.outcome()
            #expect(relogin.code == 0 && relogin.out.contains("Logged in again"), "\(relogin.err)")
            #expect(try await practice.shown("laptop")["client_id"]?.text == client)
            #expect(try await practice.count("/as/register") == 1)
        }
    }

    @Test func `a server without the grant is told, with the other ways in`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control(
                "metadata", ["authorization_server": ["device_authorization_endpoint": .null]])
            let outcome = try await practice.program.run(
                practice.loginWords("device-code", "laptop", ["--client-id", "laptop"]))
            #expect(outcome.code == 2 && outcome.err.contains("--grant authorization-code"), "\(outcome.err)")
        }
    }
}
