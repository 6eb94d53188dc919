import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// The board on a real terminal: keys in, screen out, and the terminal handed back however it ends.
@Suite(.serialized) struct BoardTerminalTests {
    /// Runs the board on two practice profiles in tmux.
    private func board(
        _ columns: Int, _ rows: Int, environment: String = "",
        _ body: @escaping @Sendable (TmuxSession, PracticeServers) async throws -> Void
    ) async throws {
        try await PracticeServers.with(tokenLifetime: 900) { practice in
            try await practice.login("ledger-audit")
            try await practice.login("billing-sync")
            // Whoever runs the tests may want no colours of them.
            let command =
                "LC_ALL=C.UTF-8 NO_COLOR= \(environment) MINTMARK_HOME=\(practice.program.home) \(Program.path) board"
            try await TmuxSession.with(columns: columns, rows: rows, running: command) { try await body($0, practice) }
        }
    }

    /// What the shell behind the program sees: its exit code, and a terminal that echoes and edits lines.
    private func expectSane(_ session: TmuxSession, code: Int) async throws {
        _ = try await session.wait(for: "left \(code)")
        let settings = try await session.wait(for: "icanon and echo") {
            $0.contains("icanon\n") && $0.contains("\necho")
        }
        .split(separator: "\n")
        #expect(settings.contains("icanon") && settings.contains("echo"))
        #expect(try await !session.isFullScreen())
    }

    @Test(arguments: [(80, 24), (60, 15), (200, 50)])
    func `the list is there at every size, and q gives the terminal back`(columns: Int, rows: Int) async throws {
        try await board(columns, rows) { session, _ in
            let screen = try await session.wait(for: "ledger-audit")
            #expect(screen.contains("billing-sync") && screen.contains(columns >= 80 ? "[client-credentials]" : "[cc]"))
            #expect(screen.split(separator: "\n").allSatisfy { $0.count <= columns })
            try await session.send("q")
            try await expectSane(session, code: 0)
        }
    }

    @Test func `keys reach it: inspect, help, filter, probe`() async throws {
        try await board(80, 24) { session, practice in
            _ = try await session.wait(for: "ledger-audit")
            try await session.send("Enter")
            _ = try await session.wait(for: practice.facts.issuer)
            // One at a time: an Escape with a key right behind it is that key with Alt.
            try await session.send("Escape")
            _ = try await session.wait(for: "R renew")
            try await session.send("?")
            _ = try await session.wait(for: "Keys valid now")
            try await session.send("Escape")
            _ = try await session.wait(for: "help closed") { !$0.contains("Keys valid now") }
            try await session.send("/", "billing", "Enter")
            _ = try await session.wait(for: "only billing-sync") {
                !$0.contains("ledger-audit") && $0.contains("billing-sync")
            }
            try await session.send("p")
            _ = try await session.wait(for: "probe again")
            try await session.send("Escape")
            _ = try await session.wait(for: "probe closed") { !$0.contains("tools/list") }
            try await session.send("q")
            try await expectSane(session, code: 0)
        }
    }

    @Test func `it is redrawn at every new size while it runs`() async throws {
        try await board(80, 24) { session, _ in
            _ = try await session.wait(for: "[client-credentials]")
            for (columns, rows) in [(60, 15), (20, 4), (5, 2), (200, 50), (80, 24)] {
                try await session.resize(columns: columns, rows: rows)
                if columns >= 60 { _ = try await session.wait(for: columns >= 80 ? "[client-credentials]" : "[cc]") }
            }
            try await session.send("q")
            try await expectSane(session, code: 0)
        }
    }

    @Test(arguments: [("TERM", 143), ("HUP", 129), ("SEGV", 139), ("ABRT", 134)])
    func `a signal leaves a sane terminal`(signal: String, code: Int) async throws {
        try await board(80, 24) { session, practice in
            _ = try await session.wait(for: "ledger-audit")
            #expect(try await session.isFullScreen())
            let pids = try await Shell.run(
                "grep -lzx 'MINTMARK_HOME=\(practice.program.home)' /proc/[0-9]*/environ 2>/dev/null"
            ).out
            for line in pids.split(separator: "\n") {
                let folder = line.dropLast("/environ".count)
                guard try await Shell.run("readlink \(folder)/exe").out.contains("mintmark") else { continue }
                _ = try await Shell.run("kill -\(signal) \(folder.dropFirst("/proc/".count))")
            }
            try await expectSane(session, code: code)
        }
    }

    @Test func `R renews now, and the failing come first with their reason`() async throws {
        try await board(80, 24) { session, practice in
            _ = try await session.wait(for: "ledger-audit")
            try await practice.control("client", ["client_id": "ledger-audit", "jwks": ["keys": []]])
            try await session.send("R")
            _ = try await session.wait(for: "1 failing")
            let screen = try await session.wait(for: "invalid_c")
            let rows = screen.split(separator: "\n")
            #expect(
                rows.firstIndex { $0.contains("ledger-audit") } ?? 9 < rows.firstIndex { $0.contains("billing-sync") }
                    ?? 0)
        }
    }

    @Test func `NO_COLOR, an ASCII locale and a terminal without colours are honoured`() async throws {
        for environment in ["NO_COLOR=1", "LC_ALL=C", "TERM=vt100"] {
            try await board(80, 24, environment: environment) { session, _ in
                let screen = try await session.wait(for: "ledger-audit")
                if environment == "LC_ALL=C" { #expect(screen.utf8.allSatisfy { $0 < 0x80 }) }
                let numbers = try await Self.graphics(session)
                // Attributes alone tell roles apart there: the selected row is still reversed.
                #expect(numbers.contains("7") && numbers.contains("36") == (environment == "LC_ALL=C"), "\(numbers)")
                try await session.send("q")
                try await expectSane(session, code: 0)
            }
        }
    }

    @Test func `colours of the configuration file reach the screen`() async throws {
        try await PracticeServers.with { practice in
            // The selected row has a look of its own.
            try await practice.login("ledger-audit")
            try await practice.login("billing-sync")
            let path = try await practice.program.run("config", "path").line
            let folder = URL(filePath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try "[board.colors]\ntag = \"magenta underline\"\n".write(toFile: path, atomically: true, encoding: .utf8)
            chmod(path, 0o600)
            let command = "LC_ALL=C.UTF-8 NO_COLOR= MINTMARK_HOME=\(practice.program.home) \(Program.path) board"
            try await TmuxSession.with(columns: 80, rows: 24, running: command) { session in
                _ = try await session.wait(for: "ledger-audit")
                let numbers = try await Self.graphics(session)
                #expect(numbers.contains("35") && !numbers.contains("36"), "\(numbers)")
                try await session.send("q")
                _ = try await session.wait(for: "left 0")
            }
        }
    }

    /// The parameters of all SGR sequences on the screen.
    private static func graphics(_ session: TmuxSession) async throws -> Set<String> {
        let text = try await session.styledText()
        return Set(
            text.matches(of: /\u{1B}\[([0-9;]*)m/).flatMap { $0.output.1.split(separator: ";").map(String.init) })
    }

    /// Ended or killed: a terminal without a screen for programs is cleared, for ours would stay on it.
    @Test(arguments: ["q", "SEGV"])
    func `nothing of the board stays on a terminal that has but one screen`(key: String) async throws {
        try await board(80, 24, environment: "TERM=vt100") { session, practice in
            _ = try await session.wait(for: "ledger-audit")
            if key == "SEGV" {
                for pid in try await Self.pids(practice) { kill(pid, SIGSEGV) }
            } else {
                try await session.send(key)
            }
            _ = try await session.wait(for: "cleared") { !$0.contains("ledger-audit") && !$0.contains("billing-sync") }
        }
    }

    /// The boards on this practice home.
    private static func pids(_ practice: PracticeServers) async throws -> [pid_t] {
        let found = try await Shell.run(
            "grep -lzx 'MINTMARK_HOME=\(practice.program.home)' /proc/[0-9]*/environ 2>/dev/null")
        var pids: [pid_t] = []
        for line in found.out.split(separator: "\n") {
            let folder = line.dropLast("/environ".count)
            guard try await Shell.run("readlink \(folder)/exe").out.contains("mintmark") else { continue }
            pids += pid_t(folder.dropFirst("/proc/".count)).map { [$0] } ?? []
        }
        return pids
    }

    @Test func `an unknown terminal is explained`() async throws {
        try await board(80, 24, environment: "TERM=no-such-terminal") { session, _ in
            let screen = try await session.wait(for: "left 1")
            #expect(screen.contains("no-such-terminal"))
        }
    }
}
