import MintCore
import Testing

@Suite struct ConfigurationTests {
    private static let vocabulary = ConfigurationVocabulary(
        roles: ["alarm", "tag"], actions: ["renew", "probe"],
        troubleOfLook: { $0 == "red" ? nil : "Write \"red\"." }, troubleOfKey: { $0.count == 1 ? nil : "Write one." },
        conflicts: { keys in
            keys["renew"] == ["p"] && keys["probe"] == nil
                ? [.init(action: "renew", words: "p is the key of both renew and probe")] : []
        })

    private func read(_ text: String) throws -> Configuration {
        try Configuration(Array(text.utf8), path: "/c/config.toml", vocabulary: Self.vocabulary)
    }

    @Test func `a file without keys is the defaults`() throws {
        #expect(try read("# nothing\n") == Configuration())
        #expect(Configuration().policy.warn == 14 * 86_400)
        #expect(Configuration().login.store == .secretService)
    }

    @Test func `every key is read, and its place is known`() throws {
        let configuration = try read(
            """
            accessible = true
            [board]
            blank-after = "10m"
            read-only = true
            mouse = true
            sort = "secret"
            invert = true
            [board.colors]
            alarm = "red"
            [board.keys]
            renew = ["x", "y"]
            probe = "z"
            [login]
            store = "vault"
            keep-warm = "never"
            [renew]
            parallel = 64
            [policy]
            secret-max-age = "90d"
            key-max-age = "never"
            warn = "3d"
            [rotation]
            command = "/bin/new --it"
            """)
        #expect(configuration.isAccessible)
        #expect(configuration.board.blanksAfter == 600)
        #expect(configuration.board.isReadOnly && configuration.board.usesMouse && configuration.board.isInverted)
        #expect(configuration.board.sort == .secret)
        #expect(configuration.board.colors == ["alarm": "red"])
        #expect(configuration.board.keys == ["renew": ["x", "y"], "probe": ["z"]])
        #expect(configuration.login.store == .vault)
        #expect(configuration.login.keepWarm == .never)
        #expect(configuration.renew.parallel == 64)
        #expect(configuration.policy.secretMaxAge == 90 * 86_400)
        #expect(configuration.policy.keyMaxAge == nil)
        #expect(configuration.policy.warn == 3 * 86_400)
        #expect(configuration.rotation.command == "/bin/new --it")
        #expect(configuration.places["policy.warn"] == TextPosition(line: 21, column: 1))
    }

    @Test(arguments: [
        ("[bord]", 1, 1, "no table [bord]", "Did you mean [board]?"),
        ("[board]\nblank-afer = \"1m\"", 2, 1, "no key board.blank-afer", "Did you mean board.blank-after?"),
        ("blank-after = \"1m\"", 1, 1, "no key blank-after", "Did you mean board.blank-after?"),
        ("[board]\nzzzzzzzz = 1", 2, 1, "no key board.zzzzzzzz", "mintmark config show"),
        ("board = 1", 1, 1, "board is a table", "Write [board]"),
        ("[board]\nblank-after = 10", 2, 15, "cannot be 10", "\"10m\", or \"never\""),
        ("[board]\nblank-after = \"0\"", 2, 15, "cannot be \"0\"", "span"),
        ("[board]\nmouse = \"yes\"", 2, 9, "cannot be \"yes\"", "true or false"),
        ("[board]\nsort = \"size\"", 2, 8, "cannot be \"size\"", "\"attention\""),
        ("[login]\nstore = \"Vault\"", 2, 9, "cannot be \"Vault\"", "\"secret-service\" or \"vault\""),
        ("[renew]\nparallel = 65", 2, 12, "cannot be 65", "1 to 64"),
        ("[policy]\nwarn = \"never\"", 2, 8, "cannot be \"never\"", "\"14d\""),
        ("[rotation]\ncommand = \"  \"", 2, 11, "cannot be", "a command"),
        ("[board.colors]\nalram = \"red\"", 2, 1, "alram is not a role", "Did you mean alarm?"),
        ("[board.colors]\nalarm = \"pink\"", 2, 9, "\"pink\" is no look", "Write \"red\"."),
        ("[board.colors]\nalarm = 1", 2, 9, "a look cannot be 1", "red bold"),
        ("[board.keys]\nrenw = \"x\"", 2, 1, "renw is not an action", "Did you mean renew?"),
        ("[board.keys]\nrenew = \"xx\"", 2, 9, "\"xx\" is no key", "Write one."),
        ("[board.keys]\nrenew = true", 2, 9, "a key cannot be true", "ctrl-x"),
        ("[board.keys]\nrenew = \"p\"", 2, 1, "both renew and probe", "another key"),
        ("[board]\nsort = name", 2, 8, "in quotes", "Write \"name\""),
    ])
    func `a mistake is told with its place, and what to write`(
        _ text: String, _ line: Int, _ column: Int, _ words: String, _ advice: String
    ) throws {
        let error = try #require(throws: ConfigurationError.self) { try read(text) }
        #expect(error.problems.count == 1)
        #expect(error.headline.hasPrefix("/c/config.toml:\(line):\(column): "), "\(error.headline)")
        #expect(error.headline.contains(words), "\(error.headline)")
        #expect(error.hint?.contains(advice) == true, "\(error.hint ?? "")")
        #expect(error.exitStatus == .local)
    }

    @Test func `all mistakes of meaning are found at once, in order`() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try read("[renew]\nparallel = 0\n[nothing]\na = 1\n[board]\nx = 1")
        }
        #expect(error.problems.map(\.at.line) == [2, 3, 6])
        #expect(error.hint?.hasSuffix("2 more problems: mintmark config check") == true)
    }

    @Test func `what a file says cannot steer a terminal`() throws {
        let error = try #require(throws: ConfigurationError.self) { try read("\"\\u001b[2J\\u202e\" = 1") }
        #expect(error.headline.unicodeScalars.allSatisfy { $0.isSafeToShow })
    }

    @Test func `no key is documented twice`() {
        let names = ConfigurationKey.all.map(\.name)
        #expect(Set(names).count == names.count)
    }
}
