import MintCore
import MintScreen

/// A pane's text, with the line that keys act on.
struct PaneText {
    var lines: [Line] = []
    /// Kept in view.
    var focus: Int?
    /// Columns before the cursor, in the line ``focus``.
    var cursor: Int?

    mutating func add(_ section: InspectFacts.Section, _ width: Int) {
        guard !section.facts.isEmpty else { return }
        if !lines.isEmpty { lines.append([]) }
        lines.append([Span(" "), Span(section.title, .header)])
        for fact in section.facts { lines += InspectScreen.lines(fact, width) }
    }

    /// Plain words, wrapped; line breaks stay, and the blanks of lines that fit.
    mutating func add(_ words: String, _ style: Style = .plain, indent: Int = 2, width: Int) {
        let pad = String(repeating: " ", count: indent)
        lines += words.split(separator: "\n", omittingEmptySubsequences: false).prefix(2000)
            .flatMap { line -> [String] in
                let plain = String(line).plainLine(limit: 4000), room = max(width - indent - 1, 1)
                return plain.columns <= room ? [plain] : plain.wrapped(to: room)
            }
            .map { [Span(pad + $0, style)] }
    }

    mutating func gap() { if !lines.isEmpty { lines.append([]) } }

    /// What is under way, or why nothing came.
    ///
    /// - Parameters:
    ///   - what: What is waited for: `the server's tools`.
    ///   - again: The key that tries again.
    mutating func add<Value>(
        _ look: Look<Value>, waitingFor what: String, again: String?, _ state: AppState, width: Int
    ) {
        if let since = look.since {
            gap()
            let time = TimeText.words(state.now - since)
            add("Waiting for \(what) \(state.glyphs.ellipsis) \(time)", .warning, width: width)
        }
        if look.isCancelled {
            gap()
            add("Cancelled.", .warning, width: width)
        }
        guard let failure = look.failure else { return }
        gap()
        add(failure.headline, .alarm, width: width)
        add(failure, hintOnly: true, width: width)
        guard let again else { return }
        lines.append([Span("  "), Span(again, .key), Span(" tries again", .dim)])
    }

    /// Commands in a hint are indented there, and stand on lines of their own.
    mutating func add(_ failure: Failure, hintOnly: Bool, width: Int) {
        if !hintOnly { add(failure.headline, .alarm, width: width) }
        for line in (failure.hint ?? "").split(separator: "\n") {
            let isCommand = line.hasPrefix("    ")
            let text = String(line.drop { $0 == " " })
            let plain = text.plainLine(limit: 4000)
            if isCommand, plain.columns <= width - 7 {
                // Its own blanks set columns.
                lines.append([Span("      " + plain, .key)])
                continue
            }
            add(text, isCommand ? .key : .plain, indent: isCommand ? 6 : 2, width: width)
        }
    }
}
