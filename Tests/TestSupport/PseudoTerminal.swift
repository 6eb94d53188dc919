import Foundation

/// A terminal of the test's own around a program: bytes in, bytes out, any size at any moment.
///
/// Beside what ``TmuxSession`` shows it tells what was left behind (``TerminalModes``) and takes a hundred thousand keys.
public final class PseudoTerminal {
    private let master: Int32
    private let child: pid_t
    public private(set) var modes: TerminalModes
    /// All that came, as text; only its end where it is long.
    public private(set) var output = ""

    public struct NotStarted: Error { public var reason: String }
    public struct NeverCame: Error { public var expected: String, output: String }

    /// - Parameter command: A program by its path, and its arguments; it leads a session of its own on the terminal.
    public init(_ command: [String], environment: [String: String], columns: Int, rows: Int) throws {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // As unlockpt() and ptsname() do (ioctl_tty(2)), which the module map leaves out.
        var (unlocked, number): (Int32, UInt32) = (0, 0)
        guard master >= 0, ioctl(master, 0x4004_5431, &unlocked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
            throw NotStarted(reason: "no pseudo terminal: \(String(cString: strerror(errno)))")
        }
        modes = TerminalModes(columns: columns, rows: rows)
        Self.setSize(master, columns, rows)
        _ = fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK)
        child = try Self.spawn(command, environment, on: "/dev/pts/\(number)")
    }

    deinit {
        kill(-child, SIGKILL)
        kill(child, SIGKILL)
        waitpid(child, nil, 0)
        close(master)
    }

    private static func spawn(_ command: [String], _ environment: [String: String], on terminal: String) throws -> pid_t
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The first terminal that the leader of a new session opens becomes its own.
        posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
        for number: Int32 in [1, 2] { posix_spawn_file_actions_adddup2(&actions, 0, number) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        let newSession: Int16 = 0x80  // POSIX_SPAWN_SETSID
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | newSession)
        let argv = command.map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var child: pid_t = 0
        let failure = posix_spawn(&child, command[0], &actions, &attributes, argv, envp)
        guard failure == 0 else { throw NotStarted(reason: "\(command[0]): \(String(cString: strerror(failure)))") }
        return child
    }

    public func resize(columns: Int, rows: Int) {
        modes.resize(columns: columns, rows: rows)
        Self.setSize(master, columns, rows)
    }

    private static func setSize(_ master: Int32, _ columns: Int, _ rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Sends bytes as they are, taking in what comes meanwhile.
    public func send(_ bytes: some Sequence<UInt8>) throws {
        var rest = Array(bytes)[...]
        let deadline = ContinuousClock.now + .seconds(60)
        while !rest.isEmpty {
            guard ContinuousClock.now < deadline else { throw NeverCame(expected: "a reader of keys", output: tail) }
            let ready = poll(for: Int16(POLLIN | POLLOUT), milliseconds: 1000)
            if ready & Int16(POLLIN) != 0 { take() }
            guard ready & Int16(POLLOUT) != 0 else { continue }
            let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) }
        }
    }

    public func send(_ text: String) throws { try send(text.utf8) }

    /// Waits until the output satisfies a condition.
    public func wait(for what: String, within limit: Duration = .seconds(60), _ isThere: (String) -> Bool) throws {
        let deadline = ContinuousClock.now + limit
        while !isThere(output) {
            guard ContinuousClock.now < deadline else { throw NeverCame(expected: what, output: tail) }
            let ready = poll(for: Int16(POLLIN), milliseconds: 200)
            if ready & Int16(POLLIN) != 0 { take() }
        }
    }

    /// Waits until this came after everything that was seen before.
    public func wait(for text: String) throws { try wait(for: text) { $0.contains(text) } }

    /// Forgets what came, so that the next wait is for something new.
    public func forget() { output = "" }

    private func poll(for events: Int16, milliseconds: Int32) -> Int16 {
        var looked = pollfd(fd: master, events: events, revents: 0)
        return Foundation.poll(&looked, 1, milliseconds) > 0 ? looked.revents : 0
    }

    /// Takes in all that waits.
    public func take() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(master, &buffer, buffer.count), count > 0 {
            modes.take(buffer[..<count])
            output += String(decoding: buffer[..<count], as: UTF8.self)
            if output.utf8.count > 400_000 { output = String(output.suffix(100_000)) }
        }
    }

    private var tail: String { String(output.suffix(3000)) }
}
