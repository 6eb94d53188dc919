import MintCore

/// Gets passphrases from a person or from stdin, one a line.
struct PassphraseQuestion {
    let console: Console
    /// Whether somebody is there to answer.
    let mayAsk: Bool

    /// The lines of stdin, at most `count`.
    ///
    /// - Throws: ``UsageError`` where there are fewer, or more.
    func lines(_ count: Int, _ words: String) throws -> [Secret] {
        var input = try console.readInput()
        defer { _ = input.withUnsafeMutableBytes { $0.initializeMemory(as: UInt8.self, repeating: 0) } }
        var lines = input.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count == count else {
            throw UsageError(
                "stdin has \(lines.count) lines, not \(count)",
                hint: "--passphrase-stdin wants \(words), each in a line.")
        }
        return lines.map { Secret($0.last == 0x0D ? $0.dropLast() : $0) }
    }

    /// The passphrase up to now.
    func current() throws -> Secret {
        guard mayAsk else { throw Self.nobody }
        guard let answer = console.askSecret("Passphrase up to now: ") else { throw Self.notChanged }
        return answer
    }

    /// A new one, typed twice; a weak one is said and confirmed.
    func new() throws -> Secret {
        guard mayAsk else { throw Self.nobody }
        console.note(
            "Five or six random words are easy to type and hard to guess. Nothing else opens the vault: keep it.")
        guard let first = console.askSecret("New passphrase: ") else { throw Self.notChanged }
        try Self.checkLength(first)
        let strength = PassphraseStrength(first)
        console.note(Self.words(strength))
        if !strength.isEnough {
            guard console.ask("Take it all the same? [y/N] ")?.lowercased().hasPrefix("y") == true else {
                throw Self.notChanged
            }
        }
        guard let second = console.askSecret("The same again: ") else { throw Self.notChanged }
        guard first == second else {
            throw UsageError("The two passphrases differ; nothing was changed", hint: "Run the command again.")
        }
        return first
    }

    static func checkLength(_ passphrase: Secret) throws(VaultError) {
        guard PassphraseStrength.length(passphrase) >= PassphraseStrength.minimumLength else {
            throw .tooShort(minimum: PassphraseStrength.minimumLength)
        }
    }

    /// The hint: `strength: about 38 bits, which somebody with a copy of the vault may guess`.
    static func words(_ strength: PassphraseStrength) -> String {
        let bits = "strength: about \(strength.bits) bits"
        return strength.isEnough
            ? "\(bits), enough"
            : "\(bits); below \(PassphraseStrength.enough), whoever has a copy of the vault may guess it"
    }

    private static let notChanged = Failure(headline: "Nothing was changed", exitStatus: .interrupted)
    private static let nobody = UsageError(
        "Nobody can be asked for a passphrase here", hint: "Run it on a terminal, or give it by --passphrase-stdin.")
}
