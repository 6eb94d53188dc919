extension DoctorRules {
    static func locale(_ facts: HostFacts) -> [DoctorFinding] {
        let locale = facts.locale
        let setting = locale.setting.map { $0.plainLine(limit: 60) } ?? "no LC_ALL, LC_CTYPE or LANG"
        if !locale.isInstalled {
            return [
                DoctorFinding(
                    .locale, "locale-missing", .attention, "\(setting) is not installed here: the board draws in ASCII",
                    remedy: "export LC_ALL=C.UTF-8    or have it made: sudo dpkg-reconfigure locales")
            ]
        }
        if !locale.isUTF8 {
            return [
                DoctorFinding(
                    .locale, "locale-ascii", .notice, "\(setting): not UTF-8, so the board draws in ASCII",
                    remedy: "export LC_ALL=C.UTF-8")
            ]
        }
        return [DoctorFinding(.locale, "locale", .ok, "\(setting): UTF-8")]
    }

    // MARK: - Terminal

    static func terminal(_ facts: HostFacts) -> [DoctorFinding] {
        let terminal = facts.terminal
        guard terminal.isThere else {
            return [DoctorFinding(.terminal, "terminal-none", .ok, "no terminal here; only the board needs one")]
        }
        guard let name = terminal.name else {
            return [
                DoctorFinding(
                    .terminal, "term-unset", .attention, "TERM is not set: the board cannot draw",
                    remedy: "export TERM=xterm-256color")
            ]
        }
        guard terminal.isKnown else {
            return [
                DoctorFinding(
                    .terminal, "term-unknown", .attention,
                    "TERM=\(name.plainLine(limit: 40)) is not described on this host: the board cannot draw",
                    remedy: "export TERM=xterm-256color    or: sudo apt-get install ncurses-term")
            ]
        }
        var findings: [DoctorFinding] = []
        if let columns = terminal.columns, let rows = terminal.rows, columns < 60 || rows < 15 {
            findings.append(
                DoctorFinding(
                    .terminal, "terminal-small", .notice,
                    "the terminal is \(columns)×\(rows); the board is usable from 60×15 on",
                    remedy: "Make it larger; 80×24 shows all of the board."))
        }
        let size = terminal.columns.map { "\($0)×\(terminal.rows ?? 0), " } ?? ""
        let colors = terminal.noColor ? "no colours (NO_COLOR)" : colorWords(terminal.colors)
        let inside = terminal.multiplexer.map { ", inside \($0)" } ?? ""
        findings.append(
            DoctorFinding(
                .terminal, "terminal", .ok, "\(size)TERM=\(name.plainLine(limit: 40)), \(colors)\(inside)"))
        return findings
    }

    private static func colorWords(_ colors: Int?) -> String {
        guard let colors, colors > 0 else { return "monochrome" }
        return "\(colors) colours"
    }

    // MARK: - This process

    static func process(_ facts: HostFacts) -> [DoctorFinding] {
        let process = facts.process
        var findings: [DoctorFinding] = []
        if process.dumpsCore {
            findings.append(
                DoctorFinding(
                    .process, "core-dumps", .attention, "a crash of Mintmark would write its memory to a file",
                    remedy: "ulimit -c 0"))
        }
        if let locked = process.lockedMemory, locked < 64 << 10 {
            findings.append(
                DoctorFinding(
                    .process, "locked-memory", .notice,
                    "only \(locked >> 10) KiB of memory may be kept out of swap",
                    remedy: "ulimit -l 1024    or LimitMEMLOCK=1M in the unit"))
        }
        if !process.plainSwap.isEmpty {
            let names = process.plainSwap.prefix(3).joined(separator: ", ")
            findings.append(
                DoctorFinding(
                    .process, "swap-plain", .notice,
                    "swap that is not known to be encrypted: \(names); what a server's answer held may end there",
                    remedy: "sudo swapoff -a    or encrypt it (crypttab(5))"))
        }
        if process.ptraceScope == 0 {
            findings.append(
                DoctorFinding(
                    .process, "ptrace-open", .notice,
                    "your programs may read each other's memory (Mintmark's own is closed to them)",
                    remedy: "sudo sysctl kernel.yama.ptrace_scope=1"))
        }
        guard findings.isEmpty else { return findings }
        return [DoctorFinding(.process, "process", .ok, "no core dumps; swap does not hold plain memory")]
    }
}
