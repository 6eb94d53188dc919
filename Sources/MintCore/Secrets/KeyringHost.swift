/// What this host has that helps with a keyring: the ways forward name its own commands (A13).
public struct KeyringHost: Equatable, Sendable {
    /// What installs a Debian, Fedora, SUSE, Arch or Alpine package, up to the package's name.
    public var installer: String?
    /// `gnome-keyring-daemon` can be started.
    public var hasKeyring: Bool
    /// `dbus-run-session` can be started.
    public var hasSessionRunner: Bool
    /// `loginctl` is there: the host can keep a user's session bus.
    public var hasLoginControl: Bool
    /// The address in `DBUS_SESSION_BUS_ADDRESS` whose socket is gone.
    public var staleBus: String?

    public init(installer: String?, hasKeyring: Bool, hasSessionRunner: Bool, hasLoginControl: Bool) {
        self.installer = installer
        self.hasKeyring = hasKeyring
        self.hasSessionRunner = hasSessionRunner
        self.hasLoginControl = hasLoginControl
    }

    /// A host that nobody looked at: everything is taken to be there.
    public static let unknown = KeyringHost(
        installer: "apt-get install", hasKeyring: true, hasSessionRunner: true, hasLoginControl: true)

    /// - Parameter hasFile: Whether there is an executable file at this path.
    public init(searching folders: [String], hasFile: (String) -> Bool) {
        func has(_ program: String) -> Bool { folders.contains { hasFile("\($0)/\(program)") } }
        installer = Self.installers.first { has($0.program) }?.command
        hasKeyring = has("gnome-keyring-daemon")
        hasSessionRunner = has("dbus-run-session")
        hasLoginControl = has("loginctl")
    }

    private static let installers: [(program: String, command: String)] = [
        ("apt-get", "apt-get install"), ("dnf", "dnf install"), ("zypper", "zypper install"), ("pacman", "pacman -S"),
        ("apk", "apk add"),
    ]
}

extension KeyringHost {
    /// Words, and the commands that go with them.
    typealias Way = (words: String, commands: [String])

    static let vaultWay: Way = ("or use the vault:", ["add --store vault"])

    /// Where there is no session bus.
    var sessionWays: [Way] {
        var ways: [Way] = []
        if let staleBus {
            ways.append(
                (
                    "DBUS_SESSION_BUS_ADDRESS names a bus that is gone (\(staleBus.plainLine(limit: 120))), as in a tmux "
                        + "that outlived its login. Log in again, or:", ["unset DBUS_SESSION_BUS_ADDRESS"]
                ))
        }
        ways += installs((hasSessionRunner ? [] : ["dbus"]) + (hasKeyring ? [] : ["gnome-keyring"]))
        ways.append(
            (
                "Open a session with a keyring, and work in it:",
                ["dbus-run-session -- sh -c 'mintmark unlock && exec \"$SHELL\"'"]
            ))
        if hasLoginControl {
            ways.append(
                ("or let the host keep your session bus, and log in again:", ["loginctl enable-linger \"$USER\""]))
        }
        return ways
    }

    /// Where the bus knows no keyring.
    var serviceWays: [Way] {
        installs(hasKeyring ? [] : ["gnome-keyring"]) + [
            (
                "Start a keyring and unlock it:",
                ["gnome-keyring-daemon --start --components=secrets", "mintmark unlock"]
            )
        ]
    }

    private func installs(_ packages: [String]) -> [Way] {
        guard !packages.isEmpty else { return [] }
        let names = packages.joined(separator: " ")
        return [
            installer.map { ("Install what is missing, as root:", ["\($0) \(names)"]) } ?? ("Install \(names).", [])
        ]
    }

    /// One way below the other: what it is for, and its commands on lines of their own, to be copied.
    func words(for ways: [Way]) -> String {
        ways.flatMap { [$0.words] + $0.commands.map { "    \($0)" } }.joined(separator: "\n")
    }
}
