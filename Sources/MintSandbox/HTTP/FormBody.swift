/// An `application/x-www-form-urlencoded` body, read strictly: a sandbox that forgives hides its client's faults.
///
/// Refused: a raw byte outside printable ASCII, a broken `%HH`, text that is not UTF-8, and a parameter given twice
/// (RFC 6749 §3.2), `resource` aside (RFC 8707 §2). An empty value counts as omitted.
struct FormBody: Equatable, Sendable {
    private let fields: [String: [String]]

    enum Refusal: Error, Equatable {
        case malformed
        case repeated(String)
    }

    init(_ bytes: some Collection<UInt8>) throws(Refusal) {
        var fields: [String: [String]] = [:]
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let cut = pair.firstIndex(of: UInt8(ascii: "="))
            let value = cut.map { pair[pair.index(after: $0)...] } ?? pair[pair.endIndex...]
            guard let name = Self.decode(pair[..<(cut ?? pair.endIndex)]), let value = Self.decode(value) else {
                throw .malformed
            }
            guard name == "resource" || fields[name] == nil else { throw .repeated(name) }
            fields[name, default: []].append(value)
        }
        self.fields = fields
    }

    /// The one value of a parameter; `nil` where it is absent or empty.
    subscript(_ name: String) -> String? {
        guard let value = fields[name]?.first, !value.isEmpty else { return nil }
        return value
    }

    /// Every value of a parameter that may be repeated, without the empty ones.
    func all(_ name: String) -> [String] {
        fields[name, default: []].filter { !$0.isEmpty }
    }

    /// Undoes form encoding (`+` and `%HH`); `nil` where the text is not a form-encoded UTF-8 string.
    static func decode(_ bytes: some Sequence<UInt8>) -> String? {
        var decoded: [UInt8] = []
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(nibble), let low = iterator.next().flatMap(nibble) else {
                    return nil
                }
                decoded.append(high << 4 | low)
            case 0x21...0x7E: decoded.append(byte)
            default: return nil
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    /// Form encoding that every reader undoes alike: all but the unreserved characters as `%HH`.
    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { encoded, byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
