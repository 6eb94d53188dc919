import Glibc
import MintCore
import Synchronization

/// Who started this process, and from where: found out once, when the audit trail first asks.
final class ProcessOrigin: Sendable {
    private let environment: ProcessEnvironment
    private let known = Mutex<AuditActor?>(nil)

    init(environment: ProcessEnvironment) { self.environment = environment }

    var actor: AuditActor {
        known.withLock { known in
            if let known { return known }
            let actor = read()
            known = actor
            return actor
        }
    }

    private func read() -> AuditActor {
        AuditActor(
            userID: getuid(), name: Self.userName(getuid()), sudoUser: environment["SUDO_USER"],
            terminal: Self.terminal(STDIN_FILENO) ?? Self.terminal(STDERR_FILENO),
            connection: environment["SSH_CONNECTION"], parent: Self.name(of: getppid()))
    }

    private static func userName(_ id: uid_t) -> String? {
        guard let entry = getpwuid(id), let name = entry.pointee.pw_name else { return nil }
        return String(cString: name)
    }

    private static func terminal(_ descriptor: Int32) -> String? {
        var path = [CChar](repeating: 0, count: 128)
        guard ttyname_r(descriptor, &path, path.count) == 0 else { return nil }
        return String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// `nil` also for a parent outside of our process namespace.
    private static func name(of process: pid_t) -> String? {
        let descriptor = open("/proc/\(process)/comm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
