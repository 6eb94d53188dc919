import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `login --grant authorization-code` by the real binary, the test playing the browser.
@Suite struct GrantsBrowserTests {
    @Test func `an address that is pasted back is a profile with a refresh token`() async throws {
        try await PracticeServers.with { practice in
            let (outcome, redirect) = try await practice.pasteLogin("laptop", "--client-id", "laptop", "--verbose")
            #expect(outcome.code == 0 && outcome.out.contains("[authorization-code]"), "\(outcome.err)")
            #expect(outcome.out.contains("refresh  until"), "TK-12: \(outcome.out)")
            let code = try #require(redirect.split(separator: "code=").last?.split(separator: "&").first)
            #expect(!(outcome.out + outcome.err).contains(code) && practice.program.filesHolding(String(code)).isEmpty)
            #expect(try await practice.program.run("token", "laptop").code == 0)
        }
    }

    @Test(arguments: ["http://127.0.0.1/callback", "", "   ", "http://127.0.0.1/callback?state=x&code=y"])
    func `what is no answer to this login is refused, and no token is asked for`(pasted: String) async throws {
        try await PracticeServers.with { practice in
            let (outcome, _) = try await practice.pasteLogin("laptop", "--client-id", "laptop") { _ in pasted }
            #expect([1, 4].contains(outcome.code), "\(outcome.err)")
            #expect(try await practice.count(PracticeServers.tokenPath) == 0)
            #expect(try await practice.program.run("list", "--json").jsonItems.isEmpty)
        }
    }

    @Test func `a bare code is refused where the server's answer must name its issuer (IS-2)`() async throws {
        try await PracticeServers.with { practice in
            let (outcome, _) = try await practice.pasteLogin("laptop", "--client-id", "laptop") { redirect in
                redirect.split(separator: "code=").last?.split(separator: "&").first.map(String.init) ?? ""
            }
            #expect(outcome.code == 1 && outcome.err.contains("whole address"), "\(outcome.err)")
            #expect(try await practice.count(PracticeServers.tokenPath) == 0)
        }
    }

    @Test(
        arguments: [
            (["iss": "wrong"], "another issuer"), (["iss": "none"], "does not say"),
            (["iss": "slashed"], "another issuer"), (["state": "wrong"], "state differs"),
            (["state": "none"], "state differs"), (["iss": "wrong", "mode": "deny"], "another issuer"),
            (["mode": "deny"], "access_denied"),
        ] as [(JSONValue, String)])
    func `an answer that does not match is exit 4, unread and without the other's words (IS-4)`(
        consent: JSONValue, words: String
    ) async throws {
        try await PracticeServers.with { practice in
            try await practice.control("consent", consent)
            let (outcome, _) = try await practice.pasteLogin("laptop", "--client-id", "laptop", "--verbose")
            #expect(outcome.code == 4 && outcome.err.contains(words), "\(outcome.err)")
            #expect(!outcome.err.contains("evil.example"))
            #expect(consent["iss"] == nil || !outcome.err.contains("the person said no"))
            #expect(try await practice.count(PracticeServers.tokenPath) == 0)
            #expect(try await practice.program.run("list", "--json").jsonItems.isEmpty)
        }
    }

    @Test func `a client with a secret and a redirect address elsewhere logs in by pasting`() async throws {
        try await PracticeServers.with { practice in
            let file = "\(practice.program.home)-keys/secret"
            try Data(try practice.secret(of: "web-console").utf8).write(to: URL(filePath: file))
            // Nothing can listen there: the address is pasted without being told to.
            let run = try LiveRun(
                practice.program,
                practice.loginWords(
                    "authorization-code", "console",
                    [
                        "--client-id", "web-console", "--client-secret-file", file, "--redirect-uri",
                        "https://console.example/callback",
                    ]))
            let redirect = try await practice.browse(
                try practice.address(in: try await run.err(with: "It ends at a page")))
            #expect(redirect.hasPrefix("https://console.example/callback?"))
            run.send(redirect)
            let outcome = await run.outcome()
            #expect(outcome.code == 0 && outcome.out.contains("client_secret_basic"), "\(outcome.err)")
            let first = try await practice.program.run("token", "console").line
            #expect(try await practice.program.run("token", "console", "--force-new").line != first)
        }
    }

    @Test func `a client without a name is registered once, by the server that offers it (REG-1)`() async throws {
        try await PracticeServers.with { practice in
            for word in ["Logged in:", "Logged in again:"] {
                let (outcome, _) = try await practice.pasteLogin("laptop")
                #expect(outcome.code == 0 && outcome.out.contains(word), "\(outcome.err)")
            }
            #expect(try await practice.count("/as/register") == 1)
            #expect(try await practice.program.run("token", "laptop", "--force-new").code == 0)
        }
    }

    @Test func `without registration the message says to register beforehand (G15)`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control("metadata", ["authorization_server": ["registration_endpoint": .null]])
            for grant in ["authorization-code", "device-code"] {
                let outcome = try await practice.program.run(practice.loginWords(grant, "p", []))
                #expect(outcome.code == 1 && outcome.err.contains("beforehand"), "\(outcome.err)")
                #expect(outcome.err.contains("--client-id"))
            }
            try await practice.control("metadata", ["authorization_server": [:]])
            try await practice.control("registration", ["initial_access_token": "closed"])
            let refused = try await practice.program.run(practice.loginWords("device-code", "p", []))
            #expect(refused.code == 2 && refused.err.contains("beforehand"), "\(refused.err)")
        }
    }

    @Test func `our metadata document is what the server needs to know the client by its address (REG-4)`()
        async throws
    {
        try await PracticeServers.with { practice in
            let url = "https://ops.example/mintmark.json"
            let document = try await practice.program.run("client-metadata", url, "--json")
            try await practice.control(
                "client-document",
                ["url": .string(url), "document": try #require(JSONValue(bytes: Array(document.out.utf8)))])
            let (outcome, _) = try await practice.pasteLogin("laptop", "--client-metadata-url", url)
            #expect(outcome.code == 0, "\(outcome.err)")
            #expect(try await practice.shown("laptop")["client_id"]?.text == url)
            #expect(try await practice.count("/as/register") == 0)
            #expect(try await practice.program.run("token", "laptop", "--force-new").code == 0)

            for bad in ["http://ops.example/x.json", "https://ops.example", "https://ops.example/a/../b", "x"] {
                let refused = try await practice.program.run(
                    practice.loginWords("authorization-code", "p", ["--client-metadata-url", bad]))
                #expect(refused.code == 1 && refused.err.contains("https"), "\(refused.err)")
                #expect(try await practice.program.run("client-metadata", bad).code == 1)
            }
        }
    }

    @Test func `a server that does not say that it can do PKCE is refused before anybody is sent there (AS-11)`()
        async throws
    {
        try await PracticeServers.with { practice in
            for methods: JSONValue in [.null, ["plain"]] {
                try await practice.control(
                    "metadata", ["authorization_server": ["code_challenge_methods_supported": methods]])
                let outcome = try await practice.program.run(
                    practice.loginWords("authorization-code", "p", ["--client-id", "laptop", "--paste"]))
                #expect(outcome.code == 4 && outcome.err.contains("PKCE"), "\(outcome.err)")
                #expect(!outcome.err.contains("/authorize?"))
            }
        }
    }
}
