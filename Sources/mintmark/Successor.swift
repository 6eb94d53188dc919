import CProcess
import Glibc
import MintCommands
import MintCore

/// Becomes another program with what it is handed (`exec`): the same process, so its exit code and its signals are its own.
struct Successor: Sendable {
    let inherited: InheritedDescriptors
    let coreLimit: rlimit
    let ignoredSignals: Set<Int32>
    let environment: ProcessEnvironment

    /// - Returns: Only where it failed: 127 not found, 126 not runnable, 125 our own failure.
    func become(_ plan: ExecPlan) -> Int32 {
        var handed: [(from: Int32, to: Int32)] = []
        for (number, content) in plan.descriptors {
            guard let file = Self.anonymousFile(content) else { return failure("no memory file could be made", 125) }
            handed.append((file, number))
        }
        inherited.keepOurOwn()
        var limit = coreLimit
        setrlimit(CoreLimit.resource, &limit)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] where !ignoredSignals.contains(signal) {
            Glibc.signal(signal, SIG_DFL)
        }
        // Worker threads block signals, and a new program would inherit that.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        // Whatever of ours has the number comes back where the program cannot be run: something may still write to it.
        let covered = handed.map { (from: mint_fd_move_up($0.to, 300), to: $0.to) }
        for (from, to) in handed { dup2(from, to) }
        defer { for (from, to) in covered { if from >= 0 { dup2(from, to) } else { close(to) } } }
        let variables = environment.all.merging(plan.variables) { $1 }.map { "\($0)=\($1)" }
        let error = withCStrings(plan.command) { arguments in
            withCStrings(variables) { variables in
                _ = mint_exec(plan.command[0], arguments, variables)
                return errno
            }
        }
        let reason = String(cString: strerror(error))
        return failure("\(plan.command[0].plainLine(limit: 100)): \(reason)", error == ENOENT ? 127 : 126)
    }

    /// A nameless file in memory that holds the content, its offset at the start, numbered beyond what plans hand over.
    private static func anonymousFile(_ content: Secret) -> Int32? {
        let file = mint_anonymous_file("mintmark")
        guard file >= 0 else { return nil }
        let isWhole = content.withBytes { write(file, $0.baseAddress, $0.count) == $0.count }
        guard isWhole, lseek(file, 0, SEEK_SET) == 0 else { return nil }
        let high = mint_fd_move_up(file, 300)
        close(file)
        return high >= 0 ? high : nil
    }

    private func failure(_ reason: String, _ code: Int32) -> Int32 {
        StandardStreams.write("mintmark: \(reason)\n", to: STDERR_FILENO)
        return code
    }
}

/// Runs `body` with a NULL-terminated array of C strings.
private func withCStrings<R>(_ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R) -> R
{
    var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in
        // Never empty: `pointers` ends in its NULL, so the buffer has an address.
        guard let base = buffer.baseAddress else { preconditionFailure("the array holds at least its NULL") }
        return body(base)
    }
}
