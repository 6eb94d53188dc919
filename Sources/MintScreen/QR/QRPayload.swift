/// The text as the code's data: mode, length, bytes.
struct QRPayload: Sendable {
    private let bytes: [UInt8]
    private let isASCII: Bool

    init(_ text: String) {
        bytes = Array(text.utf8)
        isASCII = bytes.allSatisfy { $0 < 0x80 }
    }

    func bits(version: QRVersion) -> Int { (isASCII ? 0 : 12) + 4 + version.countBits + bytes.count * 8 }

    /// - Parameter count: How many are wanted; at least what ``bits(version:)`` fill.
    func codewords(version: QRVersion, count: Int) -> [UInt8] {
        var stream = BitStream()
        if !isASCII {
            stream.append(0b0111, bits: 4)  // ECI
            stream.append(26, bits: 8)  // UTF-8
        }
        stream.append(0b0100, bits: 4)  // byte mode
        stream.append(bytes.count, bits: version.countBits)
        for byte in bytes { stream.append(Int(byte), bits: 8) }
        // A terminator of up to four light modules, then light ones to the end of the codeword.
        stream.append(0, bits: min(4, count * 8 - stream.count))
        stream.append(0, bits: (8 - stream.count % 8) % 8)
        let padding: [UInt8] = [0xEC, 0x11]
        return stream.bytes + (0..<(count - stream.bytes.count)).map { padding[$0 % 2] }
    }
}

/// Bits in the order in which they are written.
private struct BitStream {
    private(set) var bytes: [UInt8] = []
    private(set) var count = 0

    mutating func append(_ value: Int, bits: Int) {
        for bit in (0..<bits).reversed() {
            if count % 8 == 0 { bytes.append(0) }
            if value >> bit & 1 == 1 { bytes[count / 8] |= 0x80 >> UInt8(count % 8) }
            count += 1
        }
    }
}
