import Glibc
public import MintScreen

extension CursesTerminal {
    public func copy(_ bytes: UnsafeRawBufferPointer, isSecret: Bool) -> ClipboardRefusal? {
        guard let clipboard else { return .noClipboard }
        guard bytes.count <= ClipboardRoute.limit else { return .tooLong(bytes: bytes.count) }
        guard !isAway else { return .away }
        var payload = ClipboardRoute.base64(bytes)
        var sequence = clipboard.sequence(payload)
        defer {
            Self.wipe(&payload)
            Self.wipe(&sequence)
        }
        hasCopiedSecret = isSecret
        descriptors.send(sequence)
        return nil
    }

    public func clearClipboard() {
        hasCopiedSecret = false
        guard let clipboard, !isAway else { return }
        descriptors.send(clipboard.sequence("!".utf8))
    }

    private static func wipe(_ bytes: inout [UInt8]) {
        bytes.withUnsafeMutableBytes { if let base = $0.baseAddress { explicit_bzero(base, $0.count) } }
    }
}
