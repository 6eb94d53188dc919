import ArgumentParser
import MintCore

/// The vault as a whole; its use as a store needs none of these.
struct VaultVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vault", abstract: "Look after the vault of sealed files: its key, its passphrase, its state.",
        discussion: """
            The key that opens the sealed files comes from the first of these that is there:
              a systemd credential            $CREDENTIALS_DIRECTORY/mintmark.vault.key (LoadCredential= in the unit)
              the key file                    ~/.config/mintmark/vault.key (0600), made at the first use of the vault
            A passphrase may seal either; it is asked for on a terminal, once in a run.

            Examples:
              mintmark vault init --passphrase
              mintmark vault status
              mintmark vault change-passphrase
              mintmark vault rotate-key
            """,
        subcommands: [
            VaultInitVerb.self, VaultStatusVerb.self, VaultChangePassphraseVerb.self, VaultRotateKeyVerb.self,
        ])
}
