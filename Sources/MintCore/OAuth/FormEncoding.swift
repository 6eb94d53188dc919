/// `application/x-www-form-urlencoded` with the WHATWG set of bare characters (RFC 6749 App. B; AM-5).
public enum FormEncoding {
    /// Space becomes `+`, bytes outside `A-Za-z0-9*-._` become `%HH`.
    public static func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        escape(bytes, isBare: { $0.isBareInForms }, space: UInt8(ascii: "+"))
    }

    /// Percent-encoding of all but the unreserved characters of RFC 3986 §2.3; space becomes `%20`.
    public static func percentEncode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        escape(bytes, isBare: { $0.isUnreserved }, space: nil)
    }

    /// Whether both encodings leave a byte as it is.
    static func isNeverEscaped(_ byte: UInt8) -> Bool { byte.isBareInForms && byte.isUnreserved }

    /// Fields in order, joined by `&`. Empty values are left out: they count as absent (TK-1).
    public static func body(_ fields: [(name: String, value: [UInt8])]) -> [UInt8] {
        var body: [UInt8] = []
        for field in fields where !field.value.isEmpty {
            if !body.isEmpty { body.append(UInt8(ascii: "&")) }
            body += encode(field.name.utf8)
            body.append(UInt8(ascii: "="))
            body += encode(field.value)
        }
        return body
    }

    /// Reads one name or value back: `+` is a space, `%HH` a byte.
    ///
    /// - Returns: `nil` for a broken escape, or for what is not UTF-8 then.
    static func decode(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
                    rest.prefix(2).allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") })
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func escape(
        _ bytes: some Sequence<UInt8>, isBare: (UInt8) -> Bool, space: UInt8?
    ) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in bytes {
            if isBare(byte) {
                out.append(byte)
            } else if byte == 0x20, let space {
                out.append(space)
            } else {
                out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return out
    }
}

extension UInt8 {
    private var isAlphanumeric: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
    fileprivate var isBareInForms: Bool { isAlphanumeric || isDashDotOrLine || self == UInt8(ascii: "*") }
    fileprivate var isUnreserved: Bool { isAlphanumeric || isDashDotOrLine || self == UInt8(ascii: "~") }
    private var isDashDotOrLine: Bool {
        self == UInt8(ascii: "-") || self == UInt8(ascii: ".") || self == UInt8(ascii: "_")
    }
}
