import ArgumentParser
import MintCore

struct VaultStatusVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say where the vault and its key are, and whether every sealed file opens.",
        discussion: """
            Asks nobody. Where a passphrase seals the key, files are not opened but only looked at, and the vault is `locked`.
            Exit code 0: ready, and every file opens; 5: anything else.
            """)

    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let status = await (try context.services()).vault.status()
        if common.json {
            context.console.print(JSONOutput.vault(status).serialized())
        } else {
            context.console.out(VaultText(status).lines.map { $0 + "\n" }.joined())
        }
        return (status.isSound ? .ok : MintCore.ExitStatus.store).rawValue
    }
}
