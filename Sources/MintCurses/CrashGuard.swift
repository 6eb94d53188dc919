import CNcurses
import CTerminal

/// Hands the terminal back when the process crashes while it is claimed.
///
/// Armed after `newterm` (terminfo is loaded then) with the settings of before. The handlers run no Swift: they write a
/// prepared string, restore the settings and let the default action end the process (see `CTerminal.h`).
struct CrashGuard {
    /// - Returns: `nil` where the handlers could not be installed; the board then runs without them.
    @MainActor init?(output: Int32, settings: termios) {
        var settings = settings
        let bytes = Self.restoreSequence
        guard mint_crash_arm(output, bytes, bytes.count, &settings) else { return nil }
    }

    /// The main actor may go on in another thread: each is told.
    func coverThread() { mint_crash_cover_thread() }

    func disarm() { mint_crash_disarm() }

    /// What brings a terminal back to a shell's prompt: bracketed paste off, plain text, keypad off, cursor shown,
    /// the main screen, which is cleared where there is no other; a fresh line.
    @MainActor private static var restoreSequence: [CChar] {
        var bytes = Array("\u{1B}[?2004l".utf8.map(CChar.init(bitPattern:)))
        for name in ["sgr0", "rmkx", "cnorm", mint_capability("rmcup") == nil ? "clear" : "rmcup"] {
            if let text = mint_capability(name) { bytes += withoutPadding(String(cString: text)) }
        }
        return bytes + "\r\n".utf8.map(CChar.init(bitPattern:))
    }

    /// Drops terminfo's delays, `$<5>`: no terminal of today waits for them.
    private static func withoutPadding(_ text: String) -> [CChar] {
        text.replacing(/\$<[^>]*>/, with: "").utf8.map(CChar.init(bitPattern:))
    }
}
