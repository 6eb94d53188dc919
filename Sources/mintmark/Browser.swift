import Glibc

/// A person's browser, where this session has a display; never over SSH, where it would open on the wrong side.
struct Browser: Sendable {
    let environment: ProcessEnvironment

    /// - Parameter url: One argument of the program, whatever it holds (NET-3).
    func open(_ url: String) -> Bool {
        guard environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil,
            environment["SSH_CONNECTION"] == nil, url.hasPrefix("https://") || url.hasPrefix("http://")
        else { return false }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What we ignore would be ignored by the browser as well.
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        let words: [String] = ["xdg-open", url]
        let argv = words.map { strdup($0) } + [nil]
        let envp = environment.forChildren.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        var child: pid_t = 0
        guard posix_spawnp(&child, "xdg-open", &actions, &attributes, argv, envp) == 0 else { return false }
        // It hands the address on and ends at once, or becomes the browser: nobody waits for it.
        return true
    }
}
