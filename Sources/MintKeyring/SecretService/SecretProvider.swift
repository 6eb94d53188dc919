import MintCore

/// Which program it is that provides the service, as far as that matters to whoever wants to unlock it.
struct SecretProvider: Equatable, Sendable {
    /// What to call it.
    let name: String
    /// Whether it takes a password from us: gnome-keyring's internal interface.
    let takesPassword: Bool
    /// What its own program can do about a collection that is locked, and about none at all.
    let unlockHint: String
    let createHint: String

    /// - Parameters:
    ///   - process: The process's short name (`/proc/PID/comm`, at most 15 bytes).
    ///   - introspection: What the service object says of its interfaces, in XML.
    init(process: String?, introspection: String) {
        takesPassword = introspection.contains("\"\(Self.passwordInterface)\"")
        let known = Self.known.first { process?.hasPrefix($0.process) ?? false }
        name = known?.name ?? process.map { $0.plainLine(limit: 40) } ?? "another program"
        unlockHint = known?.unlock ?? "Unlock it in \(name) itself, then run the command again."
        createHint = known?.create ?? "Make a default collection in \(name) itself, then run the command again."
    }

    /// https://gitlab.gnome.org/GNOME/gnome-keyring, `daemon/dbus/org.freedesktop.Secrets.xml`. Not meant for others, and
    /// the only way to unlock a keyring without a display.
    static let passwordInterface = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"

    private typealias Known = (process: String, name: String, unlock: String, create: String)

    private static let known: [Known] = [
        ("gnome-keyring-d", "gnome-keyring", "Unlock it in Seahorse.", "Make a keyring in Seahorse."),
        (
            "keepassxc", "KeePassXC",
            "Unlock the database in KeePassXC's own window, then run the command again.",
            """
            Open a database in KeePassXC and let it share a group:
                Database > Database Settings > Secret Service Integration > Expose entries under this group
            """
        ),
        ("ksecretd", "KWallet", walletUnlock, walletCreate), ("kwalletd", "KWallet", walletUnlock, walletCreate),
    ]

    private static let walletUnlock = """
        Open the wallet on the desktop (KWalletManager), or let it open with the session (pam_kwallet), then run the
        command again.
        """
    private static let walletCreate = """
        Make a wallet on the desktop (KWalletManager, or System Settings > KDE Wallet), then run the command again.
        """
}
