import MintCore

/// What the Secret Service shows of one of our secrets. Neither is secret (SS-2): no client id, no URL.
struct Item: Sendable {
    /// The attributes, all of them; they find the item again, here and with `secret-tool lookup`. There is no
    /// `xdg:schema`, which only some readers would ask for (gnome-keyring may add one; a lookup without it matches).
    let attributes: [(String, String)]
    /// What Seahorse shows; empty where the item is only looked for.
    let label: String

    init(_ key: KeyringKey, _ binding: SecretBinding? = nil) {
        attributes = [
            ("application", "mintmark"), ("profile", key.profile.rawValue), ("kind", key.kind.rawValue),
            ("generation", String(key.generation)),
        ]
        label = binding.map { "mintmark: \($0.profileName.plainLine(limit: 100)) \(key.kind.words)" } ?? ""
    }
}
