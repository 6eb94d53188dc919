import Foundation
public import MintCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A file for others to read, such as a JWK set that a web server gives out; replaced whole or not at all.
public enum PublicFile {
    /// A link stays, and the file that it leads to is replaced.
    ///
    /// - Parameter keepsMode: Whether a file that is there stays unreadable for whom it was; else, and where there is none,
    ///   all may read it. Its owner alone may write it.
    /// - Throws: ``Failure`` with the system's reason; what was there before is then as it was.
    public static func write(_ bytes: [UInt8], to path: String, keepsMode: Bool = false) throws(Failure) {
        let path = try target(of: path)
        let old = keepsMode ? try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] : nil
        let mode = (old as? NSNumber).map { mode_t($0.uint16Value) & 0o644 } ?? 0o644
        // In the same folder, under a name that no collector reads: a rename does not cross file systems.
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let name = "\(path[..<slash]).\(path[slash...]).\(random)"
        let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        var isDone = false
        defer { if !isDone { unlink(name) } }
        try fill(descriptor, with: bytes, mode, path)
        guard rename(name, path) == 0 else { throw failure(path) }
        isDone = true
    }

    /// Where the links end; nothing need be there.
    private static func target(of path: String) throws(Failure) -> String {
        var path = path
        // As many as the system follows.
        for _ in 0..<40 {
            guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return path }
            let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
            path = next.hasPrefix("/") ? next : folder + next
        }
        errno = ELOOP
        throw failure(path)
    }

    /// Closes it.
    private static func fill(
        _ descriptor: Int32, with bytes: [UInt8], _ mode: mode_t, _ path: String
    ) throws(Failure) {
        defer { close(descriptor) }
        guard fchmod(descriptor, mode) == 0 else { throw failure(path) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> Failure {
        let reason = String(cString: strerror(errno))
        return Failure(
            headline: "\(path.plainLine(limit: 200)) could not be written: \(reason)",
            hint: "Name a file in a folder that you can write to.")
    }
}
