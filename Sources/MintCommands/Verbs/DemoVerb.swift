import ArgumentParser
import FoundationEssentials
import MintCore

struct DemoVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Practise on servers inside this program: the board on a terminal, else the main job step by step.",
        discussion:
            "Everything is kept in a private folder that goes away afterwards; your own profiles are not touched.")

    @Flag(name: .long, help: "Walk through the steps in text, on a terminal too.")
    var text = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let folder = try PrivateFolder.make(in: context.environment("TMPDIR"), named: "mintmark-demo")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let services = try await context.practice(folder)
        var copy = context
        copy.services = { services }
        let practice = copy
        let isBoard = !text && context.console.inputIsTerminal && context.console.outputIsTerminal
        let request = SandboxRequest(keyFolder: folder + "/keys")
        return try await withThrowingTaskGroup(of: Int32?.self) { group in
            let (ready, announce) = AsyncStream<SandboxFacts>.makeStream()
            group.addTask {
                defer { announce.finish() }
                try await context.sandbox(request) { announce.yield($0) }
                return nil
            }
            group.addTask {
                for await facts in ready {
                    let walk = DemoWalk(facts: facts, folder: folder, context: practice)
                    return isBoard ? try await walk.board() : try await walk.text()
                }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw Failure(headline: "The practice servers did not start", exitStatus: .local)
        }
    }
}

/// The demo's steps, done with the real verbs on a private state.
struct DemoWalk: Sendable {
    let facts: SandboxFacts
    let folder: String
    let context: CommandContext

    /// The clients that get their tokens by themselves.
    private var machines: [SandboxFacts.Client] { facts.clients.filter { $0.grants == nil } }

    /// Logs every one of them in, then opens the board.
    func board() async throws -> Int32 {
        context.console.note("Logging \(machines.count) practice clients in …")
        var quiet = context
        quiet.console.out = { _ in }
        for client in machines {
            let code = await CommandLineTool(quiet).run(try login(client))
            guard code == 0 else { return code }
        }
        let options = BoardOptions(try context.configurationFile.configuration())
        let commands = BoardCommands(context: context, history: nil)
        let services = try await context.services()
        let status = try await context.board(services, options, commands.services)
        return status.rawValue
    }

    /// login → list → token → connect → tools-list → tools-call; stops at the first step that does not work.
    func text() async throws -> Int32 {
        var steps = try machines.map(login)
        guard let first = machines.first else { throw Failure(headline: "The sandbox has no practice clients") }
        steps += [
            ["list"], ["token", first.id, "--header"], ["connect", facts.mcp, "@practice", "--profile", first.id],
            ["@practice", "tools-list"], ["@practice", "tools-call", "add", "a:=19", "b:=23"],
            ["@practice", "tools-call", "whoami"], ["probe", first.id],
        ]
        for step in steps {
            let shown = step.map { $0.contains(" ") ? "\"\($0)\"" : $0.replacing(folder, with: "…") }
            context.console.print("\n$ mintmark \(shown.joined(separator: " "))")
            let code = await CommandLineTool(redacted(step)).run(step)
            guard code == 0 else {
                context.console.note("mintmark: this step of the demo failed (exit code \(code))")
                return code
            }
        }
        context.console.print("\nEvery step worked. Now with your own server: mintmark login SERVER --client-id ID …")
        return 0
    }

    /// A practice token is as good as any on a screen that somebody records: only its beginning is shown.
    private func redacted(_ step: [String]) -> CommandContext {
        guard step.first == "token" else { return context }
        var cut = context
        let out = context.console.out
        cut.console.out = { text in out(text.prefix(40) + "…\n") }
        cut.console.handOut = cut.console.out
        return cut
    }

    private func login(_ client: SandboxFacts.Client) throws -> [String] {
        let base = [
            "login", facts.mcp, "--grant", "client-credentials", "--client-id", client.id, "--profile", client.id,
            "--store",
            "vault", "--issuer", facts.issuer, "--scope", "mcp:read", "--auth-method", client.method,
        ]
        if let keyFile = client.keyFile { return base + ["--client-key", keyFile] }
        let file = "\(folder)/\(client.id).secret"
        let isWritten = FileManager.default.createFile(
            atPath: file, contents: Data((client.secret ?? "").utf8), attributes: [.posixPermissions: 0o600])
        guard isWritten else { throw Failure(headline: "\(file) could not be written") }
        return base + ["--client-secret-file", file]
    }
}
