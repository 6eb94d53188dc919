import MintCore
import MintScreen

extension RotationWizard {
    private typealias F = RotationField

    var isCompromise: Bool { form.answers[RotationField.compromise] ?? false }

    var duePage: WizardPage {
        var fields: [WizardField] = []
        if !isCompromise {
            fields.append(
                WizardField(
                    F.overlap, "How long the server takes both, the old one and the new one",
                    .choice([
                        WizardOption("unknown", "not known", "the old one is kept until you retire it"),
                        WizardOption("lasting", "until a date", "then the old one is retired"),
                        WizardOption("none", "not at all", "whichever of the two works is used meanwhile"),
                    ])))
            if form.choices[F.overlap] == "lasting" {
                fields.append(
                    WizardField(
                        F.until, "For", .text(placeholder: "7d, 36h, or a day: 2026-12-24"),
                        note: "From the moment that the new one is in use."))
            }
        }
        fields.append(WizardField(F.compromise, "Is the old one in wrong hands?", .question))
        if isCompromise {
            fields.append(
                WizardField(
                    "compromise-words", "",
                    .report([
                        WizardText(
                            "The shortest way: no overlap, and the old one is shown to be refused at once.", .warning),
                        WizardText(
                            "What it obtained is revoked where the server offers that; what cannot be is listed at the end.",
                            .warning),
                    ])))
        }
        fields.append(stand)
        return WizardPage(title: "What is due", lines: dueLines, fields: fields, forward: "choose the source")
    }

    private var dueLines: [WizardText] {
        guard let credential = record.credential else { return [] }
        let age = TimeText.words(max(moment - credential.createdAt, 0))
        let kid = credential.keyID.map { ", kid \($0.plainLine(limit: 60))" } ?? ""
        var lines = [
            WizardText(
                "\(name) proves itself to \(host) with \(credential.kind.words) \(credential.generation)\(kid), kept for \(age)."
            )
        ]
        if let end = credential.expiresAt {
            let left = end - moment
            let words =
                left > 0
                ? "It ends in \(TimeText.words(left)), at \(end.text(at: moment))."
                : "It ended at \(end.text(at: moment))."
            lines.append(WizardText(words, left < 4 * 86_400 ? .alarm : left < 10 * 86_400 ? .warning : .plain))
        } else {
            lines.append(WizardText("No date is known at which it ends.", .dim))
        }
        if let failure = record.contact?.failure {
            lines.append(WizardText("The last contact failed: \(failure.headline.plainLine(limit: 200))", .alarm))
        }
        return lines
    }

    mutating func leaveDue() -> [Effect] {
        if !isCompromise, form.choices[F.overlap] == "lasting", overlapSeconds == nil {
            form.refuse(
                F.until, "How long the server takes both is needed", hint: "A span such as 7d or 36h, or a day.")
            return []
        }
        go(to: .source)
        return []
    }

    private var overlapSeconds: Int? {
        form.given(F.until).flatMap { LoginWizard.moment($0, at: moment) }.flatMap { $0 > moment ? $0 - moment : nil }
    }

    var overlap: Rotation.Overlap {
        if isCompromise { return .none }
        switch form.choices[F.overlap] {
        case "none": return .none
        case "lasting": return overlapSeconds.map { .lasting($0) } ?? .unknown
        default: return .unknown
        }
    }

    // MARK: At each point

    /// What is now, what comes next, and what would be if the machine died this instant.
    var stand: WizardField {
        var lines: [WizardText] = []
        func say(_ title: String, _ words: String, _ style: Style = .plain) {
            lines.append(WizardText("\(title)  \(words)", style))
        }
        if let rotation = instant, phase == .open {
            say("Now:", rotation.situation(at: moment))
            say("Next:", nextWords(rotation))
            say("If the machine died now:", rotation.ifItDiedNow, .dim)
        } else {
            say("Now:", "nothing is changed anywhere; \(name) uses what it uses")
            say(
                "Next:",
                phase == .due
                    ? "where the new one comes from" : "the new one is kept in the \(profile.store.words), unused",
                .plain)
            say("If the machine died now:", "Nothing has changed: the rotation is begun anew.", .dim)
        }
        return WizardField("stand", "", .report(lines))
    }

    /// As the journal has it this instant: an asking is written before anybody is asked.
    private var instant: Rotation? {
        guard let rotation, stepUnderWay == .obtain else { return rotation }
        return (try? rotation.after(.asked(answer: nil), at: moment)) ?? rotation
    }

    private func nextWords(_ rotation: Rotation) -> String {
        if isToBePublished, rotation.plan.publication == nil {
            return "you register the public key at the server; then it is verified"
        }
        guard let step = rotation.nextStep(at: moment) else {
            return rotation.state == .rolledBack
                ? "nothing by itself"
                : rotation.retireAt.map { "nothing until \($0.text(at: moment))" }
                    ?? "nothing until you retire the old one"
        }
        guard step == .verify else { return step.words }
        return "\(step.words), and listing the server's tools with that"
    }
}
