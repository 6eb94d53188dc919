/// The command line's verbs, as their parser declares them: what the palette completes, and what it refuses.
public struct Vocabulary: Equatable, Sendable {
    /// What may stand in a place.
    public enum Values: Equatable, Sendable {
        case anything
        case oneOf([String])
        case profileNames
    }

    public struct Verb: Equatable, Sendable {
        /// The first is the one that is shown.
        public var names: [String]
        public var summary: String
        public var verbs: [Verb]
        public var options: [Option]
        public var positionals: [Positional]
        /// Why it cannot be run on the board, and what to do instead.
        public var refusal: String?
        /// It removes or replaces something: a yes is wanted first.
        public var needsYes: Bool
        /// It changes nothing, neither here nor at a server: a read-only board runs it.
        public var isReading: Bool

        public init(
            names: [String], summary: String, verbs: [Verb] = [], options: [Option] = [],
            positionals: [Positional] = [], refusal: String? = nil, needsYes: Bool = false, isReading: Bool = false
        ) {
            self.names = names
            self.summary = summary
            self.verbs = verbs
            self.options = options
            self.positionals = positionals
            self.refusal = refusal
            self.needsYes = needsYes
            self.isReading = isReading
        }
    }

    public struct Option: Equatable, Sendable {
        /// With their dashes, the long one first.
        public var names: [String]
        public var summary: String
        /// `nil` for a flag.
        public var values: Values?
        /// Its value is a secret, or it reads one from stdin: it does not belong in a line on the screen.
        public var refusal: String?
        /// With it the verb changes nothing (`--dry-run`), or does (`--introspect`); `nil` where it makes no difference.
        public var makesReading: Bool?

        public init(
            names: [String], summary: String, values: Values? = nil, refusal: String? = nil, makesReading: Bool? = nil
        ) {
            self.names = names
            self.summary = summary
            self.values = values
            self.refusal = refusal
            self.makesReading = makesReading
        }
    }

    public struct Positional: Equatable, Sendable {
        public var values: Values
        public var isRepeating: Bool
        /// The selected profile takes this place where nothing was typed.
        public var takesSelected: Bool

        public init(values: Values, isRepeating: Bool = false, takesSelected: Bool = false) {
            self.values = values
            self.isRepeating = isRepeating
            self.takesSelected = takesSelected
        }
    }

    public var verbs: [Verb]

    public init(verbs: [Verb]) { self.verbs = verbs }
}

extension Vocabulary {
    /// A line as the grammar sees it.
    struct Reading {
        /// The innermost verb that was named.
        var verb: Verb?
        /// Words that name verbs.
        var depth = 0
        /// Words that are neither verbs, options nor their values.
        var positionals: [String] = []
        var options: [Option] = []
        /// The option whose value comes next.
        var open: Option?

        /// Whether the line surely changes nothing; of what is not known that is not sure.
        var isReading: Bool {
            if options.contains(where: { $0.names.contains("--help") }) { return true }
            let turns = options.compactMap(\.makesReading)
            if turns.contains(false) { return false }
            return turns.contains(true) || verb?.isReading == true
        }
    }

    func reading(_ words: some Sequence<String>) -> Reading {
        var reading = Reading()
        var isOpen = true
        for word in words {
            if reading.open != nil {
                reading.open = nil
            } else if isOpen, word == "--" {
                isOpen = false
            } else if isOpen, word.hasPrefix("-"), word.count > 1 {
                let name = String(word.prefix { $0 != "=" })
                let option = reading.verb?.options.first { $0.names.contains(name) }
                if let option { reading.options.append(option) }
                reading.open = option?.values != nil && !word.contains("=") ? option : nil
            } else if let verb = (reading.depth == 0 ? verbs : reading.verb?.verbs ?? []).first(where: {
                $0.names.contains(word)
            }), reading.positionals.isEmpty {
                reading.verb = verb
                reading.depth += 1
            } else {
                reading.positionals.append(word)
            }
        }
        return reading
    }

    /// The words with the selected profile where the verb wants one and none was typed.
    func words(_ words: [String], for profile: String?) -> [String] {
        let reading = reading(words)
        guard let profile, let verb = reading.verb, reading.positionals.isEmpty, reading.open == nil,
            verb.positionals.first?.takesSelected == true, !words.contains("--help"), !words.contains("-h"),
            !reading.options.contains(where: { Self.isWide($0) })
        else { return words }
        var filled = words
        filled.insert(profile, at: min((words.firstIndex { verb.names.contains($0) } ?? 0) + 1, words.count))
        return filled
    }

    /// Options that speak of more than one profile, or of none.
    private static func isWide(_ option: Option) -> Bool {
        !Set(option.names).isDisjoint(with: ["--all", "--from"])
    }
}
