/// What of a command line must not be remembered: a guess on the careful side.
enum CommandSecrets {
    /// Whether a line may be kept on disk.
    static func mayBeKept(_ words: [String]) -> Bool { !words.contains(where: looksSecret) }

    private static let names = ["secret", "password", "passphrase", "token=", "token:", "key=", "key:", "assertion"]

    private static func looksSecret(_ word: String) -> Bool {
        let lower = word.lowercased()
        // Names of files and variables, and the flags alone, say nothing.
        if lower.hasPrefix("--"), !lower.contains("=") { return lower == "--client-secret" || lower == "--paste" }
        if names.contains(where: { lower.contains($0) }), lower.contains(where: { "=:".contains($0) }) { return true }
        let value = word.split(whereSeparator: { "=:".contains($0) }).last ?? ""
        return isRandom(value)
    }

    /// Long, of the letters of base64 and hexadecimal, with digits among them: no word, no address, no path.
    private static func isRandom(_ value: Substring) -> Bool {
        guard value.utf8.count >= 20, !value.hasPrefix("/"), !value.hasPrefix("~") else { return false }
        let digits = value.utf8.count { (0x30...0x39).contains($0) }
        guard digits >= 3 else { return value.utf8.count >= 40 && !value.contains("/") && !value.contains("-") }
        return value.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "+/=_-.~".utf8.contains(byte)
        }
    }
}
