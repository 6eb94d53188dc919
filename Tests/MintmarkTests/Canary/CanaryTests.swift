import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// Nothing that is secret is anywhere but in its store and where it was asked for (F1–F6).
@Suite(.serialized) struct CanaryTests {
    @Test func `every grant, refused and taken, renewed and failing, leaves no secret in files, streams and traces`()
        async throws
    {
        try await PracticeServers.with(tokenLifetime: 600) { practice in
            let folder = practice.program.home + "-canary"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            var traced = practice
            if Tracing.isPermitted { traced.program.wrapper = Tracing.arguments(folder + "/trace") }
            let walk = CanaryWalk(practice: traced)
            try await walk.machineBySecret()
            try await walk.machineByKey(folder)
            try await walk.personByDevice()
            try await walk.personByBrowser()
            try await walk.workloadAndEnterprise()
            try await walk.pastedToken()
            try await walk.registered()
            for words in [
                ["list"], ["list", "--json"], ["show", "machine", "--trace"], ["show", "person", "--json"],
                ["show", "company"], ["log"], ["log", "--json", "--limit", "0"],
            ] { try await walk.run(words) }
            _ = try await walk.practice.program.run("probe", "machine", "--verbose")
            try await Self.board(walk)
            let search = walk.search
            #expect(search.canaries.count >= 20)
            #expect(walk.found == [])
            #expect(search.found(below: practice.program.home) == [])
            if Tracing.isPermitted {
                let log = folder + "/trace"
                let size = try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? 0
                #expect(size > 100_000)
                // What is handed out on purpose went to stdout, which is a nameless file here.
                #expect(search.found(inTrace: log).filter { !$0.contains("-out") } == [])
            }
        }
    }

    /// Renewing by hand, by `R`, and looking at all that a profile's page says.
    private static func board(_ walk: CanaryWalk) async throws {
        let home = walk.practice.program.home
        try await walk.freshTokens("a machine, renewed on the board")
        let command = "LC_ALL=C.UTF-8 MINTMARK_HOME='\(home)' '\(Program.path)' board"
        try await TmuxSession.with(columns: 120, rows: 40, running: command) { session in
            _ = try await session.wait(for: "machine")
            try await session.send("/", "machine", "Enter")
            _ = try await session.wait(for: "only the machine") { !$0.contains("company") }
            try await session.send("R")
            walk.evidence.say("the board", try await session.wait(for: "renewed machine"))
            try await session.send("Enter")
            walk.evidence.say("the board's page", try await session.wait(for: walk.practice.facts.issuer))
            try await session.send("q")
        }
    }

    @Test(arguments: [["--client-secret", "CANARY"], ["--client-secret=CANARY"], ["--client-secret-env", "HELD"]])
    func `neither arguments nor environment show a secret while a request is under way`(words: [String]) async throws {
        try await PracticeServers.with { practice in
            let canary = Canary.random("client secret")
            try await practice.control(
                "client", ["client_id": "search-worker", "client_secrets": [.string(canary.value)]])
            try await practice.control(
                "fault", ["path": .string(PracticeServers.tokenPath), "delay_ms": 1500, "count": 1])
            let run = try LiveRun(
                practice.program,
                ["login", practice.facts.mcp, "--client-id", "search-worker", "--store", "vault"]
                    + words.map { $0.replacing("CANARY", with: canary.value) }, input: "",
                environment: words.contains("HELD") ? ["HELD": canary.value] : [:])
            while try await practice.held(PracticeServers.tokenPath) == 0 {}
            #expect(FileManager.default.contents(atPath: "/proc/\(run.pid)/cmdline")?.isEmpty == false)
            #expect(CanarySearch(canaries: [canary]).found(inProcess: run.pid) == [])
            #expect(await run.outcome().code == 0)
        }
    }

    @Test(.enabled(if: getuid() == 0, "only root can act as somebody else"), arguments: ["ABRT", "SEGV"])
    func `a crash leaves no core, and nobody looks into the process`(signal: String) async throws {
        try await PracticeServers.with { practice in
            let canary = Canary.random("client secret"), search = CanarySearch(canaries: [canary])
            try await practice.control(
                "client", ["client_id": "search-worker", "client_secrets": [.string(canary.value)]])
            try await practice.control(
                "fault", ["path": .string(PracticeServers.tokenPath), "delay_ms": 20_000, "count": 1])
            let folder = practice.program.home + "-core"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let copied = try await Shell.run(
                "mkdir -p '\(folder)/work' && cp '\(Program.path)' '\(folder)/mintmark' && chown -R 65534:65534 '\(folder)'"
            )
            try #require(copied.code == 0, "\(copied.out)")
            let nobody = "setpriv --reuid 65534 --regid 65534 --clear-groups"
            let login = """
                cd '\(folder)/work'; ulimit -c unlimited; export MINTMARK_HOME='\(folder)/work/home'
                printf %s '\(canary.value)' > /dev/null
                printf %s '\(canary.value)' | \(nobody) '\(folder)/mintmark' login '\(practice.facts.mcp)' \
                  --client-id search-worker --client-secret-stdin --store vault >out 2>err & pid=$!
                echo $pid > '\(folder)/pid'; wait $pid; echo "code $?" >> '\(folder)/pid'
                """
            let crashed = Task { try await Shell.run(login) }
            while try await practice.held(PracticeServers.tokenPath) == 0 {}
            let pid = try #require(
                try String(contentsOfFile: folder + "/pid", encoding: .utf8).split(separator: "\n").first.flatMap {
                    pid_t($0)
                })
            for name in ["environ", "mem", "maps"] {
                let look = try await Shell.run("\(nobody) head -c 1 /proc/\(pid)/\(name)")
                #expect(look.out.contains("Permission denied"), "\(name): \(look.out)")
            }
            if FileManager.default.isExecutableFile(atPath: "/usr/bin/gcore") {
                _ = try await Shell.run("cd '\(folder)/work' && \(nobody) gcore -o dump \(pid)")
            }
            kill(pid, signal == "ABRT" ? SIGABRT : SIGSEGV)
            _ = try await crashed.value
            let end = try String(contentsOfFile: folder + "/pid", encoding: .utf8)
            #expect(end.contains(signal == "ABRT" ? "code 134" : "code 139"), "\(end)")
            let left = try FileManager.default.contentsOfDirectory(atPath: folder + "/work").sorted()
            #expect(left.filter { !["err", "home", "out"].contains($0) } == [])
            #expect(search.found(below: folder + "/work") == [])
        }
    }

    /// That there is something to be prevented: the same user, limits and signal with another program.
    @Test(.enabled(if: getuid() == 0 && Self.coresAreFiles, "cores are no files in the working folder here"))
    func `a core of another program is found and holds its secret`() async throws {
        let canary = Canary.random("planted")
        let folder = FileManager.default.temporaryDirectory.appending(path: "mintmark-core-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script = """
            mkdir -p '\(folder)' && chown 65534 '\(folder)' && cd '\(folder)' && ulimit -c unlimited
            setpriv --reuid 65534 --regid 65534 --clear-groups sh -c \
              'a=\(canary.value.prefix(14)); b=\(canary.value.dropFirst(14)); c=$a$b; kill -ABRT $$'
            """
        _ = try await Shell.run(script)
        #expect(CanarySearch(canaries: [canary]).found(below: folder).count == 1)
    }

    static var coresAreFiles: Bool {
        let pattern = (try? String(contentsOfFile: "/proc/sys/kernel/core_pattern", encoding: .utf8)) ?? ""
        return !pattern.isEmpty && !pattern.hasPrefix("|") && !pattern.contains("/")
    }
}
