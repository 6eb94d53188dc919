import Glibc
import Synchronization

/// Variables that were read as secrets: no program that we start is given them, and `/proc/PID/environ` shows them empty.
final class SpentVariables: Sendable {
    private let names = Mutex<Set<String>>([])

    func add(_ name: String) {
        let isNew = names.withLock { $0.insert(name).inserted }
        if isNew { Self.wipe(name) }
    }

    func removed(from variables: [String: String]) -> [String: String] {
        let names = names.withLock(\.self)
        return names.isEmpty ? variables : variables.filter { !names.contains($0.key) }
    }

    /// The kernel shows the very bytes that we were started with.
    private static func wipe(_ name: String) {
        var entry = environ
        while let text = entry.pointee {
            if strncmp(text, name, strlen(name)) == 0, text[strlen(name)] == CChar(UInt8(ascii: "=")) {
                let value = text + strlen(name) + 1
                memset(value, 0, strlen(value))
            }
            entry += 1
        }
    }
}
