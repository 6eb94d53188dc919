import MintCore
import MintSandbox
import TestSupport
import Testing

/// Passphrases on a real terminal: asked without echo, once in a run.
@Suite(.serialized) struct VaultTerminalTests {
    static let passphrase = "correct horse battery staple"

    private func run(
        _ program: Program, _ words: String, _ body: @escaping @Sendable (TmuxSession) async throws -> Void
    ) async throws {
        let command = "LC_ALL=C.UTF-8 MINTMARK_HOME=\(program.home) \(Program.path) \(words)"
        try await TmuxSession.with(columns: 120, rows: 30, running: command, body)
    }

    private func answer(_ session: TmuxSession, _ prompt: String, _ text: String) async throws {
        _ = try await session.wait(for: prompt) { $0.split(separator: "\n").last?.hasPrefix(prompt) == true }
        try await session.send("-l", text)
        try await session.send("Enter")
    }

    @Test func `init asks twice and says how strong it is; a weak one is confirmed`() async throws {
        try await Program.withHome { program in
            try await run(program, "vault init") { session in
                try await answer(session, "New passphrase:", Self.passphrase)
                try await answer(session, "The same again:", Self.passphrase + " no")
                let screen = try await session.wait(for: "left 1")
                #expect(screen.contains("The two passphrases differ") && screen.contains("enough"), "\(screen)")
                #expect(!screen.contains("horse"))
            }
            try await run(program, "vault init") { session in
                try await answer(session, "New passphrase:", "summer2026!")
                try await answer(session, "Take it all the same?", "n")
                let screen = try await session.wait(for: "left 130")
                #expect(screen.contains("whoever has a copy of the vault may guess it"), "\(screen)")
            }
            #expect(try await program.run("vault", "status").out.contains("none yet"))
            try await run(program, "vault init --passphrase") { session in
                try await answer(session, "New passphrase:", Self.passphrase)
                try await answer(session, "The same again:", Self.passphrase)
                let screen = try await session.wait(for: "left 0")
                #expect(
                    screen.replacing("\n", with: "").contains("sealed by a passphrase"), "\(screen)")
            }
        }
    }

    @Test func `a token asks for the passphrase once; wrong ones are exit 5; nobody is asked with --no-input`()
        async throws
    {
        try await PracticeServers.with { practice in
            let program = practice.program
            try await practice.login("billing-sync")
            let token = try await program.run("token", "billing-sync").line
            _ = try await program.run(
                "vault", "change-passphrase", "--passphrase-stdin", input: Self.passphrase + "\n")
            try await run(program, "token billing-sync --force-new") { session in
                try await answer(session, "Passphrase of the vault:", "wrong")
                try await answer(session, "That is not it. Once more (2):", Self.passphrase)
                let screen = try await session.wait(for: "left 0")
                #expect(!screen.contains(token) && !screen.contains("horse"), "\(screen)")
            }
            // The terminal is there, although the input is something else.
            try await run(program, "token billing-sync --force-new </dev/null") { session in
                try await answer(session, "Passphrase of the vault:", Self.passphrase)
                _ = try await session.wait(for: "left 0")
            }
            try await run(program, "token billing-sync") { session in
                try await answer(session, "Passphrase of the vault:", "a")
                for (number, text) in [(2, "b"), (3, "c")] {
                    try await answer(session, "That is not it. Once more (\(number)):", text)
                }
                let screen = try await session.wait(for: "left 5")
                #expect(screen.contains("That is not the vault's passphrase"), "\(screen)")
            }
            try await run(program, "token billing-sync --no-input") { session in
                let screen = try await session.wait(for: "left 5")
                #expect(screen.contains("The vault is locked") && !screen.contains("Passphrase of"), "\(screen)")
            }
        }
    }

    @Test func `no answer at the question gives the echo back and changes nothing`() async throws {
        try await Program.withHome { program in
            _ = try await program.run("vault", "init", "--passphrase-stdin", input: Self.passphrase)
            try await run(program, "vault change-passphrase") { session in
                _ = try await session.wait(for: "Passphrase up to now:")
                try await session.send("C-d")
                _ = try await session.wait(for: "left 130")
                let settings = try await session.wait(for: "icanon")
                #expect(settings.contains("\necho"), "\(settings)")
            }
            let rotated = try await program.run("vault", "rotate-key", "--passphrase-stdin", input: Self.passphrase)
            #expect(rotated.code == 0, "\(rotated.err)")
        }
    }
}
