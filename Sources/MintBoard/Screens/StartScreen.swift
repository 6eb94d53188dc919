import MintCore
import MintScreen

/// In place of the list while there is none: reading, nothing there yet, or unreadable.
enum StartScreen {
    static func lines(_ state: AppState, width: Int) -> [Line] {
        let room = max(width - 4, 1)
        switch state.contents {
        case .reading: return [[], [Span("  Reading the profiles \(state.glyphs.ellipsis)", .dim)]]
        case .failed(let failure): return failed(failure, room)
        case .ready: return empty(room, state)
        }
    }

    private static func empty(_ room: Int, _ state: AppState) -> [Line] {
        let commands = [
            (
                "Or in a shell:",
                "mintmark login SERVER --grant client-credentials --client-id ID --client-secret-stdin"
            ),
            ("Or look around first, with practice servers on this machine:", "mintmark demo"),
        ]
        var lines: [Line] = [
            [], [Span("  There are no profiles yet.", .title)], [],
            [Span("  "), Span("n", .key), Span(" logs a service in, step by step.")],
        ]
        for (words, command) in commands {
            lines.append([])
            lines += words.wrapped(to: room).map { [Span("  " + $0)] }
            lines += command.wrapped(to: max(room - 2, 1)).map { [Span("    " + $0, .key)] }
        }
        lines.append([])
        lines += "A profile made elsewhere appears here by itself.".wrapped(to: room).map { [Span("  " + $0, .dim)] }
        return lines
    }

    private static func failed(_ failure: Failure, _ room: Int) -> [Line] {
        var lines: [Line] = [[], [Span("  The profiles cannot be read", .alarm)], []]
        lines += failure.headline.plainLine().wrapped(to: room).map { [Span("  " + $0)] }
        if let hint = failure.hint {
            lines.append([])
            lines += hint.plainLines.flatMap { $0.wrapped(to: room) }.map { [Span("  " + $0, .dim)] }
        }
        return lines + [[], [Span("  "), Span("F5", .key), Span(" tries again")]]
    }
}

extension String {
    /// Each line made plain, for text that may span lines.
    var plainLines: [String] {
        split(separator: "\n", omittingEmptySubsequences: false).prefix(40).map { String($0).plainLine() }
    }
}
