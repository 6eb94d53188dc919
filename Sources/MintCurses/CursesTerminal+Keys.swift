import CNcurses
import CTerminal
import Glibc
public import MintScreen

extension CursesTerminal {
    /// Codes of our own for what terminfo has no name for; above everything that ncurses hands out.
    private enum OwnCode {
        static let pasteBegins: Int32 = 0x2000
        static let pasteEnds: Int32 = 0x2001
    }

    static func nameKeys() {
        define_key("\u{1B}[200~", OwnCode.pasteBegins)
        define_key("\u{1B}[201~", OwnCode.pasteEnds)
    }

    public func nextKey() -> Key? {
        takeSignals()
        while !isAway {
            if !pending.isEmpty { return pending.removeFirst() }
            guard let (code, isNamed) = read() else { return whenNothingIsRead() }
            if !isNamed, belongsToUnknownSequence(code) { continue }
            if let key = key(code, isNamed: isNamed) { return key }
        }
        return nil
    }

    private func read() -> (wint_t, isNamed: Bool)? {
        var code: wint_t = 0
        switch mint_curses_key(&code) {
        case KEY_CODE_YES: return (code, true)
        case OK: return (code, false)
        default: return nil
        }
    }

    private func whenNothingIsRead() -> Key? {
        if let collected = paste, collected.isAbandoned {
            paste = nil
            return .paste(collected.text)
        }
        return descriptors.isAtEnd ? .endOfInput : nil
    }

    /// Window changes, stops and continuations, noted by the handlers.
    private func takeSignals() {
        for number in bytes(from: mint_screen_signals_pipe()) {
            switch Int32(number) {
            case mint_signal_window_changed():
                takeSize()
                pending.append(.resize)
            case mint_signal_continued():
                claimAgain()
                pending.append(.resize)
            case mint_signal_stop_asked(): pending.append(.suspend)
            default: break
            }
        }
        // A window that is dragged says the same many times.
        if pending.count(where: { $0 == .resize }) > 1 {
            pending.removeAll { $0 == .resize }
            pending.append(.resize)
        }
    }

    /// - Returns: `nil` for what is part of a paste, or no key at all.
    private func key(_ code: wint_t, isNamed: Bool) -> Key? {
        if isNamed, code == OwnCode.pasteBegins {
            paste = PasteCollector()
            return nil
        }
        if isNamed, code == OwnCode.pasteEnds {
            defer { paste = nil }
            return paste.map { .paste($0.text) }
        }
        if paste != nil {
            if !isNamed { paste?.append(code) }
            return nil
        }
        return isNamed ? named(code) : unnamed(code)
    }

    private func unnamed(_ code: wint_t) -> Key? {
        switch code {
        case 0x1B: return escapeOrUnknownSequence()
        case 0x0D, 0x0A: return .enter
        case 0x09: return .tab
        case 0x7F, 0x08: return .backspace
        case 0x1A: return .suspend
        case 0: return .ctrl(" ")
        case 1..<0x1B: return Unicode.Scalar(code + 0x60).map { .ctrl(Character($0)) }
        case 0x1C..<0x20: return Unicode.Scalar(code + 0x40).map { .ctrl(Character($0)) }
        default: return Unicode.Scalar(code).map { .character(Character($0)) }
        }
    }

    /// Escape alone is a key. With `[`, `O`, `]`, `P`, `X`, `^` or `_` right behind it, it starts a sequence that terminfo does not
    /// know: its letters must not be taken for keys, however late they come.
    private func escapeOrUnknownSequence() -> Key? {
        guard let (next, isNamed) = read() else { return .escape }
        if !isNamed, let sequence = UnknownSequence(introducer: next) {
            unknownSequence = sequence
            return nil
        }
        if let key = key(next, isNamed: isNamed) { pending.append(key) }
        return .escape
    }

    /// - Returns: Whether this is a part of a sequence that has not ended.
    private func belongsToUnknownSequence(_ code: UInt32) -> Bool {
        guard var sequence = unknownSequence else { return false }
        unknownSequence = nil
        guard paste == nil, sequence.takes(code) else { return false }
        if !sequence.isOver { unknownSequence = sequence }
        return true
    }

    /// All that was reported: ncurses gives one key for several that came together.
    private func mouse() -> Key? {
        var (row, column): (Int32, Int32) = (0, 0)
        while case let button = mint_curses_mouse(&row, &column), button >= 0 {
            let position = Position(row: Int(row), column: Int(column))
            switch button {
            case 1: pending.append(.mouse(Mouse(isSecondClick(at: position) ? .doubleClick : .click, at: position)))
            case 4: pending.append(.mouse(Mouse(.wheelUp, at: position)))
            case 5: pending.append(.mouse(Mouse(.wheelDown, at: position)))
            default: break
            }
        }
        return nil
    }

    private func isSecondClick(at position: Position) -> Bool {
        let now = ContinuousClock.now
        let former = lastClick
        lastClick = (position, now)
        guard let former, former.at == position, now - former.time < .milliseconds(400) else { return false }
        lastClick = nil
        return true
    }

    private func named(_ code: wint_t) -> Key? {
        switch Int32(bitPattern: code) {
        case KEY_UP: .up
        case KEY_DOWN: .down
        case KEY_LEFT: .left
        case KEY_RIGHT: .right
        case KEY_HOME: .home
        case KEY_END: .end
        case KEY_PPAGE: .pageUp
        case KEY_NPAGE: .pageDown
        case KEY_BTAB: .backtab
        case KEY_BACKSPACE: .backspace
        case KEY_DC: .delete
        case KEY_IC: .insert
        case KEY_ENTER: .enter
        case KEY_RESIZE: .resize
        case KEY_MOUSE: mouse()
        case KEY_F0 + 1...KEY_F0 + 12: .function(Int(Int32(bitPattern: code) - KEY_F0))
        default: nil
        }
    }
}
