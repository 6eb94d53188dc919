import MintCore
import Testing

@testable import MintBoard

/// Each thing is said once, whatever the state goes through meanwhile.
@Suite struct PlainTellingTests {
    private func work(_ news: [String], attempt: Int = 1) -> WizardWork {
        WizardWork(
            attempt: Attempt(attempt), since: Timestamp(100), words: "Asking a.example",
            news: news.map { WizardText($0) })
    }

    @Test func `work is named once, its news as they come, and a long silence is broken every ten seconds`() {
        var telling = PlainTelling()
        #expect(telling.lines(of: work([]), at: Timestamp(100)) == ["Asking a.example."])
        #expect(telling.lines(of: work(["200  challenge"]), at: Timestamp(101)) == ["200 challenge"])
        // Of a long list the board keeps the last few.
        #expect(telling.lines(of: work(["200  challenge", "404  metadata"]), at: Timestamp(102)) == ["404 metadata"])
        #expect(telling.lines(of: work(["404  metadata"]), at: Timestamp(103)) == [])
        #expect(telling.lines(of: work(["404  metadata"]), at: Timestamp(111)) == [])
        #expect(
            telling.lines(of: work(["404  metadata"]), at: Timestamp(112)) == [
                "Still at it after 12 s: Asking a.example."
            ])
        #expect(telling.lines(of: work(["404  metadata"]), at: Timestamp(113)) == [])
        #expect(telling.lines(of: work([], attempt: 2), at: Timestamp(114)) == ["Asking a.example."])
    }

    @Test func `a page is announced once, its facts when they change, a refusal each time it is given`() throws {
        var wizard = LoginWizard(.new, at: Timestamp(0)), telling = PlainTelling()
        #expect(telling.lines(of: wizard).first == "Login, step 1 of 7, Server: Which server is it?")
        #expect(telling.lines(of: wizard) == [])
        wizard.form.refuse(nil, "A server is needed", hint: "For example mcp.example.com")
        let refusal = ["Not yet: A server is needed.", "  For example mcp.example.com"]
        #expect(telling.lines(of: wizard) == refusal)
        #expect(telling.lines(of: wizard) == [])
        telling.forgetRefusal()
        #expect(telling.lines(of: wizard) == refusal)
    }
}
