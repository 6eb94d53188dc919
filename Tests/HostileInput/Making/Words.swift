/// Texts that have broken readers before.
enum Words {
    /// Stands where a secret would be; nothing that is shown may contain it.
    static let canary = "hostile-canary/7f3a9c+e1"

    static let scalars: [Unicode.Scalar] =
        [
            "\0", "\u{01}", "\u{07}", "\u{08}", "\t", "\n", "\r", "\u{0B}", "\u{1B}", "\u{7F}", "\u{85}", "\u{9B}",
            "\u{A0}",
            "\u{AD}", "\u{0301}", "\u{0308}", "\u{061C}", "\u{1160}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{200E}",
            "\u{200F}", "\u{2028}", "\u{2029}", "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}", "\u{20E3}", "\u{212A}",
            "\u{3000}", "\u{D7A3}", "\u{E000}", "\u{FE0F}", "\u{FEFF}", "\u{FFFD}",
            "\u{1F1E9}", "\u{1F468}", "\u{1F3FF}", "\u{E0001}", "\u{E0041}", "\u{F0000}", "\u{10FFFF}", "é", "ß", "İ",
            "\"",
            "\\", "'", "`", "$", "<", "&", "%", "#", "?", "=", ",", ";", ":", "/", "@", "{", "[", "+", " ", "K",
        ] + [0xFDD0, 0xFFFE, 0xFFFF, 0x1FFFE].compactMap { Unicode.Scalar($0 as UInt32) }

    static let texts = [
        "", " ", "a", "A", "null", "true", "0", "-1", "NaN", "Infinity", "%00", "%", "%f", "%zz", "+", "..",
        "../../etc/passwd",
        "\u{1B}[2J\u{1B}]0;x\u{07}", "e\u{301}", "\u{212A}", "K", "\r\n", "\r\nX-Evil: 1", "javascript:alert(1)",
        "http://",
        "https://", "https://as.example", "http://127.0.0.1:1/", "https://user:pw@as.example/", "https://[::1]:0/",
        "//evil",
        "file:///etc/passwd", "https://as.example/%0d%0a", "https://as.example:65536", "9223372036854775808", "1e309",
        "18446744073709551616", "0x7f.1", "\u{202E}drowssap", "Bearer", "bearer", "BEARER ", "DPoP", "N_A",
        "=?base64?AA==?=",
        "client_secret_basic", "private_key_jwt", "none", "read write", "a\"b", "a\\b", "$(reboot)", "`id`", "🇩🇪🇩", "👨‍👩‍👧",
    ]
}

extension Dice {
    mutating func scalar() -> Unicode.Scalar {
        switch below(4) {
        case 0: return pick(Words.scalars)
        case 1: return Unicode.Scalar(UInt32(below(0x11_0000))) ?? "\u{FFFD}"
        default: return Unicode.Scalar(UInt8(0x20 + below(0x5F)))
        }
    }

    /// Anything that a `String` can be.
    mutating func text() -> String {
        switch below(6) {
        case 0: return pick(Words.texts)
        case 1: return token()
        case 2: return String(repeating: Character(scalar()), count: count(40, rarely: 6000))
        case 3: return pick(Words.texts) + pick(Words.texts)
        default:
            var scalars = String.UnicodeScalarView()
            for _ in 0..<count(24, rarely: 2000) { scalars.append(scalar()) }
            return String(scalars)
        }
    }

    /// A short word of letters, digits and `-._:`.
    mutating func token() -> String {
        let signs = Array("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-._:".utf8)
        return String(decoding: (0...below(12)).map { _ in pick(signs) }, as: UTF8.self)
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in byte() } }
}
