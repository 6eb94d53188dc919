import MintCore
import MintScreen
import Testing

@testable import MintBoard

@Suite struct WizardFormTests {
    @Test func `keys fill in the fields in order, and Enter goes from one to the next`() {
        let session = Session.wizard(SampleWizard())
        #expect(session.form.focus == "name")
        session.type("mcp.example")
        session.press([.enter])
        #expect(session.form.focus == "key" && session.form.text("name") == "mcp.example")
        session.apply(.typed(5))
        #expect(session.press([.enter]) == [.dropEntry])
        #expect(session.form.secrets["key"] == .held(5) && session.form.focus == "kind")
        session.press([.enter])
        #expect(session.form.choices["kind"] == "cc" && session.form.focus == "scopes")
        session.press([.character(" "), .down, .character(" "), .up, .character(" ")])
        #expect(session.form.checks["scopes"] == ["b"])
        session.press([.enter])
        #expect(session.place == 1)
    }

    @Test func `back and forward keep what was typed`() {
        let session = Session.wizard(SampleWizard())
        session.type("mcp.example")
        session.press([.ctrl("n")])
        #expect(session.place == 1 && session.form.focus == "go")
        session.press([.ctrl("p")])
        #expect(session.place == 0 && session.form.text("name") == "mcp.example")
    }

    @Test func `a refusal names the field, and goes with the next key that changes it`() {
        let session = Session.wizard(SampleWizard())
        session.press([.down, .down, .ctrl("n")])
        #expect(session.place == 0 && session.form.focus == "name")
        #expect(session.form.refusal?.failure.headline == "A name is needed")
        session.type("x")
        #expect(session.form.refusal == nil)
    }

    @Test func `a greyed entry says why, and is taken when it is chosen once more`() {
        let session = Session.wizard(SampleWizard())
        session.press([.down, .down, .down, .character(" ")])
        #expect(session.form.choices["kind"] == nil)
        #expect(session.form.refusal?.failure.headline.contains("does not list it") == true)
        session.press([.character(" ")])
        #expect(session.form.choices["kind"] == "device" && session.form.refusal == nil)
        session.press([.down, .character(" "), .character(" ")])
        #expect(session.form.choices["kind"] == "device")
        #expect(session.form.refusal?.failure.headline == "static cannot be chosen: there is no token")
    }

    @Test func `Esc asks once, and everything but y stays`() {
        let session = Session.wizard(SampleWizard())
        session.type("x")
        for key in [Key.enter, .escape, .character("n"), .character("x")] {
            session.press([.escape])
            #expect(session.form.isLeaving)
            session.press([key])
            #expect(!session.form.isLeaving && session.place == 0 && session.form.text("name") == "x")
        }
        #expect(session.press([.escape, .character("y")]) == [.dropEntry, .redraw])
        #expect(session.screens.isEmpty)
    }

    @Test func `what nobody touched is left without a question`() {
        let session = Session.wizard(SampleWizard())
        #expect(session.press([.escape]) == [.dropEntry, .redraw])
        #expect(session.screens.isEmpty)
    }

    @Test func `Esc cancels work in flight, other keys wait for it, and back gives it up`() {
        let session = Session.wizard(SampleWizard(place: 1))
        session.press([.enter])
        #expect(session.value.wizard?.work != nil)
        session.press([.down, .character("y")])
        #expect(session.form.answers.isEmpty)
        guard case .cancel? = session.press([.escape]).first else {
            Issue.record("not cancelled")
            return
        }
        #expect(session.value.wizard?.work == nil && session.place == 1)
        session.press([.enter])
        guard case .cancel? = session.press([.ctrl("p")]).first else {
            Issue.record("not cancelled")
            return
        }
        #expect(session.place == 0)
    }

    @Test func `letters of a secret are the loop's while the field has the focus`() {
        let session = Session.wizard(SampleWizard())
        #expect(!session.value.takesPassword)
        session.press([.tab])
        #expect(session.value.takesPassword)
        session.apply(.typed(3))
        session.press([.escape])
        #expect(!session.value.takesPassword, "a question is open")
    }

    @Test func `a question is no until somebody says yes`() {
        let session = Session.wizard(SampleWizard(place: 1))
        session.press([.tab])
        #expect(session.form.focus == "sure" && session.form.answers["sure"] == nil)
        session.press([.character("y")])
        #expect(session.form.answers["sure"] == true)
        session.press([.character("n")])
        #expect(session.form.answers["sure"] == false)
    }

    @Test func `the keys that are listed do what they say`() throws {
        let session = Session.wizard(SampleWizard())
        session.press([.function(1)])
        #expect(session.drawn.text.contains("Keys valid now"))
        session.type("next field")
        session.press([.enter])
        #expect(session.form.focus == "key")
    }
}
