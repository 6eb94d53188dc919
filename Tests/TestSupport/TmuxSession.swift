/// A real terminal for the real binary: a private tmux server of a fixed size.
///
/// The command runs under a shell that stays behind and prints `left CODE` with the terminal's settings, so that what the
/// program leaves behind can be read.
public struct TmuxSession: Sendable {
    let socket: String

    public static func with(
        columns: Int, rows: Int, running command: String, _ body: (TmuxSession) async throws -> Void
    ) async throws {
        let session = TmuxSession(socket: "mintmark-\(UInt32.random(in: 0...UInt32.max))")
        let shell =
            "sh -c '\(command.replacing("'", with: "'\\''")); echo left $?; stty -a | grep -ow -e -echo -e echo -e -icanon -e icanon; cat'"
        _ = try await session.tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", shell)
        do { try await body(session) } catch {
            _ = try? await session.tmux("kill-server")
            throw error
        }
        _ = try await session.tmux("kill-server")
    }

    public func text() async throws -> String { try await tmux("capture-pane", "-p") }
    /// With the sequences that set colours and attributes (ECMA-48, SGR).
    public func styledText() async throws -> String { try await tmux("capture-pane", "-p", "-e") }

    /// Keys by their names; behind a first `-l`, text as it is, which may begin with a dash as one random secret in 64 does.
    public func send(_ keys: String...) async throws {
        let isText = keys.first == "-l"
        let words = isText ? ["-l", "--"] + keys.dropFirst() : keys
        let code = try await run(["send-keys"] + words).code
        // A key may come too late for a program that just ended; text that is lost is no test of anything.
        guard code == 0 || !isText else { throw NotSent() }
    }
    public func resize(columns: Int, rows: Int) async throws {
        _ = try await tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
    }
    /// Whether the program has the alternate screen.
    public func isFullScreen() async throws -> Bool {
        try await tmux("display-message", "-p", "#{alternate_on}").hasPrefix("1")
    }

    /// Waits until a screen satisfies the condition.
    public func wait(
        within limit: Duration = .seconds(20), for what: String, _ isThere: (String) -> Bool
    ) async throws -> String {
        let deadline = ContinuousClock.now + limit
        while true {
            let screen = try await text()
            if isThere(screen) { return screen }
            guard ContinuousClock.now < deadline else { throw NeverShown(expected: what, screen: screen) }
        }
    }

    public func wait(for text: String) async throws -> String { try await wait(for: text) { $0.contains(text) } }

    public struct NeverShown: Error { public var expected: String, screen: String }

    public struct NotSent: Error {}

    private func tmux(_ arguments: String...) async throws -> String { try await run(arguments).out }

    private func run(_ arguments: [String]) async throws -> (code: Int32, out: String) {
        let quoted = (["tmux", "-L", socket] + arguments).map { "'" + $0.replacing("'", with: "'\\''") + "'" }
        let outcome = try await Shell.run("LC_ALL=C.UTF-8 " + quoted.joined(separator: " "))
        return (outcome.code, outcome.out)
    }
}
