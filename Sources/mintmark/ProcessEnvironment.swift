import Glibc
import MintCore

/// The one place that reads the environment.
struct ProcessEnvironment: Sendable {
    let all: [String: String]
    private let spent = SpentVariables()

    init() {
        var all: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text)
            if let equals = pair.firstIndex(of: "=") {
                all[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
            }
            entry += 1
        }
        self.all = all
    }

    /// `nil` where the variable is unset or empty.
    subscript(_ name: String) -> String? { all[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// A variable that the operator named as holding a secret, even an empty one: nobody else is given it from now on.
    func secret(_ name: String) -> String? {
        defer { spent.add(name) }
        return all[name]
    }

    /// What a program that we start is given: our own, but for what was read as a secret.
    var forChildren: [String: String] { spent.removed(from: all) }

    /// Where the operator's files are: HOME, or what the user database says.
    private var home: String {
        if let home = self["HOME"] { return home }
        guard let entry = getpwuid(getuid()), let directory = entry.pointee.pw_dir else { return "/" }
        return String(cString: directory)
    }

    var paths: Paths {
        if let home = self["MINTMARK_HOME"] { return Paths(home: absolute(home)) }
        let data = self["XDG_DATA_HOME"] ?? "\(home)/.local/share"
        let config = self["XDG_CONFIG_HOME"] ?? "\(home)/.config"
        return Paths(data: "\(data)/mintmark", config: "\(config)/mintmark")
    }

    /// Where systemd puts the vault's key for a service that loads it (systemd.exec(5), LoadCredential=).
    var vaultCredential: String? { self["CREDENTIALS_DIRECTORY"].map { "\(absolute($0))/mintmark.vault.key" } }

    private func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        return String(cString: here) + "/" + path
    }

    /// Where the session bus may be: as named, then in the runtime folder. A terminal that outlived its session (tmux)
    /// still names the bus of that one.
    var busAddresses: [String] {
        var addresses = self["DBUS_SESSION_BUS_ADDRESS"].map { [$0] } ?? []
        for folder in [self["XDG_RUNTIME_DIR"], "/run/user/\(geteuid())"] {
            guard let folder, access("\(folder)/bus", F_OK) == 0 else { continue }
            let address = "unix:path=\(Self.escaped("\(folder)/bus"))"
            if !addresses.contains(address) { addresses.append(address) }
        }
        return addresses
    }

    /// As values are written in a bus address (D-Bus specification, "Server Addresses").
    private static func escaped(_ path: String) -> String {
        path.utf8.reduce(into: "") { text, byte in
            let isPlain =
                (byte < 0x80 && Character(UnicodeScalar(byte)).isLetter) || "0123456789-_/.*".utf8.contains(byte)
            let digits = String(byte, radix: 16)
            text += isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
        }
    }

    /// What helps with a keyring on this host.
    var keyringHost: KeyringHost {
        let folders = (self["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map { String($0) }
        var host = KeyringHost(searching: folders + ["/usr/sbin", "/sbin"]) { access($0, X_OK) == 0 }
        host.staleBus = staleBus
        return host
    }

    private var staleBus: String? {
        guard let address = self["DBUS_SESSION_BUS_ADDRESS"], address.hasPrefix("unix:path=") else { return nil }
        let path = address.dropFirst("unix:path=".count).prefix { $0 != "," && $0 != ";" }
        return access(String(path), F_OK) == 0 ? nil : address
    }
}

/// Where everything is on disk (README, "Where things live").
struct Paths: Sendable {
    let data: String
    let config: String

    var vault: String { "\(data)/vault" }
    var vaultKey: String { "\(config)/vault.key" }
    var configuration: String { "\(config)/config.toml" }

    init(data: String, config: String) { (self.data, self.config) = (data, config) }

    /// Everything below one folder: `MINTMARK_HOME`, and the demo.
    init(home: String) { self.init(data: home, config: "\(home)/config") }
}
