import Glibc

/// What is typed in one line, so that nothing of it stays in memory: what is taken back is zeroed first.
extension [UInt8] {
    mutating func wipe() { wipe(downTo: 0) }

    /// Takes the last character back: the bytes that go on, and the one that begins it.
    mutating func wipeCharacter() {
        var rest = count
        while rest > 0 {
            rest -= 1
            if self[rest] & 0xC0 != 0x80 { break }
        }
        wipe(downTo: rest)
    }

    /// Shortens it; the room that it has stays.
    private mutating func wipe(downTo rest: Int) {
        withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            explicit_bzero(base + rest, bytes.count - rest)
        }
        removeLast(count - rest)
    }
}
