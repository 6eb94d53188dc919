import Foundation
import TestSupport
import Testing

/// Each state that a real Secret Service is found in over SSH, and what the real program says of it on a terminal: the
/// right word, the right way forward, and never that there is nothing stored (A1, A11, A13, A14, SS-8, SS-10).
@Suite(.serialized) struct KeyringStateTests {
    /// Runs the program on a terminal, in a state of the keyring; what stands behind a semicolon runs there, too.
    private func terminal(
        _ state: String, _ arguments: String, _ body: @escaping @Sendable (TmuxSession) async throws -> Void
    ) async throws {
        try await KeyringRoom.with { room in
            let command = "\(room.command(state)) bash -c '\(Program.path) \(arguments)'"
            try await TmuxSession.with(columns: 110, rows: 30, running: command, body)
        }
    }

    static let troubles: [(state: String, sentence: String, way: String)] = [
        ("wrong-password", "it is locked", "mintmark unlock"),
        ("never-unlocked", "it is locked", "mintmark unlock"),
        ("relocked", "it is locked", "mintmark unlock"),
        ("activated", "it is locked", "mintmark unlock"),
        ("emptied", "it has no default collection yet", "mintmark unlock"),
        ("no-bus", "there is no D-Bus session here", "dbus-run-session -- sh -c"),
        ("dead-address", "there is no D-Bus session here", "dbus-run-session -- sh -c"),
        ("no-provider", "nothing on this D-Bus session provides", "gnome-keyring-daemon --start"),
        ("network", "the bus address uses tcp", "DBUS_SESSION_BUS_ADDRESS"),
    ]

    @Test(arguments: troubles)
    func `a kept token that cannot be reached is told with its state, never as missing`(
        state: String, sentence: String, way: String
    ) async throws {
        try await terminal(state, "token svc") { session in
            let screen = try await session.wait(for: "left 5")
            #expect(screen.contains(sentence) && screen.contains(way), "\(screen)")
            #expect(!screen.contains("canary-token"))
        }
    }

    static let absences: [(state: String, sentence: String, way: String)] = [
        ("fresh", "it has no default collection yet", "mintmark unlock"),
        // A collection that is lost with the session is nobody's default, and gets nothing.
        ("session-only", "it has no default collection yet", "mintmark unlock"),
        ("never-unlocked", "it is locked", "mintmark unlock"),
        ("relocked", "it is locked", "mintmark unlock"),
        ("no-bus", "there is no D-Bus session here", "dbus-run-session -- sh -c"),
        ("dead-address", "there is no D-Bus session here", "dbus-run-session -- sh -c"),
        (
            "no-provider", "nothing on this D-Bus session provides",
            "gnome-keyring-daemon --start"
        ),
        ("network", "the bus address uses tcp", "DBUS_SESSION_BUS_ADDRESS"),
    ]

    /// The server of this login does not exist: a store that is not ready stops it before anybody is asked (A6).
    @Test(arguments: absences)
    func `a login stops before its grant where the store is not ready`(
        state: String, sentence: String, way: String
    ) async throws {
        let login = "login http://127.0.0.1:9/mcp --grant static --token-env CANARY --profile new"
        try await KeyringRoom.with { room in
            let command = "CANARY=canary-token \(room.command(state)) \(Program.path) \(login)"
            try await TmuxSession.with(columns: 110, rows: 30, running: command) { session in
                let screen = try await session.wait(for: "left 5")
                #expect(screen.contains(sentence) && screen.contains(way), "\(screen)")
                #expect(screen.contains("--store vault") || state == "network", "\(screen)")
            }
        }
    }

    @Test func `a terminal that outlived its session finds the living bus, and says so`() async throws {
        try await terminal("stale-address", "token svc") { session in
            let screen = try await session.wait(for: "left 0")
            #expect(screen.contains("canary-token") && screen.contains("note: no bus answers at"), "\(screen)")
            #expect(screen.contains("export DBUS_SESSION_BUS_ADDRESS="), "\(screen)")
        }
    }

    @Test func `an item that is gone is told as gone, and not as a store in trouble`() async throws {
        try await terminal("item-gone", "token svc") { session in
            let screen = try await session.wait(for: "left ")
            #expect(screen.contains("left 4") && screen.contains("Paste a new one: mintmark login"), "\(screen)")
            #expect(!screen.contains("locked") && !screen.contains("not ready"), "\(screen)")
        }
    }

    @Test func `a keyring is made beside a collection of the session's, whose items stay`() async throws {
        try await KeyringRoom.with { room in
            let session = "/org/freedesktop/secrets/collection/session"
            let script = """
                printf test | \(Program.path) unlock --password-stdin && secret-tool lookup other program; echo
                printf canary-token | \(Program.path) login http://127.0.0.1:9/mcp --grant static --token-stdin --profile new
                gdbus call --session --dest org.freedesktop.secrets --object-path \(session) \\
                    --method org.freedesktop.DBus.Properties.Get org.freedesktop.Secret.Collection Items
                \(Program.path) token new
                """
            let run = try await Shell.run("\(room.command("session-only")) sh -c '\(script)'")
            #expect(run.out.contains("made, and ready\ntheirs\n"), "\(run.out)")
            #expect(run.out.components(separatedBy: session + "/").count == 2, "\(run.out)")
            #expect(run.out.hasSuffix("canary-token\n"), "\(run.out)")
        }
    }

    // MARK: KeePassXC

    private static let hasKeePassXC =
        FileManager.default.isExecutableFile(atPath: "/usr/bin/keepassxc")
        || ProcessInfo.processInfo.environment["MINTMARK_TESTS_COMPLETE"] != nil

    @Test(.enabled(if: hasKeePassXC, "KeePassXC is not installed"))
    func `an open database of KeePassXC keeps secrets, and gives them up`() async throws {
        try await KeyringRoom.with { room in
            let script = """
                \(Program.path) token svc && secret-tool search --all application mintmark 2>&1 | grep label
                \(Program.path) doctor | grep KeePassXC; \(Program.path) unlock
                \(Program.path) logout svc --yes; secret-tool search --all application mintmark 2>&1 | grep -c label
                """
            let run = try await Shell.run("\(room.command("keepassxc")) sh -c '\(script)'")
            #expect(run.out.contains("canary-token\nlabel = mintmark: svc"), "\(run.out)")
            #expect(run.out.contains("the service is KeePassXC; what goes over the bus is encrypted"), "\(run.out)")
            #expect(run.out.contains("secret-service: ready") && run.out.hasSuffix("\n0\n"), "\(run.out)")
        }
    }

    @Test(
        .enabled(if: hasKeePassXC, "KeePassXC is not installed"),
        arguments: [
            ("keepassxc-locked", "it is locked", "Unlock the database in KeePassXC's own window"),
            ("keepassxc-none", "it has no default collection yet", "Open a database in KeePassXC"),
        ])
    func `a closed one is for KeePassXC itself to open, and is told so`(
        state: String, sentence: String, way: String
    ) async throws {
        try await terminal(state, "unlock") { session in
            let screen = try await session.wait(for: "left 5").replacing("\n", with: "")
            let parts = screen.components(separatedBy: "KeePassXC takes no password from here")
            #expect(parts.count == 2 && parts[0].contains(sentence) && parts[1].contains(way), "\(screen)")
            #expect(!screen.contains("canary-token") && !screen.contains("password:"), "\(screen)")
        }
    }

    // MARK: Unlocking

    @Test(arguments: ["wrong-password", "never-unlocked", "relocked", "activated"])
    func `unlock asks without echo, tells a wrong password, and the next one opens it`(state: String) async throws {
        try await terminal(state, "unlock && \(Program.path) token svc") { session in
            _ = try await session.wait(for: "Keyring password:")
            try await session.send("wrong-canary", "Enter")
            _ = try await session.wait(for: "That is not the keyring's password.")
            try await session.send("test", "Enter")
            let screen = try await session.wait(for: "left 0")
            #expect(screen.contains("secret-service: unlocked") && screen.contains("canary-token"), "\(screen)")
            #expect(!screen.contains("wrong-canary") && !screen.contains("password: test"), "\(screen)")
        }
    }

    @Test func `three wrong passwords are enough`() async throws {
        try await terminal("relocked", "unlock") { session in
            for attempt in 1...3 {
                _ = try await session.wait(for: "question \(attempt)") {
                    $0.split(separator: "Keyring password:", omittingEmptySubsequences: false).count == attempt + 1
                }
                try await session.send("no", "Enter")
            }
            let screen = try await session.wait(for: "left 5")
            #expect(screen.contains("mintmark: That is not the keyring's password"), "\(screen)")
        }
    }

    @Test func `ctrl-c at the question ends with 130, and the terminal echoes again`() async throws {
        try await KeyringRoom.with { room in
            // A job of its own: ctrl-c is for the program, and not for the session around it.
            let command = "\(room.command("relocked")) bash -c 'set -m; \(Program.path) unlock; echo code $?'"
            try await TmuxSession.with(columns: 110, rows: 30, running: command) { session in
                _ = try await session.wait(for: "Keyring password:")
                try await session.send("C-c")
                _ = try await session.wait(for: "code 130")
                let settings = try await session.wait(for: "icanon").split(separator: "\n")
                #expect(settings.contains("icanon") && settings.contains("echo"))
            }
        }
    }

    @Test func `where there is no keyring, one is made with a password typed twice`() async throws {
        try await terminal("fresh", "unlock && secret-tool store --label=x a b <<<kept && secret-tool lookup a b") {
            session in
            _ = try await session.wait(for: "New password:")
            try await session.send("", "Enter")
            _ = try await session.wait(for: "An empty password would leave the secrets in the open.")
            try await session.send("one", "Enter")
            _ = try await session.wait(for: "The same again:")
            try await session.send("other", "Enter")
            _ = try await session.wait(for: "The two are not the same.")
            try await session.send("one", "Enter")
            _ = try await session.wait(for: "again asked again") {
                $0.split(separator: "The same again:", omittingEmptySubsequences: false).count == 3
            }
            try await session.send("one", "Enter")
            let screen = try await session.wait(for: "left 0")
            #expect(screen.contains("secret-service: made, and ready") && screen.contains("kept"), "\(screen)")
        }
    }

    @Test func `U on the board opens a dialog that unlocks it, and shows no character of the password`() async throws {
        try await terminal("never-unlocked", "board") { session in
            _ = try await session.wait(for: "secret-service: locked !")
            try await session.send("U")
            _ = try await session.wait(for: "Password")
            try await session.send("wrong-canary", "Enter")
            _ = try await session.wait(for: "That is not the keyring")
            try await session.send("test")
            let typed = try await session.wait(for: "four signs") { $0.contains("••••") && !$0.contains("•••••") }
            #expect(!typed.contains("canary") && typed.contains("Enter unlock"))
            try await session.send("Enter")
            _ = try await session.wait(for: "store: ready")
            try await session.send("q")
            _ = try await session.wait(for: "left 0")
        }
    }

    @Test func `unlocking is in the audit trail, without the password`() async throws {
        try await KeyringRoom.with { room in
            let script = """
                printf wrong-canary | \(Program.path) unlock --password-stdin 2>/dev/null
                printf test | \(Program.path) unlock --password-stdin; \(Program.path) log --json
                """
            let run = try await Shell.run("\(room.command("relocked")) sh -c '\(script)'")
            #expect(run.out.components(separatedBy: #""unlock""#).count == 3, "\(run.out)")
            #expect(run.out.contains("secret-service, unlocked") && !run.out.contains("canary\""), "\(run.out)")
            #expect(!run.out.contains("wrong-canary"), "\(run.out)")
        }
    }

    @Test(arguments: ["relocked", "fresh"])
    func `in a script the password comes from stdin, and nobody is asked without it`(state: String) async throws {
        try await KeyringRoom.with { room in
            let program = "\(room.command(state)) sh -c '\(Program.path)"
            let silent = try await Shell.run("\(program) unlock --json </dev/null'")
            #expect(silent.code == 5 && silent.out.contains("--password-stdin"), "\(silent.out)")
        }
        try await KeyringRoom.with { room in
            let script = """
                printf "wrong\\nmore" | \(Program.path) unlock --password-stdin --store secret-service; echo first $?
                printf "test\\nmore" | \(Program.path) unlock --password-stdin --json; echo second $?
                \(Program.path) unlock </dev/null; echo third $?
                """
            let empty = try await Shell.run(
                "\(room.command(state)) sh -c '\(Program.path) unlock --password-stdin 2>&1 </dev/null'")
            #expect(empty.code == 1 && empty.out.contains("stdin is empty: it gave no password"), "\(empty.out)")
            let run = try await Shell.run("\(room.command(state)) sh -c '\(script)'")
            let wasMade = state == "fresh"  // any password makes one
            #expect(run.out.contains("first \(wasMade ? 0 : 5)"), "\(run.out)")
            #expect(run.out.contains(#""was":"\#(wasMade ? "ready" : "locked")"}"#), "\(run.out)")
            #expect(run.out.contains("second 0") && run.out.contains("secret-service: ready\nthird 0"), "\(run.out)")
        }
    }
}
