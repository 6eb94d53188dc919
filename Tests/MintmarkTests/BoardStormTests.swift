import Foundation
import TestSupport
import Testing

/// The real program in a terminal whose size and keys are random: 1,000 sizes and 100,000 keys under `Scripts/torture board`,
/// a twentieth else.
@Suite(.serialized) struct BoardStormTests {
    /// Runs the board again and again, continues it where it was stopped, and says what each run left behind. No loop, for a
    /// shell leaves its loops when what runs in them is stopped; and `fg` with its streams elsewhere loses the terminal. The
    /// keys are no signals between two runs: they would hit what the shell itself does there. What the keys export is made in
    /// the home of the test, and goes with it.
    private static let loop = """
        mkdir -p "$HOME/made" && cd "$HOME/made"
        stty -isig
        set -m
        trap : INT QUIT TSTP
        before=$(stty -g)
        resume() {
            if [ -n "$(jobs -ps)" ]; then
                fg %%
                code=$?
                resume
            fi
        }
        "$PROGRAM" board
        code=$?
        resume
        [ "$(stty -g)" = "$before" ] && same=sane || same=changed
        printf '\\nLEFT-%s-%s\\n' "$code" "$same"
        [ -e "$STOP" ] || exec /bin/bash -c "$LOOP"
        printf 'THE-END\\n'
        """

    @Test(.timeLimit(.minutes(60)))
    func `random sizes and keys never crash it, and each run gives the terminal back`() async throws {
        try await PracticeServers.with(tokenLifetime: 900) { practice in
            for client in ["ledger-audit", "billing-sync", "search-worker"] { try await practice.login(client) }
            let stop = practice.program.home + "/stop"
            var environment = practice.program.environment
            environment.merge([
                "MINTMARK_HOME": practice.program.home, "PROGRAM": Program.path, "STOP": stop, "LOOP": Self.loop,
                "TERM": "xterm-256color",
                "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": practice.program.home,
            ]) { $1 }
            let ends = try Self.storm(environment, stop: stop)
            #expect(!ends.isEmpty)
            #expect(ends.allSatisfy { ["LEFT-0-sane", "LEFT-130-sane"].contains($0) }, "\(Set(ends))")
        }
    }

    /// - Returns: What each run left.
    private static func storm(_ environment: [String: String], stop: String) throws -> [String] {
        var keys = KeyStorm(seed: Torture.seed)
        let count = Torture.rounds(of: 100_000), every = 100
        let terminal = try PseudoTerminal(["/bin/bash", "-c", loop], environment: environment, columns: 80, rows: 24)
        var ends: [String] = []
        func collect() {
            while let found = terminal.output.firstMatch(of: /LEFT-(\d+)-(sane|changed)/) {
                ends.append(String(found.output.0))
                terminal.forget()
            }
        }
        var sent = 0
        try terminal.wait(for: "the first screen") { $0.contains("mintmark") }
        while sent < count {
            let burst = min(keys.number(1...40), count - sent)
            try terminal.send((0..<burst).map { _ in keys.next() }.joined())
            if sent / every != (sent + burst) / every {
                let size = keys.size()
                terminal.resize(columns: size.columns, rows: size.rows)
            }
            sent += burst
            terminal.take()
            collect()
        }
        #expect(terminal.modes.outside.isEmpty, "\(terminal.modes.outside.prefix(5))")
        try #require(FileManager.default.createFile(atPath: stop, contents: nil))
        // Out of whatever it is in: a paste that never ended, a sequence, a dialog.
        for _ in 0..<60 where !terminal.output.contains("THE-END") {
            try terminal.send("\u{3}")
            try? terminal.wait(for: "THE-END", within: .seconds(1)) { $0.contains("THE-END") }
            let found = terminal.output.matches(of: /LEFT-(\d+)-(sane|changed)/).map { String($0.output.0) }
            if terminal.output.contains("THE-END") { ends += found }
        }
        #expect(terminal.output.contains("THE-END"), "it did not end: \(terminal.output.suffix(2000))")
        #expect(terminal.modes.leftBehind.isEmpty, "\(terminal.modes.leftBehind)")
        return ends
    }
}
