import Foundation
import TestSupport
import Testing

/// A locked keyring on a host with a display asks in a window of its own; somebody answers it with a keyboard.
@Suite(
    .serialized,
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/xvfb-run")
            || ProcessInfo.processInfo.environment["MINTMARK_TESTS_COMPLETE"] != nil, "xvfb is not installed"))
struct KeyringWindowTests {
    /// Runs `mintmark token svc` on a terminal and a display; `keys` go to the window once it is there.
    private func window(
        _ keys: String, _ body: @escaping @Sendable (TmuxSession) async throws -> Void
    ) async throws {
        try await KeyringRoom.with { room in
            let person =
                keys.isEmpty
                ? "" : "{ xdotool search --sync --onlyvisible --class gcr-prompter >/dev/null; \(keys); } & "
            // A job of its own: ctrl-c is for the program, and not for the session around it.
            let script = "\(person)set -m; \(Program.path) token svc; echo code $?"
            let command = "\(room.command("display")) bash -c '\(script)'"
            try await TmuxSession.with(columns: 110, rows: 30, running: command, body)
        }
    }

    private static let waiting = "asks for its password in a window of its own; ctrl-c gives up waiting"

    @Test func `it is waited for visibly, and the answer opens the keyring`() async throws {
        try await window("xdotool type --delay 20 test; xdotool key Return") { session in
            _ = try await session.wait(for: Self.waiting)
            let screen = try await session.wait(for: "code 0")
            #expect(screen.contains("canary-token"), "\(screen)")
        }
    }

    @Test func `a window that is closed is told as such`() async throws {
        try await window("xdotool key Escape") { session in
            let screen = try await session.wait(for: "code 5")
            #expect(screen.contains("The keyring's prompt was closed before it was answered"), "\(screen)")
            #expect(!screen.contains("canary-token"), "\(screen)")
        }
    }

    @Test func `ctrl-c gives up waiting`() async throws {
        try await window("") { session in
            _ = try await session.wait(for: Self.waiting)
            try await session.send("C-c")
            _ = try await session.wait(for: "code 130")
        }
    }
}
