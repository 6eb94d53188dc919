/// A configuration in words: the example that documents every key, and what is in use.
public enum ConfigurationText {
    /// A file in which every key is commented out, with what it does, what it takes and its default.
    public static func example(roles: [String], actions: [String]) -> String {
        var lines = [
            "# Mintmark's configuration. Every key may be left out; what stands here says nothing until its # is taken away.",
            "# `mintmark config check` reads the file, `mintmark config show` tells what is in use.",
        ]
        var table = ""
        for key in ConfigurationKey.all.sorted(by: { ($0.isTop ? 0 : 1) < ($1.isTop ? 0 : 1) }) {
            if key.table != table {
                table = key.table
                lines += ["", "[\(table)]"]
            }
            let standard = key.shown(Configuration()).map { " Default: \($0.text)." } ?? ""
            lines += [
                "# \(key.summary.capitalizedFirst): \(key.takes).\(standard)", "#\(key.leaf) = \(key.example.text)",
            ]
        }
        lines += [
            "", "[board.colors]",
            "# How roles look: at most one colour, one \"on COLOUR\", and bold, dim, underline or reverse.",
        ]
        lines += wrapped("Roles", roles)
        lines += roles.contains("alarm") ? ["#alarm = \"bright-red bold\""] : []
        lines += ["", "[board.keys]", "# The keys of actions, in place of ours: one, or several, or none: []."]
        lines += wrapped("Actions", actions)
        lines += actions.contains("renew") ? ["#renew = [\"R\", \"F2\"]"] : []
        return lines.joined(separator: "\n") + "\n"
    }

    /// `# Roles: a, b, c` in lines of at most 100 columns.
    private static func wrapped(_ title: String, _ words: [String]) -> [String] {
        var lines: [String] = [], line = "# \(title):"
        for (offset, word) in words.enumerated() {
            let piece = " \(word)\(offset == words.count - 1 ? "." : ",")"
            if line.count + piece.count > 100 {
                lines.append(line)
                line = "#  "
            }
            line += piece
        }
        return lines + [line]
    }

    /// Every key with its value, and where that is from: a line of the file, or the default.
    public static func inUse(_ configuration: Configuration) -> [(name: String, value: TOMLValue?, line: Int?)] {
        let own = configuration.board.colors.mapValues { TOMLValue.string($0) }.sorted { $0.key < $1.key }
            .map { (name: "board.colors.\($0.key)", value: Optional($0.value)) }
        let keys = configuration.board.keys.mapValues { TOMLValue.strings($0) }.sorted { $0.key < $1.key }
            .map { (name: "board.keys.\($0.key)", value: Optional($0.value)) }
        let all = ConfigurationKey.all.map { (name: $0.name, value: $0.shown(configuration)) } + own + keys
        return all.map { ($0.name, $0.value, configuration.places[$0.name]?.line) }
    }
}

extension ConfigurationKey {
    fileprivate var table: String { name.split(separator: ".").dropLast().joined(separator: ".") }
    fileprivate var leaf: Substring { name.split(separator: ".").last ?? "" }
    fileprivate var isTop: Bool { table.isEmpty }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
