import CProcess
import Glibc
import MintCore

/// The kernel's count of seconds since this boot, suspend included, and the boot's own id.
struct MachineUptime: Sendable {
    /// A UUID that the kernel draws at each boot.
    private static let bootID = "/proc/sys/kernel/random/boot_id"

    /// - Returns: `nil` where either cannot be read: then the wall clock alone counts.
    @Sendable func read() -> Uptime? {
        let seconds = mint_uptime()
        guard seconds >= 0, let id = Self.firstLine(of: Self.bootID) else { return nil }
        return Uptime(bootID: id, seconds: seconds)
    }

    private static func firstLine(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let line = String(decoding: bytes.prefix(count).prefix { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
        return line.isEmpty ? nil : line
    }
}
