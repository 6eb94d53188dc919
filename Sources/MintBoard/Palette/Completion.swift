import MintCore

/// One way to go on with a line.
struct Candidate: Equatable, Sendable {
    /// The word, as it is to be typed.
    var word: String
    var summary: String
    /// Why it cannot be run here.
    var isRefused = false
}

extension Vocabulary {
    static let limit = 200

    /// What the last word of a line may become, in the parser's order; profiles in that of their names.
    ///
    /// - Parameters:
    ///   - line: What stands before the cursor.
    ///   - profiles: Asked only where a profile fits.
    func candidates(for line: String, profiles: () -> [String]) -> [Candidate] {
        let parts = CommandWords.parts(of: line)
        guard parts.isClosed || parts.endsInWord else { return [] }
        var words = parts.words
        let stem = parts.endsInWord ? words.removeLast() : ""
        if words.first == "mintmark" { words.removeFirst() }
        let reading = reading(words)
        let found = open(reading, stem, profiles) ?? next(reading, stem, words, profiles)
        return Array(found.filter { $0.word.hasPrefix(stem) && $0.word != stem || stem.isEmpty }.prefix(Self.limit))
            .map { Candidate(word: Self.typed($0.word), summary: $0.summary, isRefused: $0.isRefused) }
    }

    /// The values of the option before the cursor; `nil` where none is waiting.
    private func open(_ reading: Reading, _ stem: String, _ profiles: () -> [String]) -> [Candidate]? {
        if let values = reading.open?.values { return list(values, stem, profiles) }
        guard stem.hasPrefix("--"), let equals = stem.firstIndex(of: "=") else { return nil }
        let name = String(stem[..<equals]), value = String(stem[stem.index(after: equals)...])
        guard let values = reading.verb?.options.first(where: { $0.names.contains(name) })?.values else { return [] }
        return list(values, value, profiles).map { Candidate(word: "\(name)=\($0.word)", summary: $0.summary) }
    }

    private func next(
        _ reading: Reading, _ stem: String, _ words: [String], _ profiles: () -> [String]
    ) -> [Candidate] {
        guard let verb = reading.verb else { return words.isEmpty ? names(of: verbs) : [] }
        if stem.hasPrefix("-") { return options(of: verb, without: reading.options) }
        if !verb.verbs.isEmpty, reading.positionals.isEmpty { return names(of: verb.verbs) }
        let place = reading.positionals.count
        let positional =
            place < verb.positionals.count ? verb.positionals[place] : verb.positionals.last { $0.isRepeating }
        let values = positional.map { list($0.values, stem, profiles) } ?? []
        return stem.isEmpty ? values + options(of: verb, without: reading.options) : values
    }

    private func names(of verbs: [Verb]) -> [Candidate] {
        verbs.compactMap { verb in
            verb.names.first.map { Candidate(word: $0, summary: verb.summary, isRefused: verb.refusal != nil) }
        }
    }

    private func options(of verb: Verb, without given: [Option]) -> [Candidate] {
        verb.options.filter { !given.contains($0) && $0.refusal == nil }.compactMap { option in
            option.names.first.map { Candidate(word: $0, summary: option.summary) }
        }
    }

    /// A flag stays as it is: `--name=` is no word that needs quotes.
    private static func typed(_ word: String) -> String { word.hasPrefix("--") ? word : word.shellWord }

    private func list(_ values: Values, _ stem: String, _ profiles: () -> [String]) -> [Candidate] {
        switch values {
        case .anything: []
        case .oneOf(let words): words.map { Candidate(word: $0, summary: "") }
        case .profileNames:
            profiles().lazy.filter { $0.hasPrefix(stem) }.prefix(Self.limit).map { Candidate(word: $0, summary: "") }
        }
    }
}
