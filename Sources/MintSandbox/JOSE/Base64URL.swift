internal import FoundationEssentials

/// base64url without padding (RFC 7515 §2), read strictly.
enum Base64URL {
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for character in Data(bytes).base64EncodedString() where character != "=" {
            switch character {
            case "+": text.append("-")
            case "/": text.append("_")
            default: text.append(character)
            }
        }
        return text
    }

    /// `nil` for padding, a foreign character, an impossible length, or bits left over that are not zero.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var standard = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"): standard.append("+")
            case UInt8(ascii: "_"): standard.append("/")
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                standard.unicodeScalars.append(Unicode.Scalar(byte))
            default: return nil
            }
        }
        standard += String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: standard) else { return nil }
        let bytes = [UInt8](data)
        return encode(bytes) == String(text) ? bytes : nil
    }
}
