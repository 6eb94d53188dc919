/// An escape sequence that terminfo has no name for, while it arrives; on a slow link its bytes come apart.
struct UnknownSequence {
    private enum Form {
        /// `ESC [`, up to a final byte.
        case control
        /// `ESC O`: one byte.
        case single
        /// `ESC ]`, `ESC P` and the like: text up to `BEL` or `ESC \`, which a terminal answers a question with.
        case string(sawEscape: Bool)
    }

    private var form: Form
    private var last = ContinuousClock.now
    private var length = 0
    private(set) var isOver = false

    /// - Parameter introducer: What came right after Escape; `nil` where that starts no sequence.
    init?(introducer: UInt32) {
        switch introducer {
        case 0x5B: form = .control
        case 0x4F: form = .single
        case 0x5D, 0x50, 0x58, 0x5E, 0x5F: form = .string(sawEscape: false)
        default: return nil
        }
    }

    /// - Returns: False for what comes too late, or cannot be a part of it: a key.
    mutating func takes(_ code: UInt32) -> Bool {
        let now = ContinuousClock.now
        defer { (last, length) = (now, length + 1) }
        guard now - last < .milliseconds(500), length < 4096 else { return false }
        switch form {
        case .single:
            isOver = true
            return code >= 0x20 && code < 0x7F
        case .control:
            isOver = (0x40...0x7E).contains(code)
            return (0x20...0x7E).contains(code)
        case .string(let sawEscape):
            isOver = code == 0x07 || (sawEscape && code == 0x5C)
            form = .string(sawEscape: code == 0x1B)
            return isOver || code == 0x1B || code >= 0x20
        }
    }
}
