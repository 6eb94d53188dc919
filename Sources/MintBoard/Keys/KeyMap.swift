public import MintCore
import MintScreen

/// The keys that an operator gave actions, in place of ours.
public struct KeyMap: Equatable, Sendable {
    private var own: [String: [Key]] = [:]

    public init() {}

    /// - Parameter keys: The names of keys by those of actions, as ``ConfigurationVocabulary`` has checked them; what it
    ///   would refuse is left out.
    public init(_ keys: [String: [String]]) { own = keys.mapValues { $0.compactMap { Key(name: $0) } } }

    /// Actions whose keys can be changed.
    public static var actions: [String] { rows.map(\.name) }

    /// This binding with the operator's keys. What else leads to its action on this screen stays: ctrl-c ends the program.
    ///
    /// - Parameter isTyping: Characters go into a text now.
    func applied(to binding: Binding, isTyping: Bool) -> Binding {
        guard !own.isEmpty, let row = Self.rows.first(where: { $0.action == binding.action }),
            let keys = own[row.name], binding.keys.contains(where: row.keys.contains)
        else { return binding }
        var changed = binding
        changed.keys = keys + binding.keys.filter { !row.keys.contains($0) && !keys.contains($0) }
        let shown = isTyping ? changed.keys.filter { if case .character = $0 { false } else { true } } : changed.keys
        changed.label = (shown.first ?? changed.keys.first)?.label ?? "-"
        if keys.isEmpty { changed.brief = nil }
        return changed
    }
}

// MARK: - What can be changed

extension KeyMap {
    /// Screens, as far as keys are concerned.
    struct Place: OptionSet, Sendable {
        let rawValue: Int
        static let list = Place(rawValue: 1), inspect = Place(rawValue: 2), probe = Place(rawValue: 4)
        static let store = Place(rawValue: 8)
        static let all: Place = [.list, .inspect, .probe, .store]
        static let each: [Place] = [.list, .inspect, .probe, .store]
    }

    struct Row: Sendable {
        var name: String
        var action: Action
        /// Ours, which the operator's replace.
        var keys: [Key]
        var places: Place
    }

    static let rows: [Row] = [
        Row(name: "inspect", action: .openInspect, keys: [.enter, .right], places: .list),
        Row(name: "rotate", action: .rotate(wantsBack: false), keys: [.character("r")], places: [.list, .inspect]),
        Row(name: "roll-back", action: .rotate(wantsBack: true), keys: [.character("B")], places: [.list, .inspect]),
        Row(name: "login", action: .login(.new), keys: [.character("n")], places: .list),
        Row(name: "login-again", action: .login(.again), keys: [.character("L")], places: .list),
        Row(name: "edit", action: .login(.edit), keys: [.character("e")], places: .list),
        Row(name: "clone", action: .login(.clone), keys: [.character("c")], places: .list),
        Row(name: "delete", action: .batch(.start(.remove)), keys: [.character("D"), .delete], places: .list),
        Row(name: "export", action: .batch(.start(.export)), keys: [.character("E")], places: .list),
        Row(name: "mark", action: .mark(.toggle), keys: [.character(" ")], places: .list),
        Row(name: "mark-all", action: .mark(.turn), keys: [.character("*")], places: .list),
        Row(name: "copy", action: .copy(.open), keys: [.character("y")], places: [.list, .inspect]),
        Row(name: "verbs", action: .palette, keys: [.character(":")], places: .all),
        Row(name: "messages", action: .messages(.open), keys: [.character("M")], places: .all),
        Row(name: "renew", action: .renew, keys: [.character("R")], places: [.list, .inspect, .probe]),
        Row(name: "probe", action: .probe, keys: [.character("p")], places: [.list, .inspect, .probe]),
        Row(name: "unlock", action: .openStore, keys: [.character("U")], places: .list),
        Row(name: "filter", action: .editFilter, keys: [.character("/")], places: .list),
        Row(name: "sort-before", action: .sortBefore, keys: [.character("<")], places: .list),
        Row(name: "sort-after", action: .sortAfter, keys: [.character(">")], places: .list),
        Row(name: "invert", action: .invert, keys: [.character("I")], places: .list),
        Row(name: "up", action: .up, keys: [.up, .character("k")], places: .all),
        Row(name: "down", action: .down, keys: [.down, .character("j")], places: .all),
        Row(name: "page-up", action: .pageUp, keys: [.pageUp, .ctrl("b")], places: .all),
        Row(name: "page-down", action: .pageDown, keys: [.pageDown, .ctrl("f")], places: .all),
        Row(name: "first", action: .first, keys: [.home, .character("g")], places: .all),
        Row(name: "last", action: .last, keys: [.end, .character("G")], places: .all),
        Row(name: "reload", action: .reload, keys: [.function(5), .ctrl("r")], places: .all),
        Row(name: "pause", action: .pause, keys: [.character("Z")], places: .all),
        Row(name: "help", action: .help, keys: [.character("?"), .function(1)], places: .all),
        Row(name: "quit", action: .quit, keys: [.character("q")], places: .list),
    ]

    /// Keys that keep what they do.
    static let fixed: [(key: Key, words: String, places: Place)] =
        InspectTab.allCases.map {
            (.character($0.digit), "which shows the pane \($0.title)", .inspect)
        } + [
            (.escape, "which leaves one thing", .all), (.ctrl("c"), "which quits", .all),
            (.ctrl("l"), "which draws again", .all), (.left, "which goes back", .probe),
            (.left, "which shows the pane before", .inspect),
            (.character("q"), "which goes back", [.inspect, .probe]), (.enter, "which goes on", .store),
            (.tab, "which shows the next pane", .inspect), (.backtab, "which shows the pane before", .inspect),
            (.right, "which shows the next pane", .inspect), (.character("v"), "which shows the claims", .inspect),
            (.character("d"), "which reads what the server publishes", .inspect),
            (.character("a"), "which accepts it", .inspect), (.character("t"), "which asks for the tools", .inspect),
        ]
}

// MARK: - What gets in each other's way

extension KeyMap {
    /// Each pair of actions that one key would lead to on one screen, once.
    public static func conflicts(_ keys: [String: [String]]) -> [ConfigurationVocabulary.Conflict] {
        let own = KeyMap(keys).own
        var found: [ConfigurationVocabulary.Conflict] = []
        for row in rows.sorted(by: { $0.name > $1.name }) {
            for key in own[row.name] ?? [] {
                guard let words = rival(of: row, key, own) else { continue }
                found.append(
                    ConfigurationVocabulary.Conflict(action: row.name, words: "\(key.label) is the key of \(words)"))
            }
        }
        return found.reversed()
    }

    /// Where both are the operator's, the one that is later in the alphabet tells.
    private static func rival(of row: Row, _ key: Key, _ own: [String: [Key]]) -> String? {
        if let fixed = fixed.first(where: { $0.key == key && !$0.places.isDisjoint(with: row.places) }) {
            return "\(row.name) and of something fixed, \(fixed.words)"
        }
        let other = rows.first { other in
            other.name != row.name && !other.places.isDisjoint(with: row.places)
                && (own[other.name] ?? other.keys).contains(key) && (own[other.name] == nil || other.name < row.name)
        }
        return other.map { "both \(row.name) and \($0.name)" }
    }
}
