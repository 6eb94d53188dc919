extension Key {
    /// Keys with a name of more than one character, as they are written and as they are shown.
    private static let named: [(name: String, label: String, key: Key)] = [
        ("enter", "Enter", .enter), ("escape", "Esc", .escape), ("tab", "Tab", .tab),
        ("shift-tab", "shift-Tab", .backtab), ("backspace", "Backspace", .backspace), ("delete", "Del", .delete),
        ("insert", "Ins", .insert), ("up", "Up", .up), ("down", "Down", .down), ("left", "Left", .left),
        ("right", "Right", .right), ("home", "Home", .home), ("end", "End", .end), ("page-up", "PgUp", .pageUp),
        ("page-down", "PgDn", .pageDown), ("space", "Space", .character(" ")),
    ]

    /// Those that can be written.
    public static var names: [String] { named.map(\.name) }

    /// Reads what an operator calls a key: `R`, `ctrl-r`, `F5`, `page-up`, `space`. Letter case counts for characters alone.
    ///
    /// - Returns: `nil` for anything else; `ctrl-z` and a paste are no keys that could be given away.
    public init?(name: String) {
        if name.count == 1, let character = name.first, !character.isWhitespace, !character.isControl {
            self = .character(character)
            return
        }
        let lower = name.lowercased()
        if let found = Self.named.first(where: { $0.name == lower }) {
            self = found.key
        } else if lower.hasPrefix("ctrl-"), lower.count == 6, let letter = lower.last, Self.isControllable(letter) {
            self = .ctrl(letter)
        } else if lower.hasPrefix("f"), let number = Int(lower.dropFirst()), (1...12).contains(number) {
            self = .function(number)
        } else {
            return nil
        }
    }

    /// How it is written for people: `R`, `ctrl-r`, `F5`, `PgUp`; empty for what is no key on a keyboard.
    public var label: String {
        if let found = Self.named.first(where: { $0.key == self }) { return found.label }
        switch self {
        case .character(let character): return String(character)
        case .ctrl(let letter): return "ctrl-\(letter)"
        case .function(let number): return "F\(number)"
        default: return ""
        }
    }

    /// ctrl-h, -i, -j and -m are Backspace, Tab and Enter; ctrl-z stops the program.
    private static func isControllable(_ letter: Character) -> Bool {
        ("a"..."z").contains(letter) && !"hijmz".contains(letter)
    }
}

extension Character {
    fileprivate var isControl: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }
}
