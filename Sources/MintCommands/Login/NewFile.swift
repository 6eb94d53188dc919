import MintCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Writes files that are not there yet.
enum NewFile {
    /// - Throws: ``Failure`` with the system's reason; a file that is there stays as it is.
    static func write(_ text: String, to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        var rest = ArraySlice(Array(text.utf8))
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = errno
                unlink(path)
                throw failure(path, reason)
            }
            rest = rest.dropFirst(count)
        }
    }

    private static func failure(_ path: String, _ reason: Int32) -> Failure {
        Failure(
            headline: "\(path.plainLine(limit: 120)) cannot be written: \(String(cString: strerror(reason)))",
            hint: reason == EEXIST ? "Name a file that is not there yet." : nil)
    }
}
