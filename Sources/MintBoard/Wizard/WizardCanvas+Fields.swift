import MintCore
import MintScreen

extension WizardCanvas {
    mutating func draw(_ field: WizardField, _ form: WizardForm, isFocused: Bool) {
        let start = rows.count
        switch field.kind {
        case .text(let placeholder): text(field, form, placeholder, isFocused: isFocused)
        case .secret: secret(field, form, isFocused: isFocused)
        case .choice(let options):
            let (on, chosen) = (glyphs.isUnicode ? "(•)" : "(*)", form.choices[field.id])
            list(field, options, form, isFocused: isFocused) { chosen == $0 ? on : "( )" }
        case .checks(let options):
            let checked = form.checks[field.id] ?? []
            list(field, options, form, isFocused: isFocused) { checked.contains($0) ? "[x]" : "[ ]" }
        case .question: question(field, form, isFocused: isFocused)
        case .button:
            let line: Line = [
                Span(isFocused ? " > " : "   "), Span("[ \(field.label) ]", isFocused ? .selected : .key),
            ]
            if isFocused { focus = Position(row: rows.count, column: 1) }
            add(line)
        case .report(let lines):
            if !field.label.isEmpty { add([Span(" " + field.label, .dim)]) }
            for line in lines { say(line, indent: field.label.isEmpty ? 1 : 3) }
        }
        if isFocused, let note = field.note { say(WizardText(note, .dim), indent: 5) }
        if let refusal = form.refusal, refusal.field == field.id { refuse(refusal.failure, indent: 3) }
        guard isFocused else { return }
        // Of a long list the cursor's own row, else all of the field.
        let cursor = focus?.row ?? start
        let isLong = field.options.count > 4
        focusedRows = (isLong ? cursor : start)..<(form.refusal?.field == field.id || !isLong ? rows.count : cursor + 1)
    }

    /// The label before the value, or above it where it is narrow.
    private mutating func label(_ field: WizardField, isFocused: Bool) -> (line: Line, column: Int) {
        let mark = isFocused ? " > " : "   "
        if width >= 44, field.label.columns <= Self.labelColumns {
            return (
                [Span(mark, .key), Span(field.label.padded(to: Self.labelColumns) + "  ", .dim)],
                5 + Self.labelColumns
            )
        }
        add([Span(mark, .key), Span(field.label.truncated(to: max(width - 3, 0)), .dim)])
        return ([Span("     ")], 5)
    }

    private mutating func text(_ field: WizardField, _ form: WizardForm, _ placeholder: String, isFocused: Bool) {
        let (line, column) = label(field, isFocused: isFocused)
        let room = max(width - column - 1, 1)
        let editor = form.texts[field.id] ?? LineEditor()
        guard !editor.text.isEmpty else {
            if isFocused { focus = Position(row: rows.count, column: column) }
            let hint = placeholder.truncated(to: room, ellipsis: glyphs.ellipsis)
            return add(line + [Span(hint.isEmpty && isFocused ? "_" : hint, .dim)])
        }
        let (shown, before) = window(editor, room)
        if isFocused { focus = Position(row: rows.count, column: column + before) }
        add(line + [Span(shown, isFocused ? .input : .plain)])
    }

    /// The part of a long line around its cursor, and the columns before the cursor in it.
    private func window(_ editor: LineEditor, _ room: Int) -> (String, Int) {
        guard editor.text.columns > room else { return (editor.text, editor.textBeforeCursor.columns) }
        var before = editor.textBeforeCursor
        while before.columns >= room { before.removeFirst() }
        return ((before + editor.text.dropFirst(editor.cursor)).truncated(to: room, ellipsis: ""), before.columns)
    }

    private mutating func secret(_ field: WizardField, _ form: WizardForm, isFocused: Bool) {
        let (line, column) = label(field, isFocused: isFocused)
        let room = max(width - column - 1, 1)
        let sign = glyphs.isUnicode ? "•" : "*"
        switch form.secrets[field.id] {
        case .typing(let count)? where count > 0:
            let signs = String(repeating: sign, count: min(count, max(room - 12, 1)))
            let note = count > 24 ? " \(count) signs" : ""
            if isFocused { focus = Position(row: rows.count, column: column + signs.columns) }
            add(line + [Span(signs, .input), Span(note, .dim)])
        case .held(let count)?:
            if isFocused { focus = Position(row: rows.count, column: column) }
            let signs = String(repeating: sign, count: min(count, 8))
            let words = isFocused ? "  given; type to replace it" : "  given"
            add(line + [Span(signs, .input), Span(words.truncated(to: max(room - 8, 0)), .dim)])
        default:
            if isFocused { focus = Position(row: rows.count, column: column) }
            add(line + [Span(isFocused ? "_" : "", .dim)])
        }
    }

    private mutating func question(_ field: WizardField, _ form: WizardForm, isFocused: Bool) {
        let isYes = form.answers[field.id] ?? false
        let words = field.label.wrapped(to: max(width - 14, 8))
        for (index, line) in words.enumerated() {
            let isLast = index == words.count - 1
            let answer = isLast ? (isYes ? "  [Y/n] yes" : "  [y/N] no") : ""
            if isFocused, isLast { focus = Position(row: rows.count, column: min(line.columns + 9, max(width - 1, 0))) }
            let mark = index == 0 && isFocused ? " > " : "   "
            add([Span(mark, .key), Span(line), Span(answer, isYes ? .good : .warning)])
        }
    }

    // MARK: Lists

    private mutating func list(
        _ field: WizardField, _ options: [WizardOption], _ form: WizardForm, isFocused: Bool, mark: (String) -> String
    ) {
        if !field.label.isEmpty { add([Span("   " + field.label.truncated(to: max(width - 3, 0)), .dim)]) }
        let titles = min(options.map(\.title.columns).max() ?? 0, 26)
        for (index, option) in options.enumerated() {
            let isHere = isFocused && index == form.entry
            entry(option, mark(option.id), titles, isHere: isHere)
        }
        if options.isEmpty { add([Span("   none", .dim)]) }
    }

    private mutating func entry(_ option: WizardOption, _ mark: String, _ titles: Int, isHere: Bool) {
        if isHere { focus = Position(row: rows.count, column: 1) }
        let isGrey = option.doubt != nil
        let style: Style = isHere ? .selected : isGrey ? .dim : .plain
        let detail = option.doubt?.reason ?? option.detail
        let head = (isHere ? " > " : "   ") + mark + " "
        let title = option.title.padded(to: max(titles, 1))
        let room = width - head.columns - title.columns - 3
        guard !detail.isEmpty else { return add([Span(head + option.title, style)], isSelected: isHere) }
        if detail.columns <= room || (!isHere && room >= 16) {
            let shown = detail.truncated(to: room, ellipsis: glyphs.ellipsis)
            add([Span(head + title, style), Span("  " + shown, isHere ? .selected : .dim)], isSelected: isHere)
        } else {
            add([Span(head + option.title, style)], isSelected: isHere)
            for line in detail.wrapped(to: max(width - 9, 1)) { add([Span("        " + line, .dim)]) }
        }
    }
}
