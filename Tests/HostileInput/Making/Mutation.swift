extension Dice {
    /// The bytes with a few things wrong: bits flipped, parts lost, doubled, moved or replaced.
    mutating func mutated(_ source: [UInt8]) -> [UInt8] {
        var bytes = source
        for _ in 0...below(3) { mutate(&bytes) }
        return bytes
    }

    /// The text with a few things wrong; what is no UTF-8 then is repaired.
    mutating func mutated(_ text: String) -> String { String(decoding: mutated(Array(text.utf8)), as: UTF8.self) }

    /// As it is, three times in four.
    mutating func maybeMutated(_ source: [UInt8]) -> [UInt8] { once(in: 4) ? mutated(source) : source }

    mutating func maybeMutated(_ text: String) -> String { once(in: 4) ? mutated(text) : text }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = self.bytes(below(8))
            return
        }
        let at = below(bytes.count)
        let end = min(at + 1 + below(once(in: 8) ? 4096 : 16), bytes.count)
        switch below(10) {
        case 0: bytes[at] ^= 1 << UInt8(below(8))
        case 1: bytes[at] = pick([0, 0x0A, 0x0D, 0x20, 0x22, 0x2C, 0x30, 0x5C, 0x7F, 0x80, 0xC0, 0xFF])
        case 2: bytes.removeSubrange(at..<end)
        case 3: bytes.insert(contentsOf: bytes[at..<end], at: at)
        case 4: bytes.insert(contentsOf: self.bytes(1 + below(4)), at: at)
        case 5: bytes.removeLast(bytes.count - at)
        case 6: bytes.insert(contentsOf: String(Character(scalar())).utf8, at: at)
        case 7: bytes.insert(contentsOf: pick(Words.texts).utf8, at: at)
        case 8:
            let part = Array(bytes[at..<end])
            bytes.removeSubrange(at..<end)
            bytes.insert(contentsOf: part, at: below(bytes.count + 1))
        default:
            let times = once(in: 20) ? 1 + below(2000) : 1 + below(8)
            let part = Array(bytes[at..<min(end, at + 8)])
            bytes.insert(contentsOf: (0..<times).flatMap { _ in part }, at: at)
        }
    }
}
