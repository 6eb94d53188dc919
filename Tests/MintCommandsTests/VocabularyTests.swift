import Foundation
import MintBoard
import Testing

@testable import MintCommands

@Suite struct VocabularyTests {
    private let vocabulary = VocabularyReader.vocabulary

    private func verb(_ path: String...) -> Vocabulary.Verb? {
        path.dropFirst().reduce(vocabulary.verbs.first { $0.names.contains(path[0]) }) { verb, name in
            verb?.verbs.first { $0.names.contains(name) }
        }
    }

    @Test func `every verb that the command line shows is there, with its words`() {
        let declared = [
            "login", "logout", "list", "show", "set", "rename", "probe", "audit", "renew", "log", "vault", "doctor",
        ]
        let known = vocabulary.verbs.compactMap(\.names.first)
        #expect(Set(declared).isSubset(of: known) && known.contains("help") && !known.contains("session"))
        #expect(vocabulary.verbs.allSatisfy { !$0.summary.isEmpty && !$0.summary.contains("\n") })
        #expect(verb("list")?.names.contains("ls") == true)
        #expect(verb("vault", "status") != nil)
    }

    @Test func `flags, values and names are those of the parser`() {
        #expect(verb("renew")?.options.contains { $0.names == ["--force"] && $0.values == nil } == true)
        #expect(verb("renew")?.positionals.first?.values == .profileNames)
        #expect(verb("completions")?.positionals.first?.values == .oneOf(["bash", "zsh", "fish"]))
        #expect(verb("set")?.options.contains { $0.names.contains("--step-up") && $0.values != nil } == true)
        #expect(verb("show")?.options.contains { $0.names == ["--verbose", "-v"] } == true)
    }

    @Test(arguments: [
        ("renew", true), ("show", true), ("set", true), ("rename", true), ("log", false), ("list", false),
    ])
    func `the selected profile stands where a verb cannot do without`(name: String, takes: Bool) {
        #expect(verb(name)?.positionals.first?.takesSelected ?? false == takes)
    }

    @Test(arguments: ["board", "demo", "sandbox", "exec", "token", "unlock"])
    func `what needs the terminal is refused`(name: String) { #expect(verb(name)?.refusal?.hasPrefix(name) == true) }

    @Test func `what a read-only board runs is named, and all else counts as a change`() {
        func reading(_ verb: Vocabulary.Verb, _ path: String = "") -> [String] {
            let name = path + (verb.names.first ?? "")
            return (verb.isReading ? [name] : []) + verb.verbs.flatMap { reading($0, name + " ") }
        }
        let names = Set(vocabulary.verbs.flatMap { reading($0) })
        #expect(names == BoardRefusals.reading, "each of these names is a verb")
        for changing in ["login", "logout", "set", "rename", "clone", "renew", "rotate", "token", "exec", "connect"] {
            #expect(!names.contains(changing))
        }
        func turns(_ verb: String, _ option: String) -> Bool? {
            self.verb(verb)?.options.first { $0.names.contains(option) }?.makesReading
        }
        #expect(turns("show", "--introspect") == false && turns("metrics", "--output") == false)
        #expect(turns("rotate", "--status") == true && turns("migrate-store", "--dry-run") == true)
        #expect(self.verb("rename")?.options.contains { $0.names.contains("--help") } == true)
    }

    @Test func `no flag that gives or reads a secret is offered`() {
        func refused(_ verb: Vocabulary.Verb) -> [String] {
            verb.options.filter { $0.refusal != nil }.flatMap(\.names) + verb.verbs.flatMap(refused)
        }
        let names = Set(vocabulary.verbs.flatMap(refused))
        #expect(names.isSuperset(of: ["--client-secret", "--client-secret-stdin", "--follow", "--paste"]))
    }
}

@Suite struct CommandHistoryTests {
    private func with(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "history-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder + "/history")
    }

    private func mode(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
    }

    @Test func `lines come back, the same one once, in a file of the operator's own`() throws {
        try with { path in
            let history = CommandHistory(path: path)
            #expect(history.lines() == [])
            for line in ["renew a", "log", "renew a"] { history.append(line) }
            #expect(history.lines() == ["log", "renew a"])
            #expect(mode(path) == 0o600)
            chmod(path, 0o644)
            #expect(history.lines().count == 2)
            #expect(mode(path) == 0o600)
        }
    }

    @Test func `a long file is cut, a link is not followed, a folder is none`() throws {
        try with { path in
            let history = CommandHistory(path: path)
            for number in 0..<(2 * CommandHistory.limit + 1) { history.append("show p\(number)") }
            #expect(history.lines().count == CommandHistory.limit)
            #expect(
                try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == CommandHistory.limit)
            try FileManager.default.createSymbolicLink(atPath: path + "-link", withDestinationPath: path)
            #expect(CommandHistory(path: path + "-link").lines() == [])
            try FileManager.default.createDirectory(atPath: path + "-folder", withIntermediateDirectories: false)
            #expect(CommandHistory(path: path + "-folder").lines() == [])
        }
    }
}
