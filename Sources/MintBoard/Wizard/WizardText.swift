import MintScreen

/// A line that a wizard says.
struct WizardText: Equatable, Sendable {
    var text: String
    var style: Style
    /// Shown as it is: a picture, a command, something to copy. Other text is broken at blanks where it is too long.
    var isVerbatim: Bool
    /// It is about a picture.
    var isForEyes = false
    /// What it is, before it: `issuer`.
    var label: String?

    init(_ text: String, _ style: Style = .plain, isVerbatim: Bool = false) {
        self.text = text
        self.style = style
        self.isVerbatim = isVerbatim
    }

    /// A fact under its name.
    init(_ label: String, is text: String, _ style: Style = .plain) {
        self.init(text, style)
        self.label = label
    }

    static let gap = WizardText("")
}
