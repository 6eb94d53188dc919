import MintScreen

/// A terminal whose keys a test presses and whose frames a test reads.
@MainActor final class ScriptedTerminal: Terminal {
    var size: Size
    let glyphs = Glyphs.unicode
    let input: AsyncStream<Void>
    private(set) var frames: [CellBuffer] = []
    private(set) var suspensions = 0
    private(set) var invalidations = 0
    private var keys: [Key] = []
    private let wake: AsyncStream<Void>.Continuation
    private var watchers: [(wanted: (CellBuffer) -> Bool, found: CheckedContinuation<CellBuffer, Never>)] = []

    init(columns: Int = 80, rows: Int = 24) {
        size = Size(columns: columns, rows: rows)
        (input, wake) = AsyncStream<Void>.makeStream()
    }

    func press(_ keys: Key...) {
        self.keys += keys
        wake.yield()
    }

    func nextKey() -> Key? { keys.isEmpty ? nil : keys.removeFirst() }
    func invalidate() { invalidations += 1 }
    func suspend() { suspensions += 1 }

    /// What was copied, in order; empty where the clipboard was cleared.
    private(set) var clipboard: [String] = []
    var clipboardRefusal: ClipboardRefusal?

    func copy(_ bytes: UnsafeRawBufferPointer, isSecret: Bool) -> ClipboardRefusal? {
        if let clipboardRefusal { return clipboardRefusal }
        clipboard.append(String(decoding: bytes, as: UTF8.self))
        return nil
    }

    func clearClipboard() { clipboard.append("") }

    func present(_ frame: CellBuffer, cursor: Position?) {
        frames.append(frame)
        let waiting = watchers
        watchers = []
        for watcher in waiting {
            if watcher.wanted(frame) { watcher.found.resume(returning: frame) } else { watchers.append(watcher) }
        }
    }

    /// The first frame from now on, or the last one, that holds this text.
    func frame(with text: String) async -> CellBuffer {
        if let last = frames.last, last.text.contains(text) { return last }
        return await withCheckedContinuation { found in
            watchers.append(({ $0.text.contains(text) }, found))
        }
    }
}
