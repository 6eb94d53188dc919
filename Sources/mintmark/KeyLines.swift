/// Keys that are pasted have several lines.
enum KeyLines {
    /// Whether more of a key is to come: PEM, to the end of its private key, or a JWK, to the brace that closes it.
    ///
    /// What is pasted in PEM is taken whole wherever a secret is asked for: its lines must not become the answers to other
    /// questions.
    ///
    /// - Parameter mayBeJWK: Whether a key is asked for. A password may begin with a brace as well.
    static func goOn(after text: [UInt8], endingIn line: [UInt8], mayBeJWK: Bool) -> Bool {
        if beginsPEM(text) {
            return !(line.starts(with: "-----END ".utf8) && line.ends(with: "KEY-----"))
        }
        guard mayBeJWK, text.first == UInt8(ascii: "{") else { return false }
        // An object goes on with a name.
        let next = text.dropFirst().first { !" \t\r\n".utf8.contains($0) }
        return (next == nil || next == UInt8(ascii: "\"")) && isOpen(text)
    }

    /// Whether this line says that no more is to come: it is empty, and not the one behind a PEM block's headers.
    static func isEnd(_ line: [UInt8], after text: [UInt8]) -> Bool {
        guard line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) else { return false }
        let last = text.reversed().prefix { $0 != 0x0A }
        return !(beginsPEM(text) && last.contains(UInt8(ascii: ":")))
    }

    private static func beginsPEM(_ text: [UInt8]) -> Bool {
        text.starts(with: "-----BEGIN ".utf8) && Array(text.prefix { $0 != 0x0A }).ends(with: "-----")
    }

    private static func isOpen(_ text: [UInt8]) -> Bool {
        var depth = 0, isQuoted = false, isEscaped = false
        for byte in text {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\") where isQuoted: isEscaped = true
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "{") where !isQuoted: depth += 1
            case UInt8(ascii: "}") where !isQuoted: depth -= 1
            default: break
            }
        }
        return depth > 0
    }
}

extension [UInt8] {
    /// Blanks behind it are none of it.
    fileprivate func ends(with words: String) -> Bool {
        var rest = self[...]
        while let last = rest.last, " \t\r".utf8.contains(last) { rest.removeLast() }
        return rest.suffix(words.utf8.count).elementsEqual(words.utf8)
    }
}
