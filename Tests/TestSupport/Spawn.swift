public import Foundation

/// Starts programs for tests, and says how they ended.
public enum Spawn {
    public struct NotStarted: Error { let program: String, code: Int32 }

    /// - Parameter streams: What the program has as its stdin, stdout and stderr.
    public static func start(
        _ words: [String], environment: [String: String], streams: [Int32]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, stream) in streams.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
        }
        // The threads that run tests block all signals, and a child inherits that: it could not be ended.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let argv = words.map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var child: pid_t = 0
        let failure = posix_spawn(&child, words[0], &actions, &attributes, argv, envp)
        guard failure == 0 else { throw NotStarted(program: words[0], code: failure) }
        return child
    }

    /// Waits for the program's end.
    ///
    /// - Returns: Its exit code, or 128 and the signal that ended it.
    public static func exitCode(of child: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
