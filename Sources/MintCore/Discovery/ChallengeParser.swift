extension Challenge {
    /// Reads all challenges of all `WWW-Authenticate` field lines. Never fails: what cannot be read is passed over.
    ///
    /// - Parameter fieldLines: Each at most 16 KiB; more is cut (WA-10).
    public static func parse(_ fieldLines: [String]) -> [Challenge] {
        fieldLines.prefix(16).flatMap { line in
            var parser = ChallengeParser(line)
            return parser.challenges()
        }
    }
}

/// A cursor over one field line.
struct ChallengeParser {
    private let bytes: [UInt8]
    private var index = 0

    init(_ line: String) { bytes = Array(line.utf8.prefix(16_384)) }

    mutating func challenges() -> [Challenge] {
        var found: [Challenge] = []
        while index < bytes.count, found.count < 64 {
            skip { $0.isBlank || $0 == UInt8(ascii: ",") }
            let name = take(\.isTokenCharacter)
            guard !name.isEmpty else {
                skipElement()
                continue
            }
            if let value = parameterValue(), !found.isEmpty {
                found[found.count - 1].add(name.lowercased(), value)
            } else {
                var challenge = Challenge(scheme: name)
                challenge.token68 = token68()
                found.append(challenge)
            }
        }
        return found
    }

    /// A value after `=`, or `nil` with the cursor unmoved.
    private mutating func parameterValue() -> (text: String, isSound: Bool)? {
        let start = index
        skip(\.isBlank)
        guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else {
            index = start
            return nil
        }
        index += 1
        skip(\.isBlank)
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") { return (quotedString(), true) }
        let text = take { !$0.isBlank && $0 != UInt8(ascii: ",") }
        return (text, text.utf8.allSatisfy(\.isTokenCharacter))
    }

    /// The text between quotes, `\x` standing for `x`; an unclosed one runs to the end of the line.
    private mutating func quotedString() -> String {
        index += 1
        var text: [UInt8] = []
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
            text.append(bytes[index])
            index += 1
        }
        index += 1
        return String(decoding: text, as: UTF8.self)
    }

    /// A token68 that fills the rest of the element, or `nil` with the cursor unmoved.
    private mutating func token68() -> String? {
        let start = index
        skip(\.isBlank)
        guard index > start else { return nil }
        let body = take { $0.isToken68Character }
        let padding = take { $0 == UInt8(ascii: "=") }
        skip(\.isBlank)
        if !body.isEmpty, index >= bytes.count || bytes[index] == UInt8(ascii: ",") { return body + padding }
        index = start
        return nil
    }

    private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
        while index < bytes.count, isSkipped(bytes[index]) { index += 1 }
    }

    private mutating func take(_ isTaken: (UInt8) -> Bool) -> String {
        let start = index
        skip(isTaken)
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// Past what cannot be read, up to the next comma outside quotes.
    private mutating func skipElement() {
        while index < bytes.count, bytes[index] != UInt8(ascii: ",") {
            if bytes[index] == UInt8(ascii: "\"") { _ = quotedString() } else { index += 1 }
        }
    }
}

extension Challenge {
    fileprivate mutating func add(_ name: String, _ value: (text: String, isSound: Bool)) {
        if parameters[name] != nil {
            duplicates.append(name)
        } else {
            parameters[name] = value.text
            if !value.isSound { unquoted.append(name) }
        }
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }

    private var isAlphanumeric: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }

    /// RFC 9110 §5.6.2 `tchar`.
    fileprivate var isTokenCharacter: Bool { isAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains(self) }

    /// RFC 9110 §11.2 `token68`, without its padding.
    fileprivate var isToken68Character: Bool { isAlphanumeric || "-._~+/".utf8.contains(self) }
}
