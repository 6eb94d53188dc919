import ArgumentParser
import MintCore

struct VaultInitVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make the vault's key, sealed by a passphrase or in a key file as it is.",
        discussion: """
            With a passphrase (the default on a terminal), a copy of the key file opens nothing by itself; jobs and services
            without a terminal then need another key, see `mintmark vault --help`. Without one, the key file protects copies
            and backups of the vault that do not hold it.
            Where there is a key already, nothing is changed (exit 1).

            Examples:
              mintmark vault init
              mintmark vault init --key-file
              mintmark vault init --passphrase-stdin < passphrase.txt
            """)

    @Flag(name: .long, help: "Seal the key by a passphrase, which is asked for twice.")
    var passphrase = false

    @Flag(name: .customLong("key-file"), help: "Keep the key in the key file as it is, for use without a terminal.")
    var keyFile = false

    @Flag(name: .customLong("passphrase-stdin"), help: "Seal the key by the passphrase that stdin gives in one line.")
    var passphraseFromInput = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        guard !keyFile || !(passphrase || passphraseFromInput) else {
            throw UsageError("--key-file excludes a passphrase", hint: "Choose one of them.")
        }
        let console = context.console
        let vault = try await context.services().vault
        // Before anybody thinks of a passphrase.
        let before = await vault.status()
        if before.source != nil { try await vault.create(passphrase: nil) }  // says what is there
        guard before.state == .ready else { throw KeyringError.unavailable(.vault, before.state) }
        try await vault.create(passphrase: chosen(console))
        let status = await vault.status()
        if common.json {
            console.print(JSONOutput.vault(status).serialized())
        } else {
            console.note("Made the vault's key: \(VaultText(status).key). Keep a copy of it apart from the vault.")
        }
        return 0
    }

    private func chosen(_ console: Console) throws -> Secret? {
        if keyFile { return nil }
        let question = PassphraseQuestion(console: console, mayAsk: common.mayAsk(console))
        if passphraseFromInput, !console.inputIsTerminal {
            let given = try question.lines(1, "the new passphrase")[0]
            try PassphraseQuestion.checkLength(given)
            let strength = PassphraseStrength(given)
            if !strength.isEnough { console.note("warning: \(PassphraseQuestion.words(strength))") }
            return given
        }
        guard passphrase || passphraseFromInput || question.mayAsk else {
            throw UsageError(
                "Nobody can be asked what the vault's key should be",
                hint: """
                    Choose one of:
                      --key-file            a key file as it is, for jobs and services
                      --passphrase-stdin    sealed by the passphrase that stdin gives
                    """)
        }
        return try question.new()
    }
}
