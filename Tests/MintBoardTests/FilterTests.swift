import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct FilterTests {
    @Test(
        arguments: [
            (
                "",
                [
                    "billing-sync", "laptop", "nightly-export", "search-worker", "支払い同期の夜間バッチ", "👩‍💻 équipe",
                    "long-lived-batch-of-the-warehouse",
                ]
            ),
            ("export", ["nightly-export"]), ("EXPORT night", ["nightly-export"]), ("export laptop", []),
            ("!client-credentials", ["laptop"]), ("grant:dev", ["laptop"]), ("grant:device-code", ["laptop"]),
            ("!grant:cc", ["laptop"]), ("grant:cc jwt", ["billing-sync"]), ("host:billing", ["billing-sync"]),
            ("host:export.example !post", []), ("state:expired", ["nightly-export"]),
            ("state:failing", ["nightly-export"]),
            ("state:expiring", ["search-worker"]), ("state:unk", ["支払い同期の夜間バッチ"]), ("state:none", ["👩‍💻 équipe"]),
            ("state:exp", ["nightly-export", "search-worker"]), ("exp:<5m", ["nightly-export", "search-worker"]),
            ("exp:<=133", ["nightly-export"]), ("exp:>1d", ["long-lived-batch-of-the-warehouse"]),
            ("exp:>0s exp:<1h", ["billing-sync", "laptop", "search-worker"]), ("支払い", ["支払い同期の夜間バッチ"]),
            ("svc-laptop", ["laptop"]), ("!", nil), ("grant:", nil), ("exp:<", nil), ("exp:", nil), ("  ", nil),
        ] as [(String, [String]?)])
    func `the language: words AND, ! negates, prefixes compare`(text: String, expected: [String]?) throws {
        let records = try Samples.picture()
        let filter = Filter(text)
        let catalog = Catalog(records)
        let found = records.indices.filter { filter.matches($0, of: catalog, at: Samples.now) }.map {
            records[$0].profile.name
        }
        // `nil`: a term that is not complete yet hides nothing.
        let wanted = expected ?? records.map(\.profile.name)
        #expect(Set(found) == Set(wanted.map { $0 == "👩‍💻 équipe" ? "👩‍💻 e\u{301}quipe" : $0 }))
        #expect(filter.problem == nil)
    }

    @Test(arguments: [
        ("tag:prod", ["a", "b"]), ("tag:pro", ["a", "b"]), ("!tag:prod", ["c"]), ("tag:prod tag:eu", ["a"]),
        ("tag:PROD", ["a", "b"]), ("eu-west", ["a"]), ("tag:", ["a", "b", "c"]), ("tag:rod", []), ("warehouse", ["c"]),
    ])
    func `tags are compared from their beginning, tags and notes are found by words`(
        text: String, expected: [String]
    ) throws {
        let tags = ["a": ["prod", "eu-west"], "b": ["prod"], "c": []]
        let catalog = Catalog(
            try tags.sorted { $0.key < $1.key }.map { name, tags in
                var settings = ProfileSettings()
                settings.tags = tags
                settings.note = name == "c" ? "for the Warehouse" : nil
                return ProfileRecord(profile: try Samples.profile(name, settings: settings))
            })
        let filter = Filter(text)
        #expect(
            catalog.records.indices.filter { filter.matches($0, of: catalog, at: Samples.now) }
                .map { catalog.records[$0].profile.name } == expected)
    }

    @Test(arguments: ["exp:soon", "exp:<x", "exp:<1y", "exp:1h", "state:broken", "exp:<99999999999999999999"])
    func `what cannot be understood is named`(text: String) {
        #expect(Filter(text).problem != nil)
    }

    @Test func `the list follows while typing, Escape brings all back`() throws {
        let state = Session.showing(try Samples.picture())
        state.type("/lap")
        #expect(state.names == ["laptop"] && state.selectedName == "laptop")
        state.type("x")
        #expect(state.names.isEmpty && state.selectedName == nil)
        #expect(state.drawn.text.contains("No profile matches the filter."))
        state.press([.backspace])
        #expect(state.names == ["laptop"])
        state.press([.escape])
        #expect(state.names.count == 7 && state.list.editor == nil)
    }

    @Test func `a paste is taken without what could steer a terminal`() throws {
        let state = Session.showing(try Samples.picture())
        state.type("/")
        state.press([.paste("lap\u{1B}[31m\u{202E}\ntop")])
        #expect(state.list.editor?.text == "lap[31m top")
    }

    @Test func `a filter by time left is followed as time passes`() throws {
        let state = Session.showing([try Samples.record("a", left: 3605)])
        state.type("/exp:<1h")
        #expect(state.names.isEmpty)
        state.apply(.tick(Samples.now + 6))
        #expect(state.names == ["a"])
    }

    @Test(
        arguments: [
            ([.character("a"), .character("b"), .left, .character("c")], "acb", 2),
            ([.paste("one two"), .ctrl("w")], "one ", 4), ([.paste("abc"), .home, .delete], "bc", 0),
            ([.paste("abc"), .left, .ctrl("u")], "c", 0), ([.paste("abc"), .home, .right, .ctrl("k")], "a", 1),
            ([.backspace, .delete, .left, .right], "", 0),
            ([.character("e"), .paste("\u{301}"), .character("x")], "e\u{301}x", 2),
        ] as [([Key], String, Int)])
    func `a line is edited in the middle, too`(keys: [Key], text: String, cursor: Int) {
        var editor = LineEditor()
        let understood = keys.map { editor.apply($0) }
        #expect(!understood.contains(false))
        #expect(editor.text == text && editor.cursor == cursor)
    }

    @Test func `a line has an end`() {
        var editor = LineEditor()
        let isTaken = editor.apply(.paste(String(repeating: "x", count: 100_000)))
        #expect(editor.text.count == 256)
        let isMoved = editor.apply(.up)
        #expect(isTaken && !isMoved)
    }
}
