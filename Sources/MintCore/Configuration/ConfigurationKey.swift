/// One key that `config.toml` may have: the file is read, checked, shown and documented by this table.
public struct ConfigurationKey: Sendable {
    /// With the names of its tables: `board.blank-after`; `board.colors.ROLE` stands for many.
    public let name: String
    /// What it does; one line.
    public let summary: String
    /// What may be written: for an error, after "write".
    public let takes: String
    /// A value that is not the default, as it is written.
    let example: TOMLValue
    /// The value in use, as it is written; `nil` where nothing is set, and nothing is the default.
    public let shown: @Sendable (Configuration) -> TOMLValue?
    /// - Returns: Whether the value could be taken.
    let take: @Sendable (TOMLValue, inout Configuration) -> Bool

    public static let all: [ConfigurationKey] = board + others

    private static let board: [ConfigurationKey] = [
        span("board.blank-after", "hide the screen after so long without a key", \.board.blanksAfter, example: "10m"),
        flag("board.read-only", "change nothing from the board", \.board.isReadOnly),
        flag("board.mouse", "take clicks and the wheel", \.board.usesMouse),
        choice("board.sort", "what the list is ordered by", \.board.sort, example: .token),
        flag("board.invert", "the list the other way round", \.board.isInverted),
    ]

    private static let others: [ConfigurationKey] = [
        flag(
            "accessible", "the board is a dialogue by lines instead of a screen, for screen readers",
            \.isAccessible),
        choice("login.store", "where a new profile keeps its secrets", \.login.store, example: .vault),
        choice(
            "login.keep-warm", "whether an open board renews a new profile ahead of expiry", \.login.keepWarm,
            example: .always),
        ConfigurationKey(
            name: "renew.parallel", summary: "requests that renew has under way at a time",
            takes: "a whole number from 1 to 64", example: .integer(8), shown: { .integer($0.renew.parallel) },
            take: { value, configuration in
                guard case .integer(let number) = value, (1...64).contains(number) else { return false }
                configuration.renew.parallel = number
                return true
            }),
        span("policy.secret-max-age", "a client secret is due at this age", \.policy.secretMaxAge, example: "90d"),
        span("policy.key-max-age", "a private key is due at this age", \.policy.keyMaxAge, example: "365d"),
        ConfigurationKey(
            name: "policy.warn", summary: "how long before its end something is due",
            takes: "a span of time such as \"14d\"", example: .string("21d"),
            shown: { .string(TimeSpan.text($0.policy.warn)) },
            take: { value, configuration in
                guard case .string(let text) = value, let seconds = TimeSpan.seconds(text) else { return false }
                configuration.policy.warn = seconds
                return true
            }),
        ConfigurationKey(
            name: "rotation.command", summary: "what makes a new credential; run without a shell",
            takes: "a command such as \"/usr/local/bin/new-secret\"",
            example: .string("/usr/local/bin/new-secret --json"), shown: { $0.rotation.command.map { .string($0) } },
            take: { value, configuration in
                guard case .string(let text) = value, text.contains(where: { !$0.isWhitespace }) else { return false }
                configuration.rotation.command = text
                return true
            }),
    ]
}

extension ConfigurationKey {
    /// A span that may be `never`, the default.
    private static func span(
        _ name: String, _ summary: String, _ place: any WritableKeyPath<Configuration, Int?> & Sendable, example: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            name: name, summary: summary, takes: "a span of time such as \"\(example)\", or \"never\"",
            example: .string(example),
            shown: { .string($0[keyPath: place].map(TimeSpan.text) ?? "never") },
            take: { value, configuration in
                guard case .string(let text) = value else { return false }
                let seconds = TimeSpan.seconds(text)
                guard text == "never" || seconds.map({ $0 > 0 }) == true else { return false }
                configuration[keyPath: place] = seconds
                return true
            })
    }

    private static func flag(
        _ name: String, _ summary: String, _ place: any WritableKeyPath<Configuration, Bool> & Sendable
    ) -> ConfigurationKey {
        ConfigurationKey(
            name: name, summary: summary, takes: "true or false", example: .boolean(true),
            shown: { .boolean($0[keyPath: place]) },
            take: { value, configuration in
                guard case .boolean(let truth) = value else { return false }
                configuration[keyPath: place] = truth
                return true
            })
    }

    private static func choice<T: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ summary: String, _ place: any WritableKeyPath<Configuration, T> & Sendable, example: T
    ) -> ConfigurationKey {
        let words = T.allCases.map { "\"\($0.rawValue)\"" }
        return ConfigurationKey(
            name: name, summary: summary, takes: words.dropLast().joined(separator: ", ") + " or \(words.last ?? "")",
            example: .string(example.rawValue), shown: { .string($0[keyPath: place].rawValue) },
            take: { value, configuration in
                guard case .string(let text) = value, let choice = T(rawValue: text) else { return false }
                configuration[keyPath: place] = choice
                return true
            })
    }
}
