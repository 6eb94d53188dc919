import CProcess
import Glibc
import MintCore
import Synchronization

/// A program that prints a secret: run without a shell, its output read through a pipe, its errors left on our stderr.
struct HelperCommand: Sendable {
    private let words: [String]
    private let environment: [String: String]
    private let runs: HelperRuns
    /// Seconds.
    private let patience: Int
    /// For its standard input; less than a pipe holds.
    private let input: [UInt8]

    init(
        _ words: [String], environment: [String: String], runs: HelperRuns, patience: Int, input: [UInt8] = []
    ) {
        self.patience = patience
        self.input = input
        self.words = words
        self.environment = environment
        self.runs = runs
    }

    /// - Throws: ``SecretSourceError``; `CancellationError`. The program and what it started are ended by both.
    func output(_ source: SecretSource) async throws -> [UInt8] {
        let run = Run()
        let command = self
        let number = runs.begin { run.end() }
        defer { runs.finish(number) }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let work = { @Sendable in continuation.resume(with: Result { try run.carryOut(command, source) }) }
                // Where the system has no thread left, this one has to wait.
                if BlockingThread.start(work) != nil { work() }
            }
        } onCancel: {
            run.end()
        }
    }

    /// One run; ending it from another thread kills its process group.
    private final class Run: Sendable {
        private struct State {
            var group: pid_t?
            var isEnded = false
        }
        private let state = Mutex(State())

        func end() {
            state.withLock { state in
                state.isEnded = true
                if let group = state.group { kill(-group, SIGKILL) }
            }
        }

        func carryOut(_ command: HelperCommand, _ source: SecretSource) throws -> [UInt8] {
            var ends: [Int32] = [-1, -1]
            guard !command.words.isEmpty, mint_pipe(&ends) == 0 else { throw unreadable(source) }
            defer { close(ends[0]) }
            let child: pid_t
            do {
                defer { close(ends[1]) }
                let input = try Self.pipe(holding: command.input)
                defer { if let input { close(input) } }
                child = try start(command, input, ends[1], source)
            } catch is InputTooLarge {
                throw SecretSourceError.tooLarge(source)
            }
            let deadline = ContinuousClock.now + .seconds(command.patience)
            var (bytes, isLate) = Self.read(ends[0], of: child, until: deadline)
            if isLate || bytes.count > SecretSources.limit { kill(-child, SIGKILL) }
            let status: Int32
            (status, isLate) = Self.wait(for: child, until: deadline, isLate: isLate)
            let wasEnded = state.withLock { state in
                state.group = nil
                return state.isEnded
            }
            // One that came to its end by itself has printed all that it had to.
            if wasEnded, status != 0 || bytes.isEmpty { throw CancellationError() }
            if isLate { throw SecretSourceError.timedOut(source, seconds: command.patience) }
            if bytes.count > SecretSources.limit { throw SecretSourceError.tooLarge(source) }
            let signal = status & 0x7F
            guard status == 0 else {
                throw SecretSourceError.commandFailed(source, status: signal == 0 ? (status >> 8) & 0xFF : -signal)
            }
            return bytes
        }

        private func unreadable(_ source: SecretSource, _ code: Int32 = errno) -> SecretSourceError {
            .unreadable(source, reason: String(cString: strerror(code)))
        }

        private struct InputTooLarge: Error {}

        /// The end to read from; the content waits in the pipe, and nobody has to be there to write it.
        ///
        /// - Returns: `nil` for no content.
        private static func pipe(holding content: [UInt8]) throws -> Int32? {
            if content.isEmpty { return nil }
            var ends: [Int32] = [-1, -1]
            guard content.count <= 65_536, mint_pipe(&ends) == 0 else { throw InputTooLarge() }
            defer { close(ends[1]) }
            guard Glibc.write(ends[1], content, content.count) == content.count else {
                close(ends[0])
                throw InputTooLarge()
            }
            return ends[0]
        }

        private func start(
            _ command: HelperCommand, _ input: Int32?, _ output: Int32, _ source: SecretSource
        ) throws -> pid_t {
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            if let input {
                posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
            } else {
                posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
            }
            posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
            var attributes = posix_spawnattr_t()
            posix_spawnattr_init(&attributes)
            defer { posix_spawnattr_destroy(&attributes) }
            var signals = sigset_t()
            sigemptyset(&signals)
            posix_spawnattr_setsigmask(&attributes, &signals)
            posix_spawnattr_setpgroup(&attributes, 0)
            // What we ignore would be ignored by the program as well.
            for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&signals, signal) }
            posix_spawnattr_setsigdefault(&attributes, &signals)
            posix_spawnattr_setflags(
                &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
            let argv = command.words.map { strdup($0) } + [nil]
            let envp = command.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
            defer { for text in argv + envp { free(text) } }
            return try state.withLock { state in
                if state.isEnded { throw CancellationError() }
                var child: pid_t = 0
                let failure = posix_spawnp(&child, command.words[0], &actions, &attributes, argv, envp)
                guard failure == 0 else { throw unreadable(source, failure) }
                state.group = child
                return child
            }
        }

        /// A program may close its output and go on: it is ended when its time is over.
        private static func wait(
            for child: pid_t, until deadline: ContinuousClock.Instant, isLate: Bool
        ) -> (status: Int32, isLate: Bool) {
            var status: Int32 = 0
            var isLate = isLate
            while !isLate {
                let ended = waitpid(child, &status, WNOHANG)
                if ended != 0, !(ended < 0 && errno == EINTR) { return (status, false) }
                isLate = ContinuousClock.now > deadline
                usleep(5000)
            }
            kill(-child, SIGKILL)
            while waitpid(child, &status, 0) < 0, errno == EINTR {}
            return (status, true)
        }

        /// Up to the end of the output, or of the program: what it leaves running may hold the pipe for ever.
        private static func read(
            _ descriptor: Int32, of child: pid_t, until deadline: ContinuousClock.Instant
        ) -> (bytes: [UInt8], isLate: Bool) {
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 4096)
            defer { chunk.withUnsafeMutableBytes { if let base = $0.baseAddress { explicit_bzero(base, $0.count) } } }
            while bytes.count <= SecretSources.limit {
                if ContinuousClock.now > deadline { return (bytes, true) }
                // Looked at first: what it wrote before its end is then in the pipe.
                let isOver = hasEnded(child)
                var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                let ready = poll(&waiting, 1, isOver ? 0 : 50)
                if ready < 0, errno == EINTR { continue }
                if ready == 0 {
                    if isOver { break }
                    continue
                }
                let count = Glibc.read(descriptor, &chunk, chunk.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                bytes += chunk[..<count]
            }
            return (bytes, false)
        }

        /// Leaves it to be waited for.
        private static func hasEnded(_ child: pid_t) -> Bool {
            var info = siginfo_t()
            guard waitid(P_PID, id_t(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return true }
            return info.si_signo != 0
        }
    }
}
