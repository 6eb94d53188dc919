import MintCore
import TestSupport
import Testing

@testable import MintCommands

@Suite struct NagiosTextTests {
    private static let now = Practice.start, day = 86_400

    private func line(_ ends: [String: Int?]) -> (line: String, code: Int32) {
        let records = ends.map { name, seconds in
            var credential = Practice.credential(1)
            credential.expiresAt = seconds.map { Self.now + $0 }
            return ProfileRecord(profile: Practice.profile(name), credential: credential)
        }
        let report = DueReport(records, policy: DuePolicy(), at: Self.now)
        let text = NagiosText(report: report, warn: 14 * Self.day, critical: 0, now: Self.now)
        return (text.line, text.code)
    }

    @Test func `nothing due is OK`() {
        let text = line(["a": nil, "b": 90 * Self.day])
        #expect(text.code == 0)
        #expect(
            text.line == "MINTMARK OK - nothing is due, 2 profiles | "
                + "due=0;0;;0;2 critical=0;;0;0;2 soonest=7776000s;1209600:;0:;;")
    }

    @Test func `something due is WARNING, something over CRITICAL`() {
        let warning = line(["a": 3 * Self.day])
        #expect(warning.code == 1)
        #expect(
            warning.line == "MINTMARK WARNING - 1 of 1 profile due: a: its client secret runs out in 3 days, on "
                + "2026-11-21 | due=1;0;;0;1 critical=0;;0;0;1 soonest=259200s;1209600:;0:;;")
        let critical = line(["a": 3 * Self.day, "b": -1])
        #expect(critical.code == 2 && critical.line.hasPrefix("MINTMARK CRITICAL - 2 of 2 profiles due: b: "))
    }

    @Test func `many are cut, and a bar in a name begins no performance data`() {
        let text = line(["a|b": 1, "c": 2, "d": 3, "e": 4, "f": 5]).line
        #expect(text.contains("a/b: ") && text.contains("; 2 more | due=5"))
        #expect(text.count { $0 == "|" } == 1 && !text.contains("\n"))
    }

    @Test func `what could not be looked at is UNKNOWN`() {
        let text = NagiosText.unknown(Failure(headline: "no | disk\nhere"))
        #expect(text == "MINTMARK UNKNOWN - no / disk here" && NagiosText.unknownCode == 3)
    }
}
