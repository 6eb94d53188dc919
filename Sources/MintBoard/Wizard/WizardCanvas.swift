import MintCore
import MintScreen

/// A wizard's page as rows of a given width.
struct WizardCanvas {
    struct Row: Equatable {
        var line: Line
        var isSelected = false
    }

    /// Of what is written now.
    private(set) var width: Int
    /// The rows of the screen that there are for it.
    let height: Int
    let glyphs: Glyphs
    let now: Timestamp
    /// Whether the page's title is a row of it.
    let showsTitle: Bool
    private(set) var rows: [Row] = []
    /// Where the hardware cursor belongs.
    var focus: Position?
    /// The rows of what has the focus, with what is said about it.
    var focusedRows: Range<Int>?

    static let labelColumns = 16

    init(width: Int, height: Int, glyphs: Glyphs, now: Timestamp, showsTitle: Bool) {
        self.width = width
        self.height = height
        self.glyphs = glyphs
        self.now = now
        self.showsTitle = showsTitle
    }

    mutating func draw(_ wizard: any Wizard) {
        let (page, form) = (wizard.page, wizard.form)
        if showsTitle { add([Span(" "), Span(page.title, .header)]) }
        if showsTitle, !page.lines.isEmpty { add([]) }
        // What a person is waited for comes first: it has an end.
        if let work = wizard.work, work.until != nil || work.takesInput { wait(for: work) }
        say(page.lines, page.picture)
        if let refusal = form.refusal, refusal.field.flatMap({ page[$0] }) == nil {
            add([])
            let start = rows.count
            refuse(refusal.failure)
            if page.stops.isEmpty { focusedRows = start..<rows.count }
        }
        let isBusy = wizard.work.map { !$0.takesInput } ?? false
        for field in page.fields {
            if !rows.isEmpty { separate(before: field) }
            lastKind = Self.shape(field)
            draw(field, form, isFocused: field.id == form.focus && !isBusy && !form.isLeaving)
        }
        if let work = wizard.work, work.until == nil, !work.takesInput {
            add([])
            let start = rows.count
            wait(for: work)
            focusedRows = start..<rows.count
        }
        if form.isLeaving, let words = wizard.farewell { ask(words) }
    }

    /// Lists and reports stand apart; lines of text follow each other.
    private mutating func separate(before field: WizardField) {
        switch field.kind {
        case .text, .secret, .button:
            if lastKind != .line { add([]) }
        default: add([])
        }
    }

    private enum Shape { case line, block }
    private var lastKind: Shape?

    private static func shape(_ field: WizardField) -> Shape {
        switch field.kind {
        case .text, .secret, .button: .line
        default: .block
        }
    }

    // MARK: Words

    mutating func add(_ line: Line, isSelected: Bool = false) { rows.append(Row(line: line, isSelected: isSelected)) }

    mutating func say(_ text: WizardText, indent: Int = 1) {
        guard !text.text.isEmpty else { return add([]) }
        let pad = String(repeating: " ", count: indent)
        if let label = text.label { return tell(label, text, indent) }
        guard !text.isVerbatim else { return add([Span(pad), Span(text.text, text.style)]) }
        for line in text.text.wrapped(to: max(width - indent - 1, 1)) { add([Span(pad), Span(line, text.style)]) }
    }

    /// A fact: its name in a column of its own where there is room.
    private mutating func tell(_ label: String, _ text: WizardText, _ indent: Int) {
        let pad = String(repeating: " ", count: indent)
        let column = width >= 44 ? Self.labelColumns + 2 : 2
        let lines = text.text.wrapped(to: max(width - indent - column - 1, 1))
        if column == 2 { add([Span(pad + label, .dim)]) }
        for (index, line) in lines.enumerated() {
            let head = index == 0 && column > 2 ? label : ""
            add([Span(pad + head.padded(to: column), .dim), Span(line, text.style)])
        }
    }

    mutating func refuse(_ failure: Failure, indent: Int = 1) {
        for (index, line) in failure.headline.plainLine().wrapped(to: max(width - indent - 3, 1)).enumerated() {
            add([Span(String(repeating: " ", count: indent) + (index == 0 ? "! " : "  "), .alarm), Span(line, .alarm)])
        }
        for line in (failure.hint ?? "").plainLines where !line.isEmpty { say(WizardText(line), indent: indent + 2) }
    }

    private mutating func wait(for work: WizardWork) {
        for line in work.news { say(line) }
        let spent = TimeText.words(max(now - work.since, 0))
        let left = work.until.map { ", \(TimeText.countdown(max($0 - now, 0))) left" } ?? ""
        say(WizardText("\(work.words) \(glyphs.ellipsis) \(spent)\(left)", .warning))
        if work.until != nil || work.takesInput { add([]) }
    }

    private mutating func say(_ lines: [WizardText], _ picture: [String]?) {
        let (whole, start) = (width, rows.count)
        for line in lines { say(line) }
        guard let picture, let columns = picture.map(\.columns).max() else { return }
        if rows.count + picture.count + 1 <= height, columns + 2 <= width {
            for line in picture { add([Span(" " + line)]) }
        } else if columns + 26 <= width, picture.count + 1 <= height {
            rows.removeLast(rows.count - start)
            width -= columns + 2
            for line in lines { say(line) }
            width = whole
            beside(picture, from: min(start, max(height - picture.count, 0)), column: whole - columns - 1)
        }
    }

    /// Puts a picture to the right of what is written.
    private mutating func beside(_ picture: [String], from start: Int, column: Int) {
        for (offset, line) in picture.enumerated() {
            let row = start + offset
            if row >= rows.count { add([]) }
            let used = rows[row].line.columns
            rows[row].line.append(Span(String(repeating: " ", count: max(column - used, 1))))
            rows[row].line.append(Span(line))
        }
    }

    private mutating func ask(_ words: String) {
        add([])
        let start = rows.count
        say(WizardText("\(words) [y/N]", .warning))
        focusedRows = start..<rows.count
        focus = Position(row: rows.count - 1, column: min(words.columns + 8, max(width - 1, 0)))
    }
}
