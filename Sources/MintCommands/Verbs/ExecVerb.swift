import ArgumentParser
import MintCore

struct ExecVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "exec", abstract: "Run a command that is handed a profile's token.",
        discussion: """
            Nothing is handed over that was not asked for: the command inherits our environment, but for the variables that
            a profile reads its secrets from (--assertion-env and its kin). The exit code is the command's; 125 our own failure,
            126 not runnable, 127 not found.

            Examples:
              mintmark exec billing-sync --env API_TOKEN -- ./sync.sh
              mintmark exec billing-sync --fd 3 -- sh -c 'read -r token <&3; …'
              mintmark exec billing-sync --header-file -- sh -c 'curl -H @"$MINTMARK_HEADER_FILE" https://api.example.com'
            """)

    @Argument(help: "The profile's name, or its server.", completion: .profileNames)
    var profile: String

    @Option(name: .long, help: "Hand the token over in the variable of this name; repeatable.")
    var env: [String] = []

    @Option(name: .long, help: "Hand the token over on this file descriptor (3 to 255).")
    var fd: Int32?

    @Flag(
        name: .customLong("header-file"), help: "Hand over an Authorization line; MINTMARK_HEADER_FILE names the file.")
    var headerFile = false

    @Option(name: .customLong("min-valid"), help: "How long the token must last at least: 60s, 5m, 1h.")
    var minimumValidity: String?

    @Argument(parsing: .postTerminator, help: "The command and its arguments, after --.")
    var command: [String] = []

    @OptionGroup var common: CommonOptions

    /// Marks the children of an `exec`, so that one does not nest in another.
    static let marker = "MINTMARK_EXEC"

    func run(in context: CommandContext) async throws -> Int32 {
        do {
            return try await become(context)
        } catch {
            return CommandLineTool(context).report(context.failure(error), json: common.json, code: 125)
        }
    }

    /// - Returns: Only where the command could not be run.
    private func become(_ context: CommandContext) async throws -> Int32 {
        // The services end with the preparation: what they have open, the database above all, is closed by then.
        let (profile, plan) = try await prepared(context)
        let code = context.become(plan)
        let failure = Failure(headline: "The command could not be run (\(code))")
        try? await context.services().note(.exec, of: profile, failure: failure, detail: detail, in: context)
        return code
    }

    private func prepared(_ context: CommandContext) async throws -> (Profile, ExecPlan) {
        let minimum = try checked(context)
        let services = try await context.services()
        let profile = try await services.profiles.resolve(profile).profile
        let plan = try await services.noting(.exec, of: profile, detail: detail, in: context) {
            try await planned(profile, services, minimum, context)
        }
        // Before it is handed over: this program ends there.
        await services.note(.exec, of: profile, detail: detail, in: context)
        return (profile, plan)
    }

    /// The program and how it is handed the token; never its arguments, which may hold anything.
    private var detail: String {
        let program = command.first?.split(separator: "/").last.map { String($0).plainLine(limit: 60) } ?? ""
        let ways = env.map { "--env \($0)" } + (fd.map { ["--fd \($0)"] } ?? []) + (headerFile ? ["--header-file"] : [])
        return ([program] + ways).joined(separator: " ")
    }

    /// - Returns: Seconds that the token must last.
    private func checked(_ context: CommandContext) throws -> Int? {
        guard !command.isEmpty else {
            throw UsageError("No command was given", hint: "mintmark exec PROFILE --env NAME -- COMMAND …")
        }
        guard context.environment(Self.marker) == nil else {
            throw UsageError(
                "An exec inside of an exec is refused", hint: "Hand the outer token on, or leave the outer exec.")
        }
        if let fd, !(3...255).contains(fd) { throw UsageError("--fd wants a number from 3 to 255") }
        if let bad = env.first(where: { !Self.isVariableName($0) }) {
            throw UsageError(
                "--env cannot hand a token over in \"\(bad.plainLine(limit: 40))\"",
                hint:
                    "A name of letters, digits and _; not PATH, and none that the loader (LD_…) or Mintmark (MINTMARK_…) reads."
            )
        }
        let minimum = minimumValidity.flatMap(TimeSpan.seconds)
        if minimumValidity != nil, minimum == nil {
            throw UsageError("--min-valid wants a span of time", hint: "For example: 60s, 5m, 1h")
        }
        return minimum
    }

    private func planned(
        _ profile: Profile, _ services: Services, _ minimum: Int?, _ context: CommandContext
    ) async throws -> ExecPlan {
        let tokens = services.tokens.observed(by: common.observer(context.console))
        let grant = try await tokens.token(of: profile.id, TokenService.Need(minimumValidity: minimum))
        if let warning = grant.warning { context.console.note(CommandLineTool.words(warning)) }
        if let minimum, let left = grant.record.secondsLeft(at: context.now()), left < minimum {
            context.console.note("note: the token lasts \(left) s, less than the \(minimum) s asked for")
        }
        if grant.prover != nil {
            context.console.note(
                "note: this token is bound to a key: the command needs a proof for each request, which it cannot make "
                    + "(see mintmark token --proof-for)")
        }
        var plan = handing(grant.token, scheme: grant.access.scheme, context.console)
        plan.withheld = Set(try await services.profiles.records().flatMap(\.profile.settings.secretVariables))
        return plan
    }

    private func handing(_ token: Secret, scheme: String, _ console: Console) -> ExecPlan {
        var plan = ExecPlan(command: command, variables: [Self.marker: "1"], descriptors: [], withheld: [])
        for name in env { token.withText { plan.variables[name] = $0 } }
        if let fd { plan.descriptors.append((fd, token)) }
        if headerFile {
            let number: Int32 = fd == 9 ? 10 : 9
            let line = token.withBytes { Array("Authorization: \(scheme) ".utf8) + $0 + [0x0A] }
            plan.descriptors.append((number, Secret(line)))
            plan.variables["MINTMARK_HEADER_FILE"] = "/dev/fd/\(number)"
        }
        if env.isEmpty, fd == nil, !headerFile {
            console.note("note: the command is handed no token; ask for one with --env NAME, --fd N or --header-file")
        }
        return plan
    }

    private static func isVariableName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first), text != "PATH",
            !text.hasPrefix("LD_"), !text.hasPrefix("MINTMARK_")
        else { return false }
        return text.utf8.allSatisfy { byte in
            byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
    }
}
