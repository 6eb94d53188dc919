import MintCore
import MintScreen

@testable import MintBoard

/// Two steps with every kind of field.
struct SampleWizard: Wizard {
    var title: String { "Sample" }
    var steps = ["First", "Second", "Third with a long name"]
    var place = 0
    var form = WizardForm()
    var work: WizardWork?
    var isLong = false
    var report: [WizardText] = [WizardText("read this", .good), WizardText("█▀▄ █▀▄", isVerbatim: true)]

    var farewell: String? { form.isTouched ? "Leave the sample? Nothing was saved." : nil }

    var page: WizardPage {
        guard place == 0 else {
            return WizardPage(
                title: "Second", lines: [WizardText("The last of them.")],
                fields: [
                    WizardField("go", "Do it", .button), WizardField("look", "What was found", .report(report)),
                    WizardField("sure", "Is that right, whatever it may be that you were asked here?", .question),
                ], forward: "finish")
        }
        let many = (1...30).map { WizardOption("scope-\($0)", "scope:\($0)", "number \($0)") }
        return WizardPage(
            title: "First", lines: [WizardText("A few words about what this step is for, broken where it is narrow.")],
            fields: [
                WizardField(
                    "name", "Name", .text(placeholder: "https://mcp.example.com"), note: "A host name or an address."),
                WizardField("key", "Secret", .secret()),
                WizardField(
                    "kind", "Grant",
                    .choice([
                        WizardOption("cc", "client-credentials", "a machine, by its secret or its key"),
                        WizardOption(
                            "device", "device-code", "a person",
                            doubt: .unlikely("the server does not list it; many do not although they have it")),
                        WizardOption("static", "static", doubt: .impossible("there is no token")),
                    ])),
                WizardField(
                    "scopes", "Scopes",
                    .checks(
                        isLong ? many : [WizardOption("a", "tools:read", "challenged"), WizardOption("b", "admin")])
                ),
            ], forward: "ask the server")
    }

    mutating func forward(_ turn: WizardTurn) -> [Effect] {
        guard place == 0 else { return [] }
        guard form.given("name") != nil else {
            form.refuse("name", "A name is needed", hint: "Type one.")
            return []
        }
        form.turnPage()
        place = 1
        return []
    }

    mutating func back(_ turn: WizardTurn) -> [Effect] {
        form.turnPage()
        place = 0
        return []
    }

    mutating func press(_ button: FieldID, _ turn: WizardTurn) -> [Effect] {
        work = WizardWork(attempt: turn.attempt, since: turn.now, words: "Asking id.example")
        return []
    }

    mutating func changed(_ field: FieldID, _ turn: WizardTurn) -> [Effect] { [] }

    mutating func cancelWork() -> [Effect] {
        defer { work = nil }
        return work.map { [.cancel($0.attempt)] } ?? []
    }

    func abandoned() -> [Effect] { [.redraw] }
    func hold(_ field: FieldID) -> Effect { .dropEntry }
}

extension Session {
    static func wizard(_ wizard: some Wizard, columns: Int = 80, rows: Int = 24, glyphs: Glyphs = .unicode) -> Session {
        let session = Session(.sample(columns: columns, rows: rows, glyphs: glyphs))
        session.value.begin(wizard)
        return session
    }

    var form: WizardForm { value.wizard?.form ?? WizardForm() }
    var place: Int { value.wizard?.place ?? -1 }
}
