import MintScreen

/// Stands where the loop expects a terminal: it shows nothing, and no key comes from it.
@MainActor final class PlainTerminal: Terminal {
    let size = Size(columns: 132, rows: 43)
    let glyphs = Glyphs.ascii
    let input = AsyncStream<Void> { $0.finish() }

    func nextKey() -> Key? { nil }
    func present(_ frame: CellBuffer, cursor: Position?) {}
    func invalidate() {}
    func suspend() {}
    func copy(_ bytes: UnsafeRawBufferPointer, isSecret: Bool) -> ClipboardRefusal? { .noClipboard }
    func clearClipboard() {}
}
