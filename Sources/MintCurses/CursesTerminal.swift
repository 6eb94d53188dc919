import CNcurses
import CTerminal
import Dispatch
public import MintScreen

/// A terminal driven by ncurses: the only target that knows about it.
@MainActor public final class CursesTerminal: Terminal {
    public struct Options: Sendable {
        /// The value of `TERM`; `nil` or empty where it is not set.
        public var name: String?
        /// False honours `NO_COLOR`.
        public var wantsColour: Bool
        /// True draws in ASCII even where the locale could do better.
        public var isASCII: Bool
        /// True has the terminal report its mouse; it no longer selects text by itself then.
        public var usesMouse: Bool
        /// How the clipboard is reached; `nil` for none.
        public var clipboard: ClipboardRoute?
        /// An operator's own looks of roles, in place of ours.
        public var looks: [Style: Look]

        public init(
            name: String?, wantsColour: Bool = true, isASCII: Bool = false, usesMouse: Bool = false,
            clipboard: ClipboardRoute? = nil, looks: [Style: Look] = [:]
        ) {
            self.name = name
            self.wantsColour = wantsColour
            self.isASCII = isASCII
            self.usesMouse = usesMouse
            self.clipboard = clipboard
            self.looks = looks
        }
    }

    public let glyphs: Glyphs
    public let input: AsyncStream<Void>

    let descriptors: Descriptors
    let palette: Palette
    let drawable: Drawable
    var shown: CellBuffer?
    var parked: Position?
    /// Keys that are ready before anything is read.
    var pending: [Key] = []
    var paste: PasteCollector?
    /// Continued in the background: the terminal is somebody else's for now.
    var isAway = false
    private let wake: AsyncStream<Void>.Continuation
    private let sources: [any DispatchSourceRead]
    let guardian: CrashGuard?
    let clipboard: ClipboardRoute?
    /// Whether the clipboard holds a secret of ours.
    var hasCopiedSecret = false
    /// An escape sequence that nobody knows and that has not ended yet.
    var unknownSequence: UnknownSequence?
    /// For telling the second click of two.
    var lastClick: (at: Position, time: ContinuousClock.Instant)?

    /// Runs `body` with the terminal claimed; gives it back on return, throw, cancellation, and on a crash.
    ///
    /// - Parameters:
    ///   - inputDescriptor: Where keys come from; a terminal.
    ///   - outputDescriptor: Where the screen goes; the same terminal.
    /// - Throws: ``TerminalUnavailable``, or what `body` throws.
    public static func withTerminal<R>(
        _ options: Options, inputDescriptor: Int32 = 0, outputDescriptor: Int32 = 1,
        _ body: @MainActor (CursesTerminal) async throws -> R
    ) async throws -> R {
        let terminal = try CursesTerminal(
            options, descriptors: Descriptors(input: inputDescriptor, output: outputDescriptor))
        defer { terminal.release() }
        return try await body(terminal)
    }

    private init(_ options: Options, descriptors: Descriptors) throws(TerminalUnavailable) {
        self.descriptors = descriptors
        let isUnicode = mint_locale_is_utf8() && !options.isASCII
        glyphs = isUnicode ? .unicode : .ascii
        drawable = Drawable(isUnicode: isUnicode)
        try descriptors.open(name: options.name)
        mint_curses_prepare()
        Self.nameKeys()
        clipboard = options.clipboard
        if options.usesMouse { mint_curses_use_mouse() }
        palette = Palette(wantsColour: options.wantsColour, looks: options.looks)
        guardian = CrashGuard(output: descriptors.output, settings: descriptors.settings)
        (input, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        sources = Self.wakers(descriptors, wake)
        for number in Self.watched { _ = mint_screen_signal_watch(number) }
        descriptors.send("\u{1B}[?2004h")
        wake.yield()
    }

    private func release() {
        for source in sources { source.cancel() }
        for number in Self.watched { mint_signal_release(number) }
        wake.finish()
        if hasCopiedSecret { clearClipboard() }
        // What a slow link still delivers belongs to this program, not to the shell's prompt.
        flushinp()
        clearWhatStays()
        endwin()
        descriptors.send("\u{1B}[?2004l")
        guardian?.disarm()
        descriptors.close()
    }

    private static var watched: [Int32] {
        [mint_signal_window_changed(), mint_signal_continued(), mint_signal_stop_asked()]
    }

    /// Readable input and screen signals both wake the reader of ``input``.
    private static func wakers(
        _ descriptors: Descriptors, _ wake: AsyncStream<Void>.Continuation
    ) -> [any DispatchSourceRead] {
        [descriptors.input, mint_screen_signals_pipe()].filter { $0 >= 0 }.map { descriptor in
            // On the main queue: the next event waits until the reader, who is there too, had its turn.
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .main)
            source.setEventHandler { _ = wake.yield() }
            source.activate()
            return source
        }
    }

    public var size: Size {
        Size(columns: Int(mint_curses_columns()), rows: Int(mint_curses_rows()))
    }

    public func invalidate() { shown = nil }

    public func suspend() {
        leave()
        mint_stop_group()
        claimAgain()
    }

    private func leave() {
        clearWhatStays()
        endwin()
        descriptors.send("\u{1B}[?2004l")
    }

    /// A terminal with a screen for programs shows its own again; on any other one ours would stay for whoever comes by.
    private func clearWhatStays() {
        guard mint_capability("rmcup") == nil, !isAway else { return }
        mint_curses_clear_before_next_refresh()
        erase()
        refresh()
    }

    /// After a stop: the shell may have changed the settings, the size and everything on the screen.
    func claimAgain() {
        isAway = !descriptors.isForeground
        guard !isAway else { return }
        reset_prog_mode()
        descriptors.send("\u{1B}[?2004h")
        takeSize()
        shown = nil
    }

    /// Tells ncurses the size that the kernel reports, without the key that it would invent for it.
    func takeSize() {
        var (rows, columns): (Int32, Int32) = (0, 0)
        guard mint_terminal_size(descriptors.output, &rows, &columns), rows > 0, columns > 0 else { return }
        if rows != mint_curses_rows() || columns != mint_curses_columns() { resize_term(rows, columns) }
        shown = nil
    }
}
