import MintCore
import MintScreen

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A password while it is typed. Owned by the loop, so that no state, message or frame ever holds a part of it; the
/// bytes are wiped when they are handed over, dropped, or the board ends.
@MainActor final class SecretEntry {
    /// Bytes; as much as a store takes.
    nonisolated static let limit = 65_536

    private let line = WipedLine()
    /// Bytes of each character, so that one can be taken back.
    private var lengths: [Int] = []
    /// The first of two that should be the same.
    private var first: Secret?

    /// Characters typed so far.
    var count: Int { lengths.count }

    /// - Parameter keepsLines: Whether a paste may have several, as a key file has. A password is one line; whatever was
    ///   copied with it is not part of it.
    /// - Returns: False for a key that does not belong to the text.
    func apply(_ key: Key, keepsLines: Bool = false) -> Bool {
        switch key {
        case .character(let character): append(character)
        // Half a key is none.
        case .paste(let text) where keepsLines && !line.hasRoom(for: text.utf8.count): break
        case .paste(let text) where keepsLines: for character in text { append(character) }
        case .paste(let text): for character in text.prefix(while: { !$0.isNewline }) { append(character) }
        case .backspace: if let length = lengths.popLast() { line.drop(length) }
        case .ctrl("u"), .ctrl("w"): clear()
        default: return false
        }
        return true
    }

    private func append(_ character: Character) {
        if line.append(character.utf8) { lengths.append(character.utf8.count) }
    }

    /// Hands over what was typed.
    func take() -> Secret {
        defer { drop() }
        return line.secret
    }

    /// Puts what was typed aside, to be compared with what is typed next.
    func keep() {
        first = line.secret
        clear()
    }

    /// Hands over what was typed twice; `nil` where the two differ.
    func takeRepeated() -> Secret? {
        defer { drop() }
        let second = line.secret
        return first == second ? second : nil
    }

    /// Forgets everything.
    func drop() {
        first = nil
        clear()
    }

    private func clear() {
        line.wipe()
        lengths = []
    }
}

/// A buffer of a fixed size, so that no copy stays behind where it would have grown.
private final class WipedLine {
    private let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: SecretEntry.limit, alignment: 1)
    private var count = 0

    deinit {
        wipe()
        bytes.deallocate()
    }

    var secret: Secret { Secret(UnsafeRawBufferPointer(rebasing: bytes[..<count])) }

    func hasRoom(for length: Int) -> Bool { length <= bytes.count - count }

    /// - Returns: False where there is no room.
    func append(_ added: some Collection<UInt8>) -> Bool {
        guard added.count <= bytes.count - count else { return false }
        for byte in added {
            bytes[count] = byte
            count += 1
        }
        return true
    }

    func drop(_ length: Int) {
        for _ in 0..<min(length, count) {
            count -= 1
            bytes[count] = 0
        }
    }

    func wipe() {
        if let base = bytes.baseAddress { explicit_bzero(base, bytes.count) }
        count = 0
    }
}
