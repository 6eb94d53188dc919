import ArgumentParser
import MintCore

struct VaultChangePassphraseVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "change-passphrase", abstract: "Set, change or remove the passphrase of the vault's key.",
        discussion: """
            The data keys stay, and so do the sealed files; only the key file is replaced, once the new one was opened. A copy
            of the old file still opens with the old passphrase: to shut it out, add `mintmark vault rotate-key`.

            Examples:
              mintmark vault change-passphrase
              mintmark vault change-passphrase --remove
              printf '%s\\n' "$old" "$new" | mintmark vault change-passphrase --passphrase-stdin
            """)

    @Flag(name: .long, help: "Go back to a key file without a passphrase.")
    var remove = false

    @Flag(
        name: .customLong("passphrase-stdin"),
        help: "Read from stdin, each in a line: the passphrase up to now, where there is one, and the new one.")
    var passphraseFromInput = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let console = context.console
        let vault = try await context.services().vault
        let before = await vault.status()
        try check(before)
        let (current, new) = try passphrases(before, console)
        try await vault.changePassphrase(from: current, to: new)
        let status = await vault.status()
        if common.json {
            console.print(JSONOutput.vault(status).serialized())
        } else {
            console.note("Changed: \(VaultText(status).key).")
        }
        return 0
    }

    /// Whatever would be refused anyway is said before a question is asked.
    private func check(_ status: VaultStatus) throws {
        guard let source = status.source else {
            if case .keyUnavailable = status.state { throw KeyringError.unavailable(.vault, status.state) }
            throw VaultError.noKey
        }
        if source == status.credential { throw VaultError.readOnly(source.path.plainLine()) }
        if case .unusable = source.content { throw KeyringError.unavailable(.vault, status.state) }
        if remove, !status.hasPassphrase { throw VaultError.noPassphrase }
    }

    private func passphrases(_ status: VaultStatus, _ console: Console) throws -> (current: Secret?, new: Secret?) {
        let question = PassphraseQuestion(console: console, mayAsk: common.mayAsk(console))
        let has = status.hasPassphrase
        guard passphraseFromInput, !console.inputIsTerminal else {
            return (has ? try question.current() : nil, remove ? nil : try question.new())
        }
        let words = [has ? "the passphrase up to now" : nil, remove ? nil : "the new one"].compactMap { $0 }
        var lines = try question.lines(words.count, words.joined(separator: " and "))
        let new = remove ? nil : lines.removeLast()
        if let new {
            try PassphraseQuestion.checkLength(new)
            let strength = PassphraseStrength(new)
            if !strength.isEnough { console.note("warning: \(PassphraseQuestion.words(strength))") }
        }
        return (lines.first, new)
    }
}
