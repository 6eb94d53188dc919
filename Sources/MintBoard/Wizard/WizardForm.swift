import MintScreen

/// What was answered so far, and where the keys go. Of a secret it knows the length only.
struct WizardForm: Equatable, Sendable {
    var texts: [FieldID: LineEditor] = [:]
    var choices: [FieldID: String] = [:]
    var checks: [FieldID: Set<String>] = [:]
    var secrets: [FieldID: SecretProgress] = [:]
    var answers: [FieldID: Bool] = [:]

    var focus: FieldID?
    /// The entry under the cursor, in a field that has several.
    var entry = 0
    /// A greyed entry that was chosen once; once more means it.
    var doubted: String?
    var refusal: WizardRefusal?
    /// Somebody is asked whether to leave.
    var isLeaving = false
    /// The first line shown, where somebody scrolled; else the focus decides.
    var top: Int?
    /// Whether anything was answered at all.
    var isTouched = false

    enum SecretProgress: Equatable, Sendable {
        /// So many characters are with the loop.
        case typing(Int)
        /// They are where they will be used.
        case held(Int)
    }

    static let textLimit = 4096

    /// What was typed, without blanks around it.
    func text(_ field: FieldID) -> String {
        var text = Substring(texts[field]?.text ?? "")
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// The same, where it is not empty.
    func given(_ field: FieldID) -> String? {
        let text = text(field)
        return text.isEmpty ? nil : text
    }

    mutating func set(_ field: FieldID, _ text: String) { texts[field] = LineEditor(text, limit: Self.textLimit) }

    func hasSecret(_ field: FieldID) -> Bool {
        switch secrets[field] {
        case .typing(let count), .held(let count): count > 0
        case nil: false
        }
    }

    mutating func refuse(_ field: FieldID?, _ headline: String, hint: String? = nil) {
        refuse(WizardRefusal(field, headline, hint: hint))
    }

    mutating func refuse(_ refusal: WizardRefusal) {
        self.refusal = refusal
        top = nil
        if let field = refusal.field { focus = field }
    }

    /// Another step: its beginning, without what was said about the one before.
    mutating func turnPage() { (focus, entry, doubted, refusal, top, isLeaving) = (nil, 0, nil, nil, nil, false) }

    mutating func settle(on page: WizardPage) {
        if let focus, page.stops.contains(where: { $0.id == focus }) {
            entry = min(entry, max((page[focus]?.options.count ?? 0) - 1, 0))
            return
        }
        focus = page.stops.first?.id
        entry = focus.flatMap { page[$0] }.map { place(in: $0) } ?? 0
    }

    /// Where the cursor begins in a field: at what is chosen.
    func place(in field: WizardField) -> Int {
        guard case .choice(let options) = field.kind, let chosen = choices[field.id] else { return 0 }
        return options.firstIndex { $0.id == chosen } ?? 0
    }
}
