import Glibc

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

    private func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let here = getcwd(nil, 0) else { return path }
        defer { free(here) }
        return String(cString: here) + "/" + path
    }

    /// The session bus: as named, else the one of the runtime folder where its socket is there.
    var busAddress: String? {
        if let address = self["DBUS_SESSION_BUS_ADDRESS"] { return address }
        guard let folder = self["XDG_RUNTIME_DIR"], access("\(folder)/bus", F_OK) == 0 else { return nil }
        return "unix:path=\(folder)/bus"
    }
}

/// Where everything is on disk (README, "Where things live").
struct Paths: Sendable {
    let data: String
    let config: String

    var vault: String { "\(data)/vault" }
    var vaultKey: String { "\(config)/vault.key" }

    init(data: String, config: String) { (self.data, self.config) = (data, config) }

    /// Everything below one folder: `MINTMARK_HOME`, and the demo.
    init(home: String) { self.init(data: home, config: "\(home)/config") }
}
