import MintCore
import TestSupport
import Testing

@testable import MintCommands

@Suite struct MomentTests {
    private static let day = 1_794_960_000  // 2026-11-18T00:00:00Z

    @Test(
        arguments: [
            ("2h", -7200), ("90", -90), ("7d", -604_800), ("0s", 0), ("2026-11-18", day - 1_795_000_000),
            ("2026-11-18T01:00:00Z", day + 3600 - 1_795_000_000), ("2026-11-18t01:00:00z", day + 3600 - 1_795_000_000),
            ("2026-11-18T01:00:00.999Z", day + 3600 - 1_795_000_000),
            ("2026-11-18 01:00:00+01:00", day - 1_795_000_000),
            ("2026-11-18T00:00:00-00:30", day + 1800 - 1_795_000_000),
        ] as [(String, Int)])
    func `a span, a day or a moment is read`(text: String, fromNow: Int) {
        #expect(Moment.read(text, before: Practice.start, .first).map { $0 - Practice.start } == fromNow)
    }

    @Test func `a day ends with its last second`() {
        #expect(Moment.read("2026-11-18", before: Practice.start, .last) == Timestamp(Self.day + 86_399))
        #expect(Moment.read("1h", before: Practice.start, .last) == Practice.start + -3600)
    }

    @Test(arguments: [
        "", " ", "h", "-2h", "2w", "99999999999999999999d", "11y", "2026-11", "2026-02-30", "2026-13-01", "26-11-18",
        "2026-11-18T01:00", "2026-11-18T01:00:00", "2026-11-18T24:00:00Z", "2026-11-18T01:60:00Z",
        "2026-11-18T01:00:00.Z", "2026-11-18T01:00:00+1:00", "2026-11-18T01:00:00+24:00", "2026-11-18T01:00:00ZZ",
        "2026-11-18T01:00:00 Z", "２０２６-11-18", "2026-11-18T0١:00:00Z", "\u{0}", "yesterday",
        "2026-11-18T01:00:00.\(String(repeating: "1", count: 99))Z",
    ])
    func `anything else is not`(text: String) {
        #expect(Moment.read(text, before: Practice.start, .first) == nil)
    }
}
