import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct RowTextTests {
    @Test(
        arguments: [
            (0, "00:00"), (133, "02:13"), (2467, "41:07"), (3599, "59:59"), (3600, "1h00"), (11520, "3h12"),
            (172_799, "47h59"),
            (172_800, "2d"), (1_036_800, "12d"), (86_400_000, "2y"), (-80, "-1:20"), (-11520, "-3h12"),
            (-1_036_800, "-12d"),
            (.max, "999y"), (-1, "-0:01"),
        ] as [(Int, String)])
    func `countdowns in few columns`(seconds: Int, text: String) {
        #expect(TimeText.countdown(seconds) == text)
    }

    @Test(
        arguments: [(0, "now"), (59, "now"), (60, "1m"), (3600, "1h"), (86400, "1d"), (-5, "now")] as [(Int, String)])
    func `ages are coarse`(seconds: Int, text: String) { #expect(TimeText.age(seconds) == text) }

    @Test(arguments: [(820, "0.8 ms"), (12_400, "12 ms"), (1_240_000, "1.24 s"), (-3, "0.0 ms")] as [(Int, String)])
    func `rungs are timed`(spent: Int, text: String) { #expect(TimeText.duration(microseconds: spent) == text) }

    @Test(
        arguments: [
            (88 * 86400, .clientSecret, "88d", .plain), (12 * 86400, .privateKey, "key 12d", .plain),
            (3 * 86400, .clientSecret, "3d !!", .alarm), (9 * 86400, .privateKey, "9d !", .warning),
            (7200, .clientSecret, "2h !!", .alarm), (0, .clientSecret, "over !!", .alarm),
        ] as [(Int, KeyringKey.Kind, String, Style)])
    func `a credential's end`(left: Int, kind: KeyringKey.Kind, text: String, style: Style) throws {
        var record = try Samples.record("a")
        record.credential = Samples.credential(kind, endsIn: left)
        #expect(row(record).secret == Span(text, style))
    }

    @Test(
        arguments: [
            (2467, 3600, "▇▇▇▇▇▁ 41:07"), (133, 1400, "▇▁▁▁▁▁ 02:13 !"), (1, 3600, "▇▁▁▁▁▁ 00:01 !"),
            (3600, 3600, "▇▇▇▇▇▇  1h00"),
            (-80, 3600, "expired  -1:20"), (nil, 0, "           ?"),
        ] as [(Int?, Int, String)])
    func `a token's countdown and its mark`(left: Int?, lifetime: Int, text: String) throws {
        let line = row(try Samples.record("a", left: left, of: lifetime)).token(width: 14, barCells: 6)
        #expect(line.map(\.text).joined() == text)
    }

    @Test func `hostile names, servers and codes cannot steer the terminal`() throws {
        let hostile = "a\u{1B}]0;x\u{7}\u{9B}2J\u{202E}b\u{200B}c\nd\u{2066}"
        var record = try Samples.record("x")
        record.profile.name = hostile
        record.profile.clientID = hostile
        record.profile.issuer = hostile
        record.profile.requestedScopes = [hostile]
        record.contact = ContactRecord(
            at: Samples.now, failure: ContactFailure(code: hostile, headline: hostile, hint: hostile))
        let state = Session.showing([record], columns: 130)
        for keys in [[], [.enter], [.end], [.escape, .character("p")]] as [[Key]] {
            state.press(keys)
            for cell in state.drawn.cells {
                #expect(cell.glyph?.unicodeScalars.allSatisfy(\.isSafeToShow) ?? true)
            }
        }
        #expect(row(record).name == "a]0;x2Jbc d")
    }

    @Test(arguments: [
        ("plain-name", "plain-name"), ("two words", "'two words'"), ("it's", "'it'\\''s'"), ("-x", "'-x'"), ("", "''"),
        ("支", "'支'"),
    ])
    func `names in ready commands are one shell word`(name: String, word: String) { #expect(name.shellWord == word) }

    @Test(arguments: [
        (90, 1, "89d"), (90, 87, "3d !!"), (90, 90, "old !!"), (90, 400, "old !!"),
    ])
    func `a secret that no server gave an end is due by the operator's rule`(
        maxAge: Int, age: Int, text: String
    ) throws {
        var record = try Samples.record("a")
        record.credential = CredentialRecord(
            kind: .clientSecret, generation: 1, createdAt: Samples.now + -age * 86_400)
        #expect(row(record).secret.text == "-")
        var preferences = BoardPreferences()
        preferences.policy.secretMaxAge = maxAge * 86_400
        #expect(row(record, preferences.policy).secret.text == text)
        record.credential?.expiresAt = Samples.now + 40 * 86_400
        #expect(row(record, preferences.policy).secret.text == "40d")
    }

    @Test(arguments: [(20, "fewer scopes"), (12, "fewer scopes"), (8, "scopes")])
    func `a token with less than was asked for is told in its row (TK-6)`(width: Int, words: String) throws {
        var record = try Samples.record("a")
        record.contact = ContactRecord(at: Samples.now)
        record.token?.scopes = []
        try #require(record.token != nil && !record.profile.requestedScopes.isEmpty)
        let line = row(record).health(width: width)
        #expect(line.map(\.text).joined().hasPrefix(words) && line.first?.style == .warning)
        let asked = record.profile.requestedScopes
        record.token?.scopes = asked
        #expect(row(record).health(width: width).first?.text == "ok")
    }

    @Test func `what a token was granted without is named below the list (TK-6)`() throws {
        var record = try Samples.record("a")
        record.contact = ContactRecord(at: Samples.now)
        record.token?.scopes = ["other"]
        try #require(record.token != nil)
        record.profile.requestedScopes = ["other", "tools:call"]
        let words = "granted without tools:call"
        #expect(Session.showing([record], columns: 100, rows: 24).value.drawn.text.contains(words))
        record.token?.scopes = ["other", "tools:call"]
        #expect(!Session.showing([record], columns: 100, rows: 24).value.drawn.text.contains("granted without"))
    }

    private func row(_ record: ProfileRecord, _ policy: DuePolicy = DuePolicy()) -> RowText {
        RowText(record: record, renewal: nil, policy: policy, now: Samples.now, glyphs: .unicode)
    }
}
