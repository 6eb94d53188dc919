import CProcess
import Glibc

/// What a process that holds secrets does before anything else (design section 9).
enum ProcessGuard {
    /// Flags whose value is a secret, or is taken for one by somebody who guesses: most of them we do not have.
    private static let secretFlags = [
        "--client-secret", "--client_secret", "--secret", "--password", "--passphrase", "--token", "--access-token",
        "--param",
    ]

    /// The arguments without the program's name; a secret among them is overwritten where `ps` would show it, before any of
    /// them is looked at.
    static func takeArguments() -> [String] {
        let arguments = Array(CommandLine.arguments.dropFirst())
        var wipesNext = false
        for index in 1..<max(Int(CommandLine.argc), 1) {
            guard let word = CommandLine.unsafeArgv[index] else { break }
            if wipesNext {
                memset(word, 0, strlen(word))
                wipesNext = false
                continue
            }
            wipesNext = secretFlags.contains { strcmp(word, $0) == 0 }
            wipeUserInformation(word)
            for flag in secretFlags where strncmp(word, flag + "=", flag.utf8.count + 1) == 0 {
                let value = word + flag.utf8.count + 1
                memset(value, 0, strlen(value))
            }
        }
        return arguments
    }

    /// `https://user:password@host` as `https://*************@host`.
    private static func wipeUserInformation(_ word: UnsafeMutablePointer<CChar>) {
        guard let scheme = strstr(word, "://"), let at = strrchr(scheme, CInt(UInt8(ascii: "@"))) else { return }
        memset(scheme + 3, CInt(UInt8(ascii: "*")), at - (scheme + 3))
    }

    /// Which of the signals that we handle were ignored when we started, as under `nohup`: they stay so, for us and for a
    /// program that we become.
    static func ignoredSignals() -> Set<Int32> {
        Set(
            [SIGINT, SIGTERM, SIGHUP, SIGPIPE].filter { number in
                let before = Glibc.signal(number, SIG_IGN)
                let isIgnored = unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
                if !isIgnored { Glibc.signal(number, before) }
                return isIgnored
            })
    }

    /// No core dumps, no attaching by other processes of this user, and no backtrace with memory in it: the default action
    /// of a crash is taken at once. A broken pipe is an error to handle, not a death.
    ///
    /// - Returns: The core limit as it was, for children.
    static func harden() -> rlimit {
        for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE] { Glibc.signal(signal, SIG_DFL) }
        Glibc.signal(SIGPIPE, SIG_IGN)
        _ = mint_process_set_dumpable(0)
        var before = rlimit()
        getrlimit(CoreLimit.resource, &before)
        var none = before
        none.rlim_cur = 0
        setrlimit(CoreLimit.resource, &none)
        return before
    }
}

/// Which descriptors we were given: only these go on to a program that we become.
struct InheritedDescriptors: Sendable {
    private let numbers: Set<Int32>

    init() { numbers = Set((3..<256).filter { mint_fd_is_open($0) != 0 }) }

    /// Marks everything that we opened ourselves to be closed on exec.
    func keepOurOwn() {
        for number in Int32(3)..<1024 where !numbers.contains(number) && mint_fd_is_open(number) != 0 {
            _ = mint_fd_close_on_exec(number)
        }
    }
}

enum CoreLimit {
    /// `RLIMIT_CORE`, which is 4 on Linux: its name is an enumerator that is not imported.
    static var resource: __rlimit_resource_t { __rlimit_resource_t(4) }
}
