import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// No secret of any grant in what is printed, in the database, in other files or in arguments, also when all goes wrong.
@Suite struct GrantsSecrecyTests {
    static let tokens: JSONValue = [
        "access_token": "canary-access", "refresh_token": "canary-refresh", "token_type": "Bearer", "expires_in": 600,
    ]

    /// A token endpoint that sends back what it was sent, as an error.
    private func echo(_ practice: PracticeServers, _ secret: String) async throws {
        try await practice.control(
            "fault",
            [
                "path": .string(PracticeServers.tokenPath), "status": 400, "count": 9,
                "body": ["error": "invalid_grant", "error_description": .string("you sent \(secret), did you")],
            ])
    }

    private func expectNone(of canaries: [String], in practice: PracticeServers, _ outcomes: Program.Outcome...) {
        for canary in canaries {
            for outcome in outcomes {
                #expect(!outcome.out.contains(canary) && !outcome.err.contains(canary), "\(canary): \(outcome.err)")
            }
            #expect(practice.program.filesHolding(canary).isEmpty, "\(canary)")
        }
    }

    @Test func `of a person's grant with a secret: code, secret, tokens`() async throws {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            try await practice.control(
                "client", ["client_id": "web-console", "client_secrets": ["canary-secret"]])
            let words = [
                "--client-id", "web-console", "--client-secret-env", "SECRET", "--paste", "--verbose",
            ]
            try await practice.answerTokens(Self.tokens, count: 1)
            let run = try LiveRun(
                practice.program, practice.loginWords("authorization-code", "p", words),
                environment: ["SECRET": "canary-secret"])
            let redirect = try await practice.browse(
                try practice.address(in: try await run.err(with: "It ends at a page")))
            let code = try #require(redirect.split(separator: "code=").last?.split(separator: "&").first).description
            run.send(redirect)
            let login = await run.outcome()
            #expect(login.code == 0, "\(login.err)")
            let show = try await practice.program.run("show", "p", "--verbose", "--trace")
            let list = try await practice.program.run("list", "--json", "--verbose")
            try await echo(practice, "canary-refresh")
            try await TokenTests.age("p", by: 700, in: practice.program)
            let refused = try await practice.program.run("token", "p", "--verbose")
            #expect(refused.code == 4 && refused.err.contains("invalid_grant"), "\(refused.err)")
            let failing = try await practice.program.run("show", "p", "--json")
            let canaries = [code, "canary-secret", "canary-access", "canary-refresh"]
            expectNone(of: canaries, in: practice, login, show, list, refused, failing)
            let logout = try await practice.program.run("logout", "p", "--verbose")
            expectNone(of: canaries, in: practice, logout)
        }
    }

    @Test func `of a code that the server's refusal repeats`() async throws {
        try await PracticeServers.with { practice in
            let run = try LiveRun(
                practice.program,
                practice.loginWords("authorization-code", "p", ["--client-id", "laptop", "--paste", "--verbose"]))
            let redirect = try await practice.browse(
                try practice.address(in: try await run.err(with: "It ends at a page")))
            let code = try #require(redirect.split(separator: "code=").last?.split(separator: "&").first).description
            try await echo(practice, code)
            run.send(redirect)
            let login = await run.outcome()
            #expect(login.code == 4 && login.err.contains("invalid_grant"), "\(login.err)")
            expectNone(of: [code], in: practice, login)
        }
    }

    @Test func `of a workload, when the server sends its assertion back`() async throws {
        try await PracticeServers.with { practice in
            let assertion = try await practice.statement("workload-token")
            try await echo(practice, assertion)
            let login = try await practice.program.run(
                practice.loginWords("jwt-bearer", "ci", ["--assertion-env", "CI_TOKEN", "--verbose"]),
                environment: ["CI_TOKEN": assertion])
            #expect(login.code == 4, "\(login.err)")
            expectNone(of: assertion.split(separator: ".").map(String.init), in: practice, login)
        }
    }

    @Test func `of an enterprise: the person's token, the provider's secret and the assertion`() async throws {
        try await PracticeServers.with { practice in
            let person = try await practice.statement("id-token")
            let origin = practice.facts.issuer.dropLast("/as".count)
            try await practice.answerTokens(
                [
                    "access_token": "canary.id.jag", "token_type": "N_A",
                    "issued_token_type": "urn:ietf:params:oauth:token-type:id-jag", "expires_in": 300,
                ], at: "/idp/token")
            try await practice.answerTokens(Self.tokens)
            let words = [
                "--client-id", "enterprise-app", "--client-secret-env", "SECRET", "--idp-token-endpoint",
                "\(origin)/idp/token", "--idp-client-id", "enterprise-app", "--idp-client-secret-env", "SECRET",
                "--subject-token-env", "PERSON", "--verbose",
            ]
            let environment = ["SECRET": "canary-secret", "PERSON": person]
            let login = try await practice.program.run(
                practice.loginWords("enterprise", "p", words), environment: environment)
            #expect(login.code == 0, "\(login.err)")
            try await practice.control(
                "fault",
                [
                    "path": "/idp/token", "status": 400,
                    "body": ["error": "invalid_grant", "error_description": .string("no: \(person) canary-secret")],
                ])
            let refused = try await practice.program.run(
                ["token", "p", "--force-new", "--verbose"], environment: environment)
            #expect(refused.code == 4, "\(refused.err)")
            let canaries = [
                "canary.id.jag", "canary-access", "canary-refresh", "canary-secret",
                person.split(separator: ".").last.map(String.init) ?? "",
            ]
            expectNone(of: canaries, in: practice, login, refused)
        }
    }

    @Test func `of a registration: the client's secret and the registration token`() async throws {
        try await PracticeServers.with { practice in
            // A server that has no public clients hands out a secret.
            try await practice.control(
                "metadata",
                ["authorization_server": ["token_endpoint_auth_methods_supported": ["client_secret_post"]]])
            try await practice.control(
                "fault",
                [
                    "path": "/as/register", "status": 201,
                    "body": [
                        "client_id": "laptop", "client_secret": "canary-secret", "client_secret_expires_at": 0,
                        "token_endpoint_auth_method": "client_secret_post",
                        "registration_access_token": "canary-registration",
                        "registration_client_uri": .string("\(practice.facts.issuer)/register/laptop"),
                    ],
                ])
            try await practice.answerTokens(Self.tokens)
            let (login, _) = try await practice.pasteLogin("p", "--verbose")
            #expect(login.code == 0 && login.out.contains("client_secret_post"), "\(login.err)")
            let show = try await practice.program.run("show", "p", "--json", "--verbose")
            #expect(JSONValue(bytes: Array(show.out.utf8))?["registration"]?["client_uri"]?.text != nil)
            expectNone(
                of: ["canary-secret", "canary-registration", "canary-access", "canary-refresh"], in: practice, login,
                show)
        }
    }

    @Test func `in no argument of a process while a person's login is under way`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control(
                "fault", ["path": .string(PracticeServers.tokenPath), "delay_ms": 1500, "count": 1])
            let run = try LiveRun(
                practice.program,
                practice.loginWords("authorization-code", "p", ["--client-id", "laptop", "--paste"]))
            let redirect = try await practice.browse(
                try practice.address(in: try await run.err(with: "It ends at a page")))
            let code = try #require(redirect.split(separator: "code=").last?.split(separator: "&").first)
            run.send(redirect)
            while try await practice.count(PracticeServers.tokenPath) == 0 {}
            let line = FileManager.default.contents(atPath: "/proc/\(run.pid)/cmdline") ?? Data()
            #expect(!line.isEmpty && !String(decoding: line, as: UTF8.self).contains(code))
            #expect(await run.outcome().code == 0)
        }
    }
}
