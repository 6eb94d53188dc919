import Glibc

/// A program that a test started: its first line, all it said, its end. Stopped, at the latest, with this value.
final class ChildProcess {
    struct NotStarted: Error { let program: String, code: Int32 }

    let identifier: pid_t
    private let output: Int32
    private var hasEnded = false

    init(_ arguments: [String], environment: [String: String], input: String = "") throws {
        var fromChild: [Int32] = [0, 0], toChild: [Int32] = [0, 0]
        // Socket pairs, not pipes: they are closed-on-exec from the start, so that no sibling inherits an end.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &fromChild) == 0, socketpair(AF_UNIX, kind, 0, &toChild) == 0 else {
            throw NotStarted(program: "socketpair", code: errno)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // The threads that run tests block all signals, and a child inherits that: it could not be ended.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let argv = arguments.map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var identifier: pid_t = 0
        let code = posix_spawnp(&identifier, arguments[0], &actions, &attributes, argv, envp)
        close(fromChild[1])
        close(toChild[0])
        _ = Array(input.utf8).withUnsafeBytes { Glibc.send(toChild[1], $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        close(toChild[1])
        guard code == 0 else {
            close(fromChild[0])
            throw NotStarted(program: arguments[0], code: code)
        }
        self.identifier = identifier
        output = fromChild[0]
    }

    deinit {
        stop(SIGTERM)
        close(output)
    }

    /// The first line that it writes, without its end.
    func line() -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Everything it writes from here on, and the status that it exits with.
    func finish() -> (output: String, status: Int32) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(output, &buffer, buffer.count), count > 0 { bytes += buffer.prefix(count) }
        let status = wait()
        return (String(decoding: bytes, as: UTF8.self), status & 0x7f == 0 ? (status >> 8) & 0xff : -(status & 0x7f))
    }

    func send(_ signal: Int32) { kill(identifier, signal) }

    func stop(_ signal: Int32) {
        guard !hasEnded else { return }
        send(signal)
        send(SIGCONT)  // one that was stopped could not end
        _ = wait()
    }

    private func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        hasEnded = true
        return status
    }
}
