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
        let rotation = try await services.noting(.vaultRotateKey, of: nil, in: context) {
            try await rotate(services, console)
        }
        let files = rotation.resealed == 1 ? "1 file" : "\(rotation.resealed) files"
        let failure = Self.failure(of: rotation)
        await services.note(.vaultRotateKey, of: nil, failure: failure, detail: "sealed \(files)", in: context)
        if common.json {
            console.print(JSONOutput.rotation(rotation).serialized())
        } else {
            console.note("Sealed \(files) under the vault's key \(rotation.keyID.plainLine(limit: 60)).")
        }
        if let failure { throw failure }
        return 0
    }

    private func rotate(_ services: Services, _ console: Console) async throws -> VaultRotation {
        if passphraseFromInput, !console.inputIsTerminal {
            let question = PassphraseQuestion(console: console, mayAsk: false)
            try await services.keyrings[.vault].open(with: question.lines(1, "the passphrase")[0])
        }
        let isShown = console.inputIsTerminal && !common.json
        return try await services.vault.rotateKey { seen, count in
            if isShown, seen.isMultiple(of: 500) || seen == count { console.note("  \(seen) of \(count) files") }
        }
    }

    /// What a rotation left undone.
    private static func failure(of rotation: VaultRotation) -> Failure? {
        let damaged = rotation.damaged.map { $0.plainLine() }
        if !damaged.isEmpty {
            return Failure(
                headline: rotation.isFinished
                    ? "The key was changed, but \(damaged.count) of the files did not open under any key"
                    : "The old key stays, for \(damaged.count) of the files did not open",
                hint: damaged.prefix(10).joined(separator: "\n")
                    + "\nRestore them from a backup, or move them away; then run the command again.",
                exitStatus: .store)
        }
        guard !rotation.isFinished else { return nil }
        return Failure(
            headline: "Interrupted: every file opens, and some are still under the old key",
            hint: "Go on with: mintmark vault rotate-key", exitStatus: .interrupted)
    }
}
