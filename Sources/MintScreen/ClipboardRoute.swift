/// How a terminal's clipboard is reached: OSC 52 (xterm, "Operating System Commands"), and what a multiplexer in between
/// wants around it.
public enum ClipboardRoute: Hashable, Sendable {
    case direct
    /// In tmux: once for tmux itself (`set-clipboard on`), once handed through (`allow-passthrough on`).
    case tmux
    /// In GNU screen: in device control strings, which it passes on; short ones, for it drops long ones.
    case screen
    /// `TERM` speaks of a multiplexer and nothing says which, as over SSH: what one of them takes, the other ignores.
    case unclear

    /// Base64 of what many terminals take at most (100,000 characters).
    public static let limit = 74_994
    private static let screenChunk = 76

    /// - Parameters:
    ///   - term: `TERM`.
    ///   - isInTmux: Whether `TMUX` is set.
    ///   - isInScreen: Whether `STY` is set.
    /// - Returns: `nil` where a clipboard sequence would show as text, or reach nothing.
    public init?(term: String?, isInTmux: Bool, isInScreen: Bool) {
        let term = term ?? ""
        if isInTmux || term.hasPrefix("tmux") {
            self = .tmux
        } else if isInScreen {
            self = .screen
        } else if term.hasPrefix("screen") {
            self = .unclear
        } else if term.isEmpty
            || ["linux", "dumb", "ansi", "vt", "cons", "sun", "hurd"].contains(where: term.hasPrefix)
        {
            return nil
        } else {
            self = .direct
        }
    }

    /// The bytes that put a payload into the clipboard.
    ///
    /// - Parameter payload: Base64; `!` is none, and clears the clipboard.
    public func sequence(_ payload: some Collection<UInt8>) -> [UInt8] {
        switch self {
        case .direct: return Self.plain(payload)
        case .tmux:
            // Inside the string, each Escape is doubled.
            return Self.plain(payload) + Array("\u{1B}Ptmux;\u{1B}".utf8) + Self.plain(payload) + Self.stringEnd
        case .screen: return Self.chunked(payload)
        case .unclear: return Self.plain(payload) + Self.chunked(payload)
        }
    }

    private static let stringEnd: [UInt8] = [0x1B, 0x5C]

    /// `ESC ] 52 ; c ; … BEL`: the bell ends it everywhere, and is no Escape that would have to be doubled.
    private static func plain(_ payload: some Collection<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count + 8)
        bytes += "\u{1B}]52;c;".utf8
        bytes += payload
        bytes.append(0x07)
        return bytes
    }

    private static func chunked(_ payload: some Collection<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count + 4 * (payload.count / screenChunk + 2))
        var inString = 0
        func append(_ byte: UInt8) {
            if inString == 0 { bytes += [0x1B, 0x50] }
            bytes.append(byte)
            inString += 1
            guard inString == screenChunk else { return }
            bytes += stringEnd
            inString = 0
        }
        for byte in "\u{1B}]52;c;".utf8 { append(byte) }
        for byte in payload { append(byte) }
        append(0x07)
        return inString == 0 ? bytes : bytes + stringEnd
    }

    /// Base64 (RFC 4648 §4) in a buffer that the caller wipes.
    public static func base64(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)].map { UInt32($0) }
            let word = group.reduce(0) { $0 << 8 | $1 } << (8 * UInt32(3 - group.count))
            for place in 0..<4 {
                let isData = place <= group.count
                text.append(isData ? letters[Int(word >> UInt32(18 - 6 * place) & 63)] : 0x3D)
            }
        }
        return text
    }
}
