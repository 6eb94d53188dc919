import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// The board as a dialogue by lines: the real binary, its questions and answers in a pipe.
@Suite struct PlainTests {
    /// - Parameter lines: One answer each, in the order of the questions.
    private func talk(
        _ practice: PracticeServers, _ lines: [String], _ words: [String] = ["--plain"]
    ) async throws -> Program.Outcome {
        let outcome = try await practice.program.run(words, input: lines.map { $0 + "\n" }.joined())
        // Nothing moves a cursor, nothing is drawn.
        #expect(outcome.out.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x7F })
        return outcome
    }

    @Test func `a whole login with a secret, question by question, and its token works`() async throws {
        try await PracticeServers.with { practice in
            let secret = try practice.secret(of: "search-worker")
            let login = try await talk(
                practice,
                [
                    "login", practice.facts.mcp, "", "", "", "", "search-worker", "", secret, "", "", "", "", "", "",
                    "", "billing", "prod", "", "", "list", "quit",
                ])
            #expect(login.code == 0 && login.out.contains("logged in: billing"), "\(login.out)\(login.err)")
            for words in [
                "Login, step 1 of 7, Server: Which server is it?", "1. client-credentials", "Secret (not shown):",
                "Login, step 6 of 7, Try it: It works.", "billing: [client-credentials] basic at 127.0.0.1",
            ] { #expect(login.out.contains(words), "\(words)") }
            #expect(!login.out.contains(secret) && practice.program.filesHolding(secret).isEmpty)
            let token = try await practice.program.run("token", "billing")
            #expect(token.code == 0 && token.out.hasPrefix("eyJ"), "\(token.err)")
            let shown = try await practice.program.run("show", "billing", "--json")
            #expect(shown.json["tags"] as? [String] == ["prod"], "\(shown.out)")
        }
    }

    @Test func `a whole login with a key from a file, and the refusals on its way`() async throws {
        try await PracticeServers.with { practice in
            let file = try #require(practice.facts.clients.first { $0.clientID == "ledger-audit" }?.privateKeyFile)
            let login = try await talk(
                practice,
                [
                    "login", "javascript:alert(1)", "", practice.facts.mcp, "", "", "", "private_key_jwt", "", "2",
                    "/nonexistent", "", "", "", "",
                ])
            #expect(login.code == 1, "\(login.out)")
            #expect(login.out.contains("Not yet: ") && login.out.contains("A client id is needed"), "\(login.out)")
            #expect(login.out.contains("The input ended"))
            #expect(try await practice.program.run("list", "--names").out.isEmpty)
            let whole = try await talk(
                practice,
                [
                    "login", practice.facts.mcp, "", "", "", "private_key_jwt", "ledger-audit", "2", file, "", "", "",
                    "",
                    "", "", "", "", "ledger", "", "", "", "quit",
                ])
            #expect(whole.code == 0 && whole.out.contains("logged in: ledger"), "\(whole.out)")
            #expect(try await practice.program.run("token", "ledger").code == 0)
        }
    }

    @Test func `a secret is rotated by answers, and the verbs of the command line work`() async throws {
        try await PracticeServers.with { practice in
            let old = try practice.secret(of: "search-worker"), new = "pasted-secret-of-forty-characters-000001"
            try await practice.login("search-worker")
            try await practice.control(
                "client", ["client_id": "search-worker", "client_secrets": [.string(old), .string(new)]])
            let talk = try await talk(
                practice,
                [
                    "rotate search-worker", "", "", "", new, "", "", "", "", "", "probe search-worker", "show nobody",
                    "edit nobody", "list state:expired", "logout search-worker", "y", "list", "quit",
                ], ["board", "--plain"])
            #expect(talk.code == 0 && !talk.out.contains(new), "\(talk.out)\(talk.err)")
            for words in [
                "Rotate, step 1 of 7, What is due.", "If the machine died now:", "Overlap: both are kept", "tools/list",
                "It ended with exit code 1.", "There is no profile nobody.", "No profile fits these words.",
                "Run logout search-worker?", "There is no profile yet.",
            ] { #expect(talk.out.contains(words), "\(words): \(talk.out)") }
        }
    }

    @Test func `the input ends in the middle of a login: exit code 1, and nothing is kept`() async throws {
        try await PracticeServers.with { practice in
            let login = try await talk(practice, ["login", practice.facts.mcp, ""])
            #expect(login.code == 1 && login.out.contains("The input ended."), "\(login.out)")
            #expect(try await practice.program.run("list", "--names").out.isEmpty)
            let left = try await talk(practice, ["login", practice.facts.mcp, ":cancel", "y", "quit"])
            #expect(left.code == 0 && left.out.contains("Nothing was saved."), "\(left.out)")
            #expect(try await talk(practice, []).code == 0)
        }
    }

    @Test(arguments: ["TERM=dumb", "MINTMARK_ACCESSIBLE=1"])
    func `it is chosen by the terminal and by the variable`(variable: String) async throws {
        try await PracticeServers.with { practice in
            try await practice.login("search-worker")
            let command = "LC_ALL=C.UTF-8 \(variable) MINTMARK_HOME=\(practice.program.home) \(Program.path)"
            try await TmuxSession.with(columns: 80, rows: 24, running: command) { session in
                let list = try await session.wait(for: "mintmark>")
                #expect(list.contains("search-worker: [client-credentials]") && !list.contains("HEALTH"))
                try await session.send("-l", "again search-worker")
                try await session.send("Enter")
                _ = try await session.wait(for: "y or n [y]:")
                try await session.send("-l", ":cancel")
                try await session.send("Enter")
                _ = try await session.wait(for: "the menu") { $0.components(separatedBy: "mintmark>").count == 3 }
                try await session.send("-l", "quit")
                try await session.send("Enter")
                _ = try await session.wait(for: "left 0")
            }
        }
    }

    // MARK: People, keys, and what takes long

    @Test func `a code is told with its end and nothing for eyes; approved elsewhere, the login goes on`() async throws
    {
        try await PracticeServers.with { practice in
            try await practice.control("device", ["interval": 1])
            let lines = [
                "login", practice.facts.mcp, "", "", "device-code", "", "laptop", "", "", "", "", "", "", "", "", "",
                "",
                "", "quit",
            ]
            let run = try LiveRun(
                practice.program, ["--plain"], input: lines.map { $0 + "\n" }.joined())
            let text = try await run.out(with: "code: ")
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("code: ") })
            try await practice.control("device", ["user_code": .string(String(line.dropFirst(6))), "approve": true])
            let outcome = await run.outcome()
            #expect(outcome.out.contains("Login, step 6 of 7, Try it: It works."), "\(outcome.out)")
            #expect(outcome.out.contains("Waiting for approval, until 20") && !outcome.out.contains("picture"))
            #expect(outcome.out.contains("logged in: "), "\(outcome.out)")
        }
    }

    @Test func `a key is made, and its public half is told and saved`() async throws {
        try await PracticeServers.with { practice in
            let file = practice.program.home + "-public.json"
            let made = try await talk(
                practice,
                [
                    "login", practice.facts.mcp, "", "", "", "private_key_jwt", "", "ledger-audit", "make one here", "",
                    "y", file, "y", "", "",
                ])
            #expect(made.code == 1 && made.out.contains(#""kty":"EC""#), "\(made.out)")
            #expect(try String(contentsOfFile: file, encoding: .utf8).contains(#""kty":"EC""#), "\(made.out)")
            #expect(!made.out.contains("Copy the public key"))
        }
    }

    @Test func `a key with many lines comes whole through a pipe, and nothing of it is said`() async throws {
        try await PracticeServers.with { practice in
            let file = try #require(practice.facts.clients.first { $0.clientID == "ledger-audit" }?.privateKeyFile)
            let key = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .newlines)
            let login = try await talk(
                practice,
                [
                    "login", practice.facts.mcp, "", "", "", "private_key_jwt", "ledger-audit", "1", key, "", "", "",
                    "",
                    "", "", "", "", "ledger", "", "", "", "quit",
                ])
            #expect(login.code == 0 && login.out.contains("logged in: ledger"), "\(login.out)")
            for line in key.split(separator: "\n").dropFirst().dropLast() { #expect(!login.out.contains(line)) }
        }
    }

    @Test func `ctrl-c gives up what is waited for, then the question, then the dialogue`() async throws {
        try await PracticeServers.with { practice in
            try await practice.control(
                "fault",
                [
                    "path": "/mcp", "status": 200, "body": .string(String(repeating: "x", count: 64)),
                    "trickle_ms": 60_000,
                ])
            // The shell behind it hears of ctrl-c as well, and stays.
            let command =
                "trap : INT; LC_ALL=C.UTF-8 MINTMARK_HOME=\(practice.program.home) \(Program.path) --plain"
            try await TmuxSession.with(columns: 100, rows: 40, running: command) { session in
                _ = try await session.wait(for: "mintmark>")
                try await session.send("-l", "login")
                try await session.send("Enter")
                _ = try await session.wait(for: "Server (mcp")
                try await session.send("-l", practice.facts.mcp)
                try await session.send("Enter")
                _ = try await session.wait(for: "y or n [n]:")
                try await session.send("Enter")
                _ = try await session.wait(for: "who may grant access")
                try await session.send("C-c")
                _ = try await session.wait(for: "the last question, once more") {
                    $0.contains("Stopping.") && $0.hasSuffixOfQuestion("y or n [n]:")
                }
                try await session.send("C-c")
                _ = try await session.wait(for: "Nothing was saved. y or n")
                try await session.send("C-c")
                _ = try await session.wait(for: "the menu") { $0.components(separatedBy: "mintmark>").count == 3 }
                try await session.send("C-c")
                _ = try await session.wait(for: "left 130")
            }
        }
    }

    @Test func `a key that is pasted on a terminal is not shown, whatever the pace`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("ledger-audit")
            let file = try #require(practice.facts.clients.first { $0.clientID == "ledger-audit" }?.privateKeyFile)
            let key = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
            let command = "LC_ALL=C.UTF-8 MINTMARK_HOME=\(practice.program.home) \(Program.path) --plain"
            try await TmuxSession.with(columns: 100, rows: 60, running: command) { session in
                _ = try await session.wait(for: "mintmark>")
                try await session.send("-l", "again ledger-audit")
                try await session.send("Enter")
                for question in ["y or n [y]:", "Number", "Number"] {
                    _ = try await session.wait(for: "a question") { $0.hasSuffixOfQuestion(question) }
                    try await session.send("Enter")
                }
                _ = try await session.wait(for: "Client id")
                try await session.send("Enter")
                _ = try await session.wait(for: "a question") { $0.hasSuffixOfQuestion("Number [2]:") }
                try await session.send("Enter")
                _ = try await session.wait(for: "(not shown):")
                for line in key {
                    try await session.send("-l", line)
                    try await session.send("Enter")
                }
                let after = try await session.wait(for: "Passphrase (not shown):")
                for line in key.dropFirst().dropLast() { #expect(!after.contains(line.prefix(20)), "\(after)") }
                try await session.send("C-c")
                _ = try await session.wait(for: "Nothing was saved. y or n")
            }
        }
    }
}

extension String {
    /// The last line that is not empty asks this.
    fileprivate func hasSuffixOfQuestion(_ words: String) -> Bool {
        split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }?.contains(words) ?? false
    }
}
