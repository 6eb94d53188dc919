import Glibc
import Testing

@testable import MintKeyring

/// A message bus of one test's own, ended with this value; keyrings on it live in the test's folder.
final class PrivateBus {
    /// Whether the bus starts installed services by itself when they are called.
    enum Activation { case none, installed }

    let address: String
    let socket: String
    private let folder: TemporaryFolder
    private let daemon: ChildProcess
    private var keyring: ChildProcess?

    init(in folder: TemporaryFolder, activation: Activation = .none) throws {
        self.folder = folder
        for name in ["home", "run"] { mkdir(folder.file(name), 0o700) }
        socket = folder.file("bus-\(UInt32.random(in: .min ... .max))")
        let services = activation == .installed ? "<standard_session_servicedirs/>" : ""
        let configuration = """
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
              "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig><type>session</type><listen>unix:path=\(socket)</listen><auth>EXTERNAL</auth>\(services)
            <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
            <allow own="*"/></policy></busconfig>
            """
        put(configuration.utf8, at: folder.file("bus.conf"))
        daemon = try ChildProcess(
            ["dbus-daemon", "--nofork", "--print-address", "--config-file=\(folder.file("bus.conf"))"],
            environment: Self.environment(in: folder))
        address = daemon.line()
        try #require(address.hasPrefix("unix:path="), "dbus-daemon did not start")
    }

    var environment: [String: String] {
        Self.environment(in: folder).merging(["DBUS_SESSION_BUS_ADDRESS": address]) { $1 }
    }

    private static func environment(in folder: TemporaryFolder) -> [String: String] {
        [
            "PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin", "LC_ALL": "C.UTF-8",
            "HOME": folder.file("home"), "XDG_RUNTIME_DIR": folder.file("run"),
        ]
    }

    /// Starts gnome-keyring: with a password unlocked (and its collection made), without one as it was left.
    @discardableResult
    func startKeyring(password: String?) throws -> ChildProcess {
        var arguments = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        arguments.append(password == nil ? "--start" : "--unlock")
        let started = try ChildProcess(arguments, environment: environment, input: password ?? "")
        keyring = started
        try #require(tool("gdbus", "wait", "--session", "--timeout", "20", SecretServiceLink.name).status == 0)
        return started
    }

    /// Ends the keyring and then the bus.
    func end() {
        keyring?.stop(SIGTERM)
        daemon.stop(SIGTERM)
    }

    func tool(_ arguments: String..., input: String = "") throws -> (output: String, status: Int32) {
        try ChildProcess(arguments, environment: environment, input: input).finish()
    }

    /// Locks the default collection again.
    func lock() throws {
        let call = try tool(
            "gdbus", "call", "--session", "--dest", SecretServiceLink.name, "--object-path", SecretServiceLink.path,
            "--method", "org.freedesktop.Secret.Service.Lock", "['\(SecretServiceLink.path)/collection/login']")
        try #require(call.status == 0)
    }
}
