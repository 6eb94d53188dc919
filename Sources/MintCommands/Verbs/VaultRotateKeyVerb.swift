import ArgumentParser
import MintCore

struct VaultRotateKeyVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "rotate-key", abstract: "Make a new data key and seal every file of the vault under it.",
        discussion: """
            At any moment every file opens, whatever interrupts this; run it again to go on. Other programs may read and write
            meanwhile. The old key stays in the key file, for another vault may use that file, and a service a copy of it: run
            this in each of them. Then --forget-old drops the old keys. Backups open with the key file that was kept with them.
            Exit code 0: done; 5: files did not open, so their key stays.

            Examples:
              mintmark vault rotate-key
              mintmark vault rotate-key --forget-old     when no other vault is under an old key
            """)

    @Flag(
        name: .customLong("forget-old"),
        help: "Make no new key; drop the old ones, once no file of this vault is under them.")
    var forgetOld = false

    @Flag(name: .long, help: "Do not ask whether to drop them.")
    var yes = false

    @Flag(name: .customLong("passphrase-stdin"), help: "Read the vault's passphrase from stdin, in one line.")
    var passphraseFromInput = false

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let console = context.console
        let services = try await context.services()
        if forgetOld { try await confirm(services, console) }
        let rotation = try await services.noting(.vaultRotateKey, of: nil, in: context) {
            try await rotate(services, console)
        }
        let files = rotation.resealed == 1 ? "1 file" : "\(rotation.resealed) files"
        let failure = Self.failure(of: rotation)
        let forgotten = rotation.forgotten == 0 ? "" : ", dropped \(Self.keys(rotation.forgotten))"
        await services.note(
            .vaultRotateKey, of: nil, failure: failure, detail: "sealed \(files)\(forgotten)", in: context)
        if common.json {
            console.print(JSONOutput.rotation(rotation).serialized())
        } else {
            console.note("Sealed \(files) under the vault's key \(rotation.keyID.plainLine(limit: 60)).")
            if failure == nil { console.note(words(rotation)) }
        }
        if let failure { throw failure }
        return 0
    }

    private func rotate(_ services: Services, _ console: Console) async throws -> VaultRotation {
        if passphraseFromInput, !console.inputIsTerminal {
            let question = PassphraseQuestion(console: console, mayAsk: false)
            try await services.keyrings[.vault].open(with: question.lines(1, "the passphrase")[0])
        }
        let vault = services.vault
        let isShown = console.inputIsTerminal && !common.json
        let progress = { @Sendable (seen: Int, count: Int) in
            if isShown, seen.isMultiple(of: 500) || seen == count { console.note("  \(seen) of \(count) files") }
        }
        return try await forgetOld ? vault.forgetOldKeys(progress) : vault.rotateKey(progress)
    }

    private func confirm(_ services: Services, _ console: Console) async throws {
        guard !yes, console.inputIsTerminal else { return }
        let count = (await services.vault.status().keyIDs?.count ?? 1) - 1
        guard count > 0 else { return }
        if common.noInput {
            throw UsageError(
                "Nothing was dropped: nobody could be asked", hint: "Add --yes to go on without a question.")
        }
        console.note(
            "What another vault has under the old keys, or a service with a copy of this key file, opens no more then.")
        guard console.ask("Drop \(Self.keys(count))? [y/N] ")?.lowercased().hasPrefix("y") == true else {
            throw Failure(headline: "Nothing was dropped", exitStatus: .interrupted)
        }
    }

    /// What became of the old keys.
    private func words(_ rotation: VaultRotation) -> String {
        if rotation.forgotten > 0 { return "Dropped \(Self.keys(rotation.forgotten))." }
        if rotation.oldKeys == 0 { return "There is no old key." }
        return """
            \(rotation.oldKeys == 1 ? "The old key stays" : "\(rotation.oldKeys) old keys stay") in the key file, for other \
            vaults and services that use it. When none does:
              mintmark vault rotate-key --forget-old
            """
    }

    private static func keys(_ count: Int) -> String { count == 1 ? "1 old key" : "\(count) old keys" }

    /// What a rotation left undone.
    private static func failure(of rotation: VaultRotation) -> Failure? {
        let damaged = rotation.damaged.map { $0.plainLine() }
        if !damaged.isEmpty {
            return Failure(
                headline: rotation.isFinished
                    ? "\(damaged.count) of the files did not open under any key"
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
