/// One thing that is wrong in `config.toml`.
public struct ConfigurationProblem: Equatable, Sendable {
    public var at: TextPosition
    /// What is wrong; one plain line.
    public var words: String
    /// What to write instead.
    public var advice: String

    public init(at: TextPosition, words: String, advice: String) {
        self.at = at
        self.words = words.plainLine()
        self.advice = advice.plainLine()
    }
}

/// A configuration file that says something that is not understood; nothing of it is used.
public struct ConfigurationError: UserFacingError, Equatable {
    public var path: String
    /// In the order of the file; never empty.
    public var problems: [ConfigurationProblem]

    /// - Returns: `nil` where there are no problems.
    public init?(path: String, problems: [ConfigurationProblem]) {
        guard !problems.isEmpty else { return nil }
        self.path = path
        self.problems = problems.sorted { $0.at < $1.at }
    }

    /// `path:line:column: what is wrong`, each with what to write.
    public var lines: [(problem: String, advice: String)] {
        problems.map { ("\(path.plainLine()):\($0.at.line):\($0.at.column): \($0.words)", $0.advice) }
    }

    public var headline: String { lines.first?.problem ?? path.plainLine() }

    public var hint: String? {
        let more = problems.count - 1
        let rest =
            more == 0 ? "" : "\n\(more == 1 ? "One more problem" : "\(more) more problems"): mintmark config check"
        return (lines.first?.advice ?? "") + rest
    }

    public var exitStatus: ExitStatus { .local }
}
