import MintCore

/// One step of a wizard as it stands now.
struct WizardPage: Equatable, Sendable {
    var title: String
    /// What it is about.
    var lines: [WizardText] = []
    /// Shown where there is room for it whole: below the lines, or beside them.
    var picture: [String]?
    /// In the order in which they are asked.
    var fields: [WizardField] = []
    /// What going on does: `ask the server`; `nil` where there is nothing to go on to.
    var forward: String? = "go on"
    /// What it offers is still being looked at: what is answered now would be refused.
    var isIncomplete = false

    /// Where keys can go.
    var stops: [WizardField] { fields.filter(\.takesFocus) }

    subscript(id: FieldID) -> WizardField? { fields.first { $0.id == id } }
}

/// Why the way on was refused.
struct WizardRefusal: Equatable, Sendable {
    /// The field to mend; `nil` where it is the step as a whole.
    var field: FieldID?
    var failure: Failure

    init(_ field: FieldID?, _ failure: Failure) { (self.field, self.failure) = (field, failure) }

    init(_ field: FieldID?, _ headline: String, hint: String? = nil) {
        self.init(field, Failure(headline: headline, hint: hint, exitStatus: .local))
    }
}

/// What a wizard waits for.
struct WizardWork: Equatable, Sendable {
    let attempt: Attempt
    let since: Timestamp
    /// `Asking id.example for a token`
    var words: String
    /// When the wait ends by itself.
    var until: Timestamp?
    /// What came so far.
    var news: [WizardText] = []
    /// Whether fields can be filled in meanwhile.
    var takesInput = false
}

/// What an event at a wizard may use: the moment, and a name for work that it starts.
struct WizardTurn: Sendable {
    let now: Timestamp
    let attempt: Attempt
}
