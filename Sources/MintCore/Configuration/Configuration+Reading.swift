extension Configuration {
    /// The tables whose keys are names of the board's.
    public static let colors = ["board", "colors"], keys = ["board", "keys"]

    /// The most bytes that a file may have.
    public static let limit = 64 << 10

    /// Reads a file's text.
    ///
    /// - Parameter path: For the error.
    /// - Throws: ``ConfigurationError`` with every mistake of meaning, or with the first one of form.
    public init(
        _ bytes: [UInt8], path: String, vocabulary: ConfigurationVocabulary
    ) throws(ConfigurationError) {
        self.init()
        var reading = ConfigurationReading(vocabulary: vocabulary)
        do throws(TOMLError) {
            reading.read(try TOMLReader.read(bytes))
        } catch {
            reading.problems = [ConfigurationProblem(at: error.at, words: error.words, advice: error.advice)]
        }
        if let error = ConfigurationError(path: path, problems: reading.problems) { throw error }
        self = reading.configuration
    }
}

/// A document on its way to a configuration.
private struct ConfigurationReading {
    let vocabulary: ConfigurationVocabulary
    var configuration = Configuration()
    var problems: [ConfigurationProblem] = []

    mutating func read(_ document: TOMLDocument) {
        var strange: [[String]] = []
        for table in document.tables where !Self.tables.contains(table.path) {
            strange.append(table.path)
            let name = table.path.joined(separator: ".")
            let known = Self.tables.map { $0.joined(separator: ".") }
            let near = nearest(to: name, among: known).map { "Did you mean [\($0)]? " } ?? ""
            let list = known.map { "[\($0)]" }.joined(separator: ", ")
            note(table.at, "there is no table [\(name)]", "\(near)The tables are \(list).")
        }
        for entry in document.entries where !strange.contains(where: { entry.path.starts(with: $0) }) {
            configuration.places[entry.path.joined(separator: ".")] = entry.at
            switch Array(entry.path.dropLast()) {
            case Configuration.colors: takeLook(entry)
            case Configuration.keys: takeKeys(entry)
            default: take(entry)
            }
        }
        for conflict in vocabulary.conflicts(configuration.board.keys) {
            let place = configuration.places["board.keys.\(conflict.action)"] ?? TextPosition(line: 1, column: 1)
            note(place, conflict.words, "Give one of them another key, or none: [].")
        }
    }

    private static let tables: [[String]] = {
        let all = ConfigurationKey.all.map { Array($0.name.split(separator: ".").map(String.init).dropLast()) }
        var tables = [Configuration.colors, Configuration.keys]
        for table in all where !table.isEmpty && !tables.contains(table) { tables.append(table) }
        return tables.sorted { $0.lexicographicallyPrecedes($1) }
    }()

    private mutating func take(_ entry: TOMLDocument.Entry) {
        let name = entry.path.joined(separator: ".")
        guard let key = ConfigurationKey.all.first(where: { $0.name == name }) else {
            guard !Self.tables.contains(entry.path) else {
                note(entry.at, "\(name) is a table", "Write [\(name)] on a line of its own, and its keys below.")
                return
            }
            note(entry.at, "there is no key \(name)", Self.advice(forUnknown: entry.path))
            return
        }
        if !key.take(entry.value, &configuration) {
            note(entry.valueAt, "\(name) cannot be \(entry.value.text)", "Write \(key.takes).")
        }
    }

    /// The nearest name; else the same one in another table.
    private static func advice(forUnknown path: [String]) -> String {
        let known = ConfigurationKey.all.map(\.name)
        let elsewhere = known.first { $0.split(separator: ".").last.map(String.init) == path.last }
        return (nearest(to: path.joined(separator: "."), among: known) ?? elsewhere).map { "Did you mean \($0)?" }
            ?? "`mintmark config show` lists the keys."
    }

    private mutating func takeLook(_ entry: TOMLDocument.Entry) {
        let role = entry.path.last ?? ""
        guard vocabulary.roles.contains(role) else {
            noteUnknown(entry, "role", role, among: vocabulary.roles)
            return
        }
        guard case .string(let look) = entry.value else {
            note(entry.valueAt, "a look cannot be \(entry.value.text)", "Write a text such as \"red bold\".")
            return
        }
        if let trouble = vocabulary.troubleOfLook(look) {
            note(entry.valueAt, "\"\(look)\" is no look", trouble)
        } else {
            configuration.board.colors[role] = look
        }
    }

    private mutating func takeKeys(_ entry: TOMLDocument.Entry) {
        let action = entry.path.last ?? ""
        guard vocabulary.actions.contains(action) else {
            noteUnknown(entry, "action", action, among: vocabulary.actions)
            return
        }
        let names: [String]
        switch entry.value {
        case .string(let name): names = [name]
        case .strings(let all): names = all
        case .integer, .boolean:
            note(entry.valueAt, "a key cannot be \(entry.value.text)", "Write \"x\", \"ctrl-x\" or [\"x\", \"F2\"].")
            return
        }
        for name in names {
            guard let trouble = vocabulary.troubleOfKey(name) else { continue }
            note(entry.valueAt, "\"\(name)\" is no key", trouble)
            return
        }
        configuration.board.keys[action] = names
    }

    private mutating func noteUnknown(
        _ entry: TOMLDocument.Entry, _ what: String, _ name: String, among known: [String]
    ) {
        let near = nearest(to: name, among: known).map { "Did you mean \($0)? " } ?? ""
        let article = what == "action" ? "an" : "a"
        note(entry.at, "\(name) is not \(article) \(what)", "\(near)Known: \(known.joined(separator: ", ")).")
    }

    private mutating func note(_ at: TextPosition, _ words: String, _ advice: String) {
        problems.append(ConfigurationProblem(at: at, words: words, advice: advice))
    }
}
