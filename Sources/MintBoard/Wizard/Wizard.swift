import MintCore

/// A dialogue in steps as a pure value: what it asks now, what was answered, what it waits for. The board draws it
/// (``WizardScreen``) and sends it keys (``WizardForm/press(_:on:)``); a dialogue by lines asks the same pages.
///
/// Nothing is saved before the last step.
protocol Wizard: Equatable, Sendable {
    /// `Login`
    var title: String { get }
    /// The steps' names, in order.
    var steps: [String] { get }
    /// Which of them it is at.
    var place: Int { get }
    var page: WizardPage { get }
    /// All that was typed and chosen, whatever the step.
    var form: WizardForm { get set }
    var work: WizardWork? { get }
    /// What leaving asks; `nil` where nothing would be lost.
    var farewell: String? { get }
    /// Whether there is a step to go back to.
    var leadsBack: Bool { get }
    /// It came to its end, and is about to go.
    var isFinished: Bool { get }
    /// A store that is to be made ready before it goes on; its dialog opens over the wizard.
    var wantsStore: StoreName? { get set }

    /// The step is answered: checks it and goes on, begins work, or refuses (``WizardForm/refusal``).
    mutating func forward(_ turn: WizardTurn) -> [Effect]
    mutating func back(_ turn: WizardTurn) -> [Effect]
    mutating func press(_ button: FieldID, _ turn: WizardTurn) -> [Effect]
    /// A field has another answer.
    mutating func changed(_ field: FieldID, _ turn: WizardTurn) -> [Effect]
    /// Gives up what is under way; the answers stay.
    mutating func cancelWork() -> [Effect]
    /// What has to be done once it is left without being finished.
    func abandoned() -> [Effect]
    /// Takes what was typed into a secret field out of the loop's hands.
    func hold(_ field: FieldID) -> Effect
}

extension Wizard {
    var leadsBack: Bool { place > 0 }
    var isFinished: Bool { false }

    var wantsStore: StoreName? {
        get { nil }
        set {}
    }

    /// Puts the focus where the page begins, where it is nowhere on it.
    mutating func settle() {
        let page = page
        form.settle(on: page)
    }
}
