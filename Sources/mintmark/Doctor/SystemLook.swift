import CProcess
import Glibc
import MintCore
import MintCurses

/// What the kernel, the locale and the terminal say.
enum SystemLook {
    static var clockIsKept: Bool? {
        let answer = mint_clock_is_kept()
        return answer < 0 ? nil : answer == 1
    }

    static func locale(_ environment: ProcessEnvironment) -> HostFacts.Locale {
        var facts = HostFacts.Locale()
        facts.setting =
            ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { name in
                environment[name].map { "\(name)=\($0)" }
            }.first
        var isUTF8: Int32 = 0
        facts.isInstalled = mint_locale(&isUTF8) == 1
        facts.isUTF8 = isUTF8 == 1
        return facts
    }

    static func terminal(_ environment: ProcessEnvironment) -> HostFacts.Terminal {
        var facts = HostFacts.Terminal()
        facts.isThere = isatty(STDIN_FILENO) == 1 && (isatty(STDOUT_FILENO) == 1 || isatty(STDERR_FILENO) == 1)
        facts.name = environment["TERM"]
        if let name = facts.name {
            let description = TerminalDescription(named: name)
            facts.isKnown = description != nil
            facts.colors = description?.colors
        }
        facts.noColor = environment["NO_COLOR"] != nil
        facts.multiplexer = environment["TMUX"] != nil ? "tmux" : environment["STY"] != nil ? "screen" : nil
        var size = winsize()
        if mint_window_size(STDIN_FILENO, &size) == 0, size.ws_col > 0 {
            (facts.columns, facts.rows) = (Int(size.ws_col), Int(size.ws_row))
        }
        return facts
    }

    static var process: HostFacts.Process {
        var facts = HostFacts.Process()
        var core = rlimit()
        getrlimit(CoreLimit.resource, &core)
        facts.dumpsCore = core.rlim_cur != 0 && mint_process_is_dumpable() == 1
        var locked = rlimit()
        // RLIMIT_MEMLOCK; its name is an enumerator that is not imported.
        if getrlimit(__rlimit_resource_t(8), &locked) == 0, locked.rlim_cur < rlim_t(Int.max) {
            facts.lockedMemory = Int(locked.rlim_cur)
        }
        facts.plainSwap = plainSwap
        facts.ptraceScope = text(of: "/proc/sys/kernel/yama/ptrace_scope").flatMap { Int($0) }
        return facts
    }

    /// Swap in compressed memory is none, and one that the device mapper encrypts says so in its name.
    private static var plainSwap: [String] {
        guard let swaps = text(of: "/proc/swaps", limit: 65_536) else { return [] }
        let names = swaps.split(separator: "\n").dropFirst().compactMap { $0.split(separator: " ").first }
        return names.map(String.init).filter { name in
            guard !name.hasPrefix("/dev/zram") else { return false }
            let device = name.split(separator: "/").last.map(String.init) ?? ""
            return text(of: "/sys/block/\(device)/dm/uuid")?.hasPrefix("CRYPT-") != true
        }
    }

    /// Without the line's end.
    private static func text(of path: String, limit: Int = 4096) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { return nil }
        var text = String(decoding: bytes.prefix(count), as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
