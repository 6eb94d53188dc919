import MintCore
import MintScreen

/// The line behind `:` while it is typed.
struct PaletteLine: Equatable, Sendable {
    private(set) var editor = LineEditor(limit: Self.limit)
    /// What may come next, while Tab chooses among it.
    private(set) var candidates: [Candidate] = []
    /// The candidate that stands in the line now.
    private(set) var choice: Int?
    /// What stood before the cursor, and behind it, when Tab was first pressed.
    private var stem = "", rest = ""
    /// The line of the history that is shown, counted from its end; `nil` for the typed one.
    private var recalled: Int?
    private var draft = ""

    /// Characters.
    static let limit = 4096

    /// Where candidates come from.
    struct Source {
        var vocabulary: Vocabulary?
        var history: [String]
        var profiles: () -> [String]
    }

    init(_ source: Source) { lookUp(source) }

    /// Whether a key asks the vocabulary or the history, and so has to wait for them.
    static func needsSources(_ key: Key) -> Bool {
        switch key {
        case .tab, .backtab, .up, .down, .ctrl("p"), .ctrl("n"), .enter: true
        default: false
        }
    }

    /// - Returns: False for a key that means nothing here.
    mutating func apply(_ key: Key, _ source: Source) -> Bool {
        switch key {
        case .tab: choose(1, source)
        case .backtab: choose(-1, source)
        case .up, .ctrl("p"): recall(1, source)
        case .down, .ctrl("n"): recall(-1, source)
        default:
            guard editor.apply(key) else { return false }
            recalled = nil
            lookUp(source)
        }
        return true
    }

    /// Takes a new vocabulary in, which came after the line was opened.
    mutating func lookUp(_ source: Source) {
        choice = nil
        stem = editor.textBeforeCursor
        rest = String(editor.text.dropFirst(editor.cursor))
        candidates = source.vocabulary?.candidates(for: stem, profiles: source.profiles) ?? []
    }

    /// As far as all candidates agree; then one after the other, around the end. The only one comes with a blank.
    private mutating func choose(_ step: Int, _ source: Source) {
        guard !candidates.isEmpty else { return }
        if candidates.count == 1, choice == nil {
            let word = candidates[0].word
            put(word.hasSuffix("=") || rest.hasPrefix(" ") ? word : word + " ")
            return lookUp(source)
        }
        if choice == nil, step > 0, let longer = commonBeginning {
            put(longer)
            return lookUp(source)
        }
        let first = step > 0 ? 0 : candidates.count - 1
        let next = choice.map { ($0 + step + candidates.count) % candidates.count } ?? first
        put(candidates[next].word)
        choice = next
    }

    /// In place of the word that Tab found.
    private mutating func put(_ word: String) {
        let before = String(stem.prefix(CommandWords.parts(of: stem).lastStart)) + word
        editor = LineEditor(before + rest, cursor: before.count, limit: Self.limit)
    }

    /// What all candidates begin with, where that is longer than what is typed.
    private var commonBeginning: String? {
        guard var common = candidates.first?.word else { return nil }
        for candidate in candidates.dropFirst() {
            common = String(zip(common, candidate.word).prefix { $0 == $1 }.map(\.0))
        }
        let parts = CommandWords.parts(of: editor.textBeforeCursor)
        let typed = parts.endsInWord ? parts.words.last ?? "" : ""
        return common.count > typed.count && common.hasPrefix(typed) ? common : nil
    }

    /// Older with 1, newer with -1: those lines that begin as the typed one does.
    private mutating func recall(_ step: Int, _ source: Source) {
        if recalled == nil { draft = editor.text }
        let found = source.history.reversed().filter { $0.hasPrefix(draft) && $0 != draft }
        let next = (recalled ?? -1) + step
        guard next < found.count else { return }
        recalled = next < 0 ? nil : next
        editor = LineEditor(next < 0 ? draft : found[next], limit: Self.limit)
        choice = nil
        candidates = []
        if next < 0 { lookUp(source) }
    }
}
