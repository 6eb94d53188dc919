import MintCore

/// What a dialogue has said of a wizard's page, so that everything is said once, and again only where it became another.
struct PlainTelling: Equatable, Sendable {
    private var heading = ""
    private var said: [String] = []
    private var refusal: WizardRefusal?
    private var work: Attempt?
    private var words = ""
    private var news: [String] = []
    private var lastWord = Timestamp(0)

    /// Seconds without a word while something is waited for.
    static let patience = 10

    /// What is new to say of the page, and why the last answer was refused.
    mutating func lines(of wizard: any Wizard) -> [String] {
        let page = wizard.page
        var lines: [String] = []
        let place = "\(wizard.title), step \(wizard.place + 1) of \(wizard.steps.count), \(wizard.steps[wizard.place])"
        let heading = page.title == wizard.steps[wizard.place] ? place : "\(place): \(page.title)"
        if heading != self.heading {
            (self.heading, said, refusal) = (heading, [], nil)
            lines.append(heading.hasSuffix("?") ? heading : heading + ".")
        }
        let content = page.lines.filter { !$0.isForEyes }.compactMap(Self.words)
        lines += content.filter { !said.contains($0) }
        for field in page.fields {
            // What came while it was waited for was said then.
            let fresh = Self.report(field).filter { !said.contains($0) && !news.contains($0) }
            if !fresh.isEmpty, !field.label.isEmpty { lines.append("\(field.label):") }
            lines += fresh.map { field.label.isEmpty ? $0 : "  \($0)" }
        }
        said = content + page.fields.flatMap(Self.report)
        if let refused = wizard.form.refusal, refused != refusal {
            lines.append("Not yet: \(refused.failure.headline).")
            lines += refused.failure.hint?.split(separator: "\n").map { "  \($0)" } ?? []
        }
        refusal = wizard.form.refusal
        return lines
    }

    /// The step is answered: the same refusal once more is a new one.
    mutating func forgetRefusal() { refusal = nil }

    /// What is new to say of the work under way; where it brings nothing for a while, that it goes on.
    mutating func lines(of work: WizardWork, at now: Timestamp) -> [String] {
        var lines: [String] = []
        if work.attempt != self.work { (self.work, words, news) = (work.attempt, "", []) }
        if work.words != words {
            words = work.words
            lines.append("\(work.words)\(work.until.map { ", until \($0.utcText)" } ?? "").")
        }
        let fresh = work.news.compactMap(Self.words)
        lines += fresh.filter { !news.contains($0) }
        news = fresh
        if lines.isEmpty, now - lastWord >= Self.patience {
            lines.append("Still at it after \(TimeText.words(now - work.since)): \(work.words).")
        }
        if !lines.isEmpty { lastWord = now }
        return lines
    }

    private static func report(_ field: WizardField) -> [String] {
        guard case .report(let texts) = field.kind else { return [] }
        return texts.compactMap(words)
    }

    private static func words(_ text: WizardText) -> String? {
        // Columns are for eyes.
        let words = text.text.split(separator: " ").joined(separator: " ")
        guard !words.isEmpty else { return nil }
        return text.label.map { "\($0): \(words)" } ?? words
    }
}
