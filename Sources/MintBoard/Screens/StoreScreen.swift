import MintCore
import MintScreen

/// The dialog about a store that is not ready.
enum StoreScreen {
    static func lines(_ dialog: StoreDialog, _ state: AppState, width: Int) -> [Line] {
        let room = max(width - 4, 1)
        func words(_ text: String, _ style: Style = .plain) -> [Line] {
            text.plainLines.flatMap { $0.wrapped(to: room) }.map { [Span("  " + $0, style)] }
        }
        let store = dialog.store.words
        var lines: [Line] = [[Span("  " + store.prefix(1).uppercased() + store.dropFirst(), .header)], []]
        guard let door = dialog.door else {
            return lines + [[Span("  Looking at it \(state.glyphs.ellipsis)", .warning)]]
        }
        lines += words("It is not ready: \(door.state.sentence).", .alarm)
        lines.append([])
        switch door.opening {
        case .unlock where dialog.store == .vault: lines += words("Its passphrase opens it until this board ends.")
        case .unlock: lines += words("Its password opens it. It goes there encrypted and is kept nowhere.")
        case .create: lines += words("A new password makes one. It goes there encrypted and is kept nowhere.")
        case .prompt: lines += words("It asks for its password in a window of its own, on the desktop.")
        case .elsewhere(let provider, let hint):
            lines += words("\(provider) takes no password from here.") + words(hint)
        case .none: lines += commands(door.wayForward, room)
        }
        if let line = entry(dialog, state, width) { lines += [[], line] }
        lines += work(dialog, state)
        if let failure = dialog.failure {
            lines.append([])
            lines += words(failure.headline, .alarm) + words(failure.hint ?? "")
        }
        return lines
    }

    /// Which line the cursor is in, and where; `nil` where nothing is typed.
    static func cursor(_ dialog: StoreDialog, _ state: AppState, width: Int) -> Position? {
        guard dialog.wantsPassword else { return nil }
        let question = question(dialog)
        let row = lines(dialog, state, width: width).firstIndex { $0.first?.text == question }
        return row.map { Position(row: $0, column: question.columns + min(dialog.typed, room(question, width))) }
    }

    private static func question(_ dialog: StoreDialog) -> String {
        guard dialog.door?.opening == .create else {
            return dialog.store == .vault ? "  Passphrase  " : "  Password  "
        }
        return dialog.isRepeating ? "  The same again  " : "  New password  "
    }

    private static func room(_ question: String, _ width: Int) -> Int { max(width - question.columns - 2, 0) }

    /// One sign for each character, as far as there is room.
    private static func entry(_ dialog: StoreDialog, _ state: AppState, _ width: Int) -> Line? {
        guard dialog.wantsPassword else { return nil }
        let question = question(dialog)
        let sign = state.glyphs.isUnicode ? "•" : "*"
        let signs = String(repeating: sign, count: min(dialog.typed, room(question, width)))
        return [Span(question), Span(signs, .input)]
    }

    private static func work(_ dialog: StoreDialog, _ state: AppState) -> [Line] {
        guard dialog.work == .opening else { return [] }
        let time = TimeText.words(state.now - dialog.since)
        let words = dialog.door?.opening == .prompt ? "Waiting for the answer there" : "Opening it"
        return [[], [Span("  \(words) \(state.glyphs.ellipsis) \(time)", .warning)]]
    }

    /// Commands stand on lines of their own, indented.
    private static func commands(_ text: String, _ room: Int) -> [Line] {
        text.split(separator: "\n").flatMap { line -> [Line] in
            let isCommand = line.hasPrefix("    ")
            let plain = String(line).plainLine().trimmingPrefix { $0 == " " }
            return String(plain).wrapped(to: max(room - 4, 1)).map {
                [Span(isCommand ? "      " + $0 : "  " + $0, isCommand ? .key : .plain)]
            }
        }
    }
}
