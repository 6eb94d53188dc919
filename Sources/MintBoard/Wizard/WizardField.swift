/// Something that a step of a wizard asks or shows, as data: a screen draws it, a dialogue asks it line by line. What was
/// answered is in the ``WizardForm``.
struct WizardField: Equatable, Sendable, Identifiable {
    let id: FieldID
    /// A few words; empty where the page's title says it.
    var label: String
    /// What helps to answer; shown while the field has the focus.
    var note: String?
    var kind: Kind

    init(_ id: FieldID, _ label: String, _ kind: Kind, note: String? = nil) {
        self.id = id
        self.label = label
        self.kind = kind
        self.note = note
    }

    enum Kind: Equatable, Sendable {
        /// A line of text.
        case text(placeholder: String = "")
        /// Bytes that the state never sees; a paste may have several lines. By lines those are told apart from other
        /// answers only where a key is asked for.
        case secret(isKey: Bool = false)
        /// One of several.
        case choice([WizardOption])
        /// Any of several.
        case checks([WizardOption])
        /// Yes or no; no until somebody says yes.
        case question
        /// Does something when it is pressed.
        case button
        /// Only to be read.
        case report([WizardText])
    }

    var takesFocus: Bool { if case .report = kind { false } else { true } }

    /// What can be chosen here.
    var options: [WizardOption] {
        switch kind {
        case .choice(let options), .checks(let options): options
        default: []
        }
    }
}

/// An entry of a choice.
struct WizardOption: Equatable, Sendable, Identifiable {
    let id: String
    var title: String
    /// What it means, in a few words.
    var detail: String
    /// Why it is greyed.
    var doubt: Doubt?

    init(_ id: String, _ title: String, _ detail: String = "", doubt: Doubt? = nil) {
        self.id = id
        self.title = title
        self.detail = detail
        self.doubt = doubt
    }

    enum Doubt: Equatable, Sendable {
        /// It may work all the same: whoever chooses it twice gets it.
        case unlikely(String)
        /// It cannot work.
        case impossible(String)

        var reason: String {
            switch self {
            case .unlikely(let reason), .impossible(let reason): reason
            }
        }
    }
}
