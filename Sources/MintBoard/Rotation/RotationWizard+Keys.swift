import MintCore
import MintScreen

extension RotationWizard {
    private typealias F = RotationField

    /// The public half, for whoever registers it at the server.
    var keyFields: [WizardField] {
        guard let shown = shownKey, isRegisteredByHand else { return [] }
        var lines = shown.split(separator: "\n").map { WizardText(String($0), .key) }
        if let savedPath { lines.append(WizardText("saved as \(savedPath.plainLine(limit: 200))", .good)) }
        return [
            WizardField(
                F.keyForm, "Its public half",
                .choice([
                    WizardOption("jwk", "JWK", "the new key alone"),
                    WizardOption("set", "JWK set", "with the key in use"),
                    WizardOption("pem", "PEM", "the new key alone"),
                ])),
            WizardField("public-key", "", .report(lines)),
            WizardField(
                F.savePath, "Save it as", .text(placeholder: "/path/to/public-key"),
                note: "A file that is not there yet."),
            WizardField(F.saveKey, "Save the public key", .button),
            WizardField(.copyKey, "Copy the public key", .button),
        ]
    }

    private var shownKey: String? {
        switch form.choices[F.keyForm] {
        case "set": keys?.set
        case "pem": keys?.pem
        default: keys?.jwk
        }
    }

    /// What is published by itself needs nobody's eyes.
    private var isRegisteredByHand: Bool {
        guard let rotation else { return false }
        return rotation.state == .staged && rotation.plan.kind == .privateKey && rotation.plan.publication == nil
    }

    /// A key that is staged is shown, as soon as it could be read.
    mutating func readKeys(_ turn: WizardTurn) -> [Effect] {
        guard keys == nil, isRegisteredByHand else { return [] }
        begin(.readingKeys, "Reading the public key", turn)
        return [.rotation(.readKeys(record.id, turn.attempt))]
    }

    mutating func saveKey(_ turn: WizardTurn) -> [Effect] {
        guard let shownKey else { return [] }
        guard let path = form.given(F.savePath) else {
            form.refuse(F.savePath, "A path is needed", hint: "A file that is not there yet.")
            return []
        }
        begin(.savingKey, "Writing \(path.plainLine(limit: 80))", turn)
        return [
            .rotation(.saveFile(text: shownKey.hasSuffix("\n") ? shownKey : shownKey + "\n", path: path, turn.attempt))
        ]
    }

    func copyKey() -> [Effect] {
        guard let shownKey else { return [] }
        let form = form.choices[F.keyForm] ?? "jwk"
        let words = ["set": "public keys (JWK set)", "pem": "public key (PEM)"][form] ?? CopyItem.jwk.words
        return [.copy(.text(shownKey, words, of: name))]
    }

    mutating func keysRead(_ attempt: Attempt, _ keys: RotationKeys?) {
        guard end(attempt) else { return }
        self.keys = keys
        takeStock()
    }

    mutating func keySaved(_ attempt: Attempt) {
        guard end(attempt) else { return }
        savedPath = form.given(F.savePath)
        form.focus = F.act
        form.entry = 0
    }
}
