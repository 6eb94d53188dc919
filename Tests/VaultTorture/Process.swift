import Glibc

/// A worker that runs, its words in a file that has no name: it never waits for a reader.
final class Process {
    struct NotStarted: Error { var code: Int32 }

    let name: String
    private let identifier: pid_t
    private let output: Int32

    init(program: String, _ name: String, _ arguments: [String], scratch: String) throws {
        self.name = name
        let path = "\(scratch)/\(name).out"
        output = open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw NotStarted(code: errno) }
        unlink(path)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        // A test's threads block all signals, and a child inherits that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let argv = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in argv { free(word) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, program, &actions, &attributes, argv, environ)
        guard code == 0 else {
            close(output)
            throw NotStarted(code: code)
        }
        self.identifier = identifier
    }

    deinit { close(output) }

    /// Kills it as it is, waits for its end, and returns what it said.
    func kill() -> [[Substring]] {
        Glibc.kill(identifier, SIGKILL)
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        return said()
    }

    /// What it said so far, by lines and words; a line that is not whole is left out.
    func said() -> [[Substring]] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = pread(output, &chunk, chunk.count, off_t(bytes.count)), count > 0 {
            bytes += chunk[..<count]
        }
        let whole = bytes.prefix((bytes.lastIndex(of: 0x0A) ?? -1) + 1)
        return String(decoding: whole, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
    }
}
