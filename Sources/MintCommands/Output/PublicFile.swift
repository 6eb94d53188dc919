import MintCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A file for other programs to read (0644), replaced whole or not at all.
enum PublicFile {
    /// - Throws: ``Failure`` with the system's reason; what was there before is then as it was.
    static func write(_ text: String, to path: String) throws(Failure) {
        // In the same folder, under a name that no collector reads: a rename does not cross file systems.
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let draft = "\(path[..<slash]).\(path[slash...]).XXXXXX"
        var name = Array(draft.utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw failure(path) }
        var isDone = false
        defer { if !isDone { unlink(name) } }
        try fill(descriptor, with: Array(text.utf8), path)
        guard rename(name, path) == 0 else { throw failure(path) }
        isDone = true
    }

    /// Closes it.
    private static func fill(_ descriptor: Int32, with bytes: [UInt8], _ path: String) throws(Failure) {
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o644) == 0 else { throw failure(path) }
        try write(bytes, to: descriptor, path)
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(path) }
            rest = rest.dropFirst(count)
        }
    }

    private static func failure(_ path: String) -> Failure {
        let reason = String(cString: strerror(errno))
        return Failure(
            headline: "\(path.plainLine()) could not be written: \(reason)",
            hint: "Name a file in a folder that you can write to: mintmark metrics --output FILE")
    }
}
