import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct MessageLogTests {
    private func failure(_ words: String) -> Failure { Failure(headline: words, hint: "try", exitStatus: .network) }

    @Test func `the newest first, the same is counted, and the oldest go`() {
        var log = MessageLog()
        for number in 0..<(MessageLog.limit + 10) {
            log.note(failure("no \(number)"), of: "a", at: Samples.now + number)
        }
        #expect(log.entries.count == MessageLog.limit && log.entries.first?.headline == "no \(MessageLog.limit + 9)")
        log.note(failure("no 100"), of: "a", at: Samples.now + 9000)
        #expect(log.entries.count == MessageLog.limit && log.entries.first?.times == 2)
        log.note(failure("no 100"), of: "b", at: Samples.now + 9001)
        #expect(log.entries.first?.times == 1)
    }

    @Test func `what somebody cancelled is no news`() {
        var log = MessageLog()
        log.note(Failure(CancellationError()), of: "a", at: Samples.now)
        #expect(log.entries.isEmpty)
    }

    @Test func `they count in the heading until they are read`() throws {
        let state = Session.showing([try Samples.record("alpha", left: 1000), try Samples.record("beta", left: 2000)])
        #expect(!state.drawn.text.contains("message"))
        state.press([.character("M")])
        #expect(state.screens.isEmpty && state.notice?.text.contains("nothing went wrong") == true)
        let attempt = try #require(state.press([.character("R")]).attempts.first)
        state.apply(.renewalFailed(ProfileID(rawValue: "id-alpha"), attempt, failure("id.example is down")))
        #expect(state.drawn.text.contains("1 message"))
        state.press([.down])
        #expect(state.notice == nil && state.messages.unread == 1, "the notice goes, the message stays")
        state.press([.character("M")])
        #expect(state.drawn.text.contains("id.example is down") && state.drawn.text.contains("alpha"))
        state.press([.escape])
        #expect(state.messages.unread == 0 && state.messages.entries.count == 1 && state.screens.isEmpty)
        state.press([.character("M"), .character("x")])
        #expect(state.messages.entries.isEmpty && state.screens.isEmpty)
    }

    @Test func `a renewal ahead of expiry that fails is told, too`() throws {
        let state = Session.showing([try Samples.record("alpha", left: 100, keepWarm: .always)])
        let effects = state.apply(.tick(Samples.now + 1)) + []
        let attempt = try #require(effects.attempts.first ?? state.renewals.values.first?.attempt)
        state.apply(.renewalFailed(ProfileID(rawValue: "id-alpha"), attempt, failure("id.example is down")))
        #expect(state.notice == nil && state.messages.unread == 1)
    }
}
