/// Base64url without padding (RFC 4648 §5, RFC 7515 §2).
public enum Base64URL {
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: encoded(bytes), as: UTF8.self)
    }

    /// The encoding as ASCII, for text that must not pass through a `String`.
    public static func encoded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.withContiguousStorageIfAvailable(encoded(buffer:))
            ?? Array(bytes).withUnsafeBufferPointer(encoded(buffer:))
    }

    private static func encoded(buffer bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: (bytes.count * 4 + 2) / 3) { output, count in
            var buffer: UInt32 = 0
            var bits = 0
            func put(_ value: UInt32) {
                output.initializeElement(at: count, to: character(UInt8(value & 0x3F)))
                count += 1
            }
            for byte in bytes {
                buffer = buffer << 8 | UInt32(byte)
                bits += 8
                while bits >= 6 {
                    bits -= 6
                    put(buffer >> bits)
                }
                buffer &= 1 << bits - 1
            }
            if bits > 0 { put(buffer << (6 - bits)) }
        }
    }

    /// Reads exactly what ``encode(_:)`` writes.
    ///
    /// - Returns: `nil` for padding, white space, the other alphabet (`+`, `/`), an impossible length, or left-over bits
    ///   that are not zero: one value has one text.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? { decode(ascii: text.utf8) }

    /// The same for text as bytes.
    public static func decode(ascii text: some Sequence<UInt8>) -> [UInt8]? {
        text.withContiguousStorageIfAvailable(decoded(buffer:))
            ?? Array(text).withUnsafeBufferPointer(decoded(buffer:))
    }

    private static func decoded(buffer text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(text.count * 3 / 4)
        var buffer: UInt32 = 0
        var bits = 0
        for character in text {
            guard let value = value(of: character) else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(buffer >> bits & 0xFF))
            }
            buffer &= 1 << bits - 1
        }
        guard bits < 6, buffer == 0 else { return nil }
        return output
    }

    private static func character(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + (value - 26)
        case 52..<62: UInt8(ascii: "0") + (value - 52)
        case 62: UInt8(ascii: "-")
        default: UInt8(ascii: "_")
        }
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
