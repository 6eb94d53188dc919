import ArgumentParser
import MintCore

struct VaultRotateKeyVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "rotate-key", abstract: "Make a new data key and seal every file of the vault under it.",
        discussion: """
            At any moment every file opens, whatever interrupts this: the old key stays beside the new one until no file
            names it. Run it again to go on. Other programs may read and write meanwhile.
            Backups of the vault open with the key file that was kept with them, not with the new one.
            Exit code 0: done; 5: files did not open, so their key stays.
            """)

    @Flag(name: .customLong("passphrase-stdin"), help: "Read the vault's passphrase from stdin, in one line.")
    var passphraseFromInput = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let console = context.console
        let services = try await context.services()
        if passphraseFromInput, !console.inputIsTerminal {
            let question = PassphraseQuestion(console: console, mayAsk: false)
            try await services.keyrings[.vault].open(with: question.lines(1, "the passphrase")[0])
        }
        let isShown = console.inputIsTerminal && !common.json
        let rotation = try await services.vault.rotateKey { seen, count in
            if isShown, seen.isMultiple(of: 500) || seen == count { console.note("  \(seen) of \(count) files") }
        }
        if common.json {
            console.print(JSONOutput.rotation(rotation).serialized())
        } else {
            let files = rotation.resealed == 1 ? "1 file" : "\(rotation.resealed) files"
            console.note("Sealed \(files) under the vault's key \(rotation.keyID.plainLine(limit: 60)).")
        }
        return try Self.end(rotation)
    }

    private static func end(_ rotation: VaultRotation) throws -> Int32 {
        let damaged = rotation.damaged.map { $0.plainLine() }
        guard damaged.isEmpty else {
            throw Failure(
                headline: rotation.isFinished
                    ? "The key was changed, but \(damaged.count) of the files did not open under any key"
                    : "The old key stays, for \(damaged.count) of the files did not open",
                hint: damaged.prefix(10).joined(separator: "\n")
                    + "\nRestore them from a backup, or move them away; then run the command again.",
                exitStatus: .store)
        }
        guard rotation.isFinished else {
            throw Failure(
                headline: "Interrupted: every file opens, and some are still under the old key",
                hint: "Go on with: mintmark vault rotate-key", exitStatus: .interrupted)
        }
        return 0
    }
}
