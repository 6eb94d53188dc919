import MintCore
import MintScreen

/// The last failures of this board, so that bad news outlives the next key.
struct MessageLog: Equatable, Sendable {
    static let limit = 200

    struct Entry: Equatable, Sendable {
        /// Of the last time.
        var at: Timestamp
        var profile: String?
        var headline: String
        var hint: String?
        /// How often the same was said.
        var times = 1
        var isRead = false
    }

    /// The newest first.
    private(set) var entries: [Entry] = []
    /// The entry that keys act on, while they are shown.
    var selection = 0

    var unread: Int { entries.reduce(0) { $0 + ($1.isRead ? 0 : 1) } }

    /// What was said before of the same profile moves up and is counted; what somebody cancelled is no news.
    mutating func note(_ failure: Failure, of profile: String?, at now: Timestamp) {
        guard failure.exitStatus != .interrupted else { return }
        var entry = Entry(
            at: now, profile: profile?.plainLine(limit: 120),
            headline: failure.headline.plainLine().without(name: profile ?? ""), hint: failure.hint)
        if let index = entries.firstIndex(where: { $0.profile == entry.profile && $0.headline == entry.headline }) {
            entry.times = entries[index].times + 1
            entries.remove(at: index)
        }
        entries.insert(entry, at: 0)
        if entries.count > Self.limit { entries.removeLast(entries.count - Self.limit) }
    }

    mutating func read() {
        for index in entries.indices { entries[index].isRead = true }
    }

    mutating func clear() { self = MessageLog() }

    mutating func move(by rows: Int) { selection = min(max(selection + rows, 0), max(entries.count - 1, 0)) }
}

/// What keys do with it.
enum MessageLogAction: Equatable, Sendable { case open, clear, leave }

extension String {
    /// A failure's words beside the profile's name, which many begin with.
    func without(name: String) -> String {
        let start = name.plainLine(limit: 120) + ": "
        return !name.isEmpty && hasPrefix(start) ? String(dropFirst(start.count)) : self
    }
}

extension AppState {
    mutating func perform(_ action: MessageLogAction) -> [Effect] {
        switch action {
        case .open:
            messages.selection = 0
            notice = nil
            screens.append(.messages)
        case .clear:
            messages.clear()
            leaveMessages()
        case .leave:
            messages.read()
            leaveMessages()
        }
        return []
    }

    private mutating func leaveMessages() {
        if case .messages = screens.last { screens.removeLast() }
    }

    var messageBindings: [Binding] {
        [
            Binding(
                [.escape, .character("q"), .character("M"), .left], "Esc", "back", title: "back; all of it is read",
                .messages(.leave)),
            Binding(
                [.character("x")], "x", "forget all", title: "forget all of these", .messages(.clear),
                refusal: messages.entries.isEmpty ? "there is nothing to forget" : nil),
        ]
    }

    /// For every screen that has no text to type.
    var openMessages: Binding {
        Binding(
            [.character("M")], "M", messages.unread > 0 ? "messages" : nil,
            title: "what went wrong since the board was opened",
            .messages(.open), refusal: messages.entries.isEmpty ? "nothing went wrong so far" : nil)
    }
}
