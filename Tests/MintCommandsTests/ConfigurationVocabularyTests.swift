import MintCommands
import MintCore
import Testing

/// The example that the program prints, read by the program's own words for roles, actions and keys.
@Suite struct ConfigurationVocabularyTests {
    private let vocabulary = ConfigurationVocabulary.board

    @Test func `the example is right as it is, and with every key set`() throws {
        let text = ConfigurationText.example(roles: vocabulary.roles, actions: vocabulary.actions)
        #expect(try read(text) == Configuration())
        let lines = text.split(separator: "\n").map { line in
            line.hasPrefix("#") && !line.hasPrefix("# ") ? String(line.dropFirst()) : String(line)
        }
        let configuration = try read(lines.joined(separator: "\n"))
        #expect(configuration.board.colors == ["alarm": "bright-red bold"])
        #expect(configuration.board.keys == ["renew": ["R", "F2"]])
        #expect(configuration.places.count == ConfigurationKey.all.count + 2)
        for key in ConfigurationKey.all {
            #expect(key.shown(configuration) != key.shown(Configuration()), "\(key.name): the example is the default")
        }
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 140 })
    }

    @Test func `looks and keys are checked, and conflicts named`() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try read("[board.colors]\nalarm = \"crimson\"\n[board.keys]\nrenew = \"p\"\nhelp = \"alt-x\"")
        }
        #expect(error.problems.map(\.at.line) == [2, 4, 5])
        #expect(error.problems[1].words == "p is the key of both renew and probe")
    }

    private func read(_ text: String) throws -> Configuration {
        try Configuration(Array(text.utf8), path: "config.toml", vocabulary: vocabulary)
    }
}
