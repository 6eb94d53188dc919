import MintCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A file for its owner's eyes only (0600).
enum PrivateFile {
    /// - Parameter overwrites: Whether a file that is there may be replaced; it is, as a whole, or stays as it is.
    /// - Returns: False where there is one and it may not.
    /// - Throws: ``Failure`` with the system's reason; then nothing was left behind.
    static func write(_ bytes: [UInt8], to path: String, overwrites: Bool) throws(Failure) -> Bool {
        let name = overwrites ? "\(path).\(String(UInt64.random(in: 0...UInt64.max), radix: 36))" : path
        let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return false }
            throw failure(path)
        }
        let isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
        let problem = isWritten ? nil : failure(path)
        close(descriptor)
        if let problem {
            unlink(name)
            throw problem
        }
        guard overwrites, rename(name, path) != 0 else { return true }
        let refusal = failure(path)
        unlink(name)
        throw refusal
    }

    /// `~/` is the home folder; a relative path is of the folder that this process is in.
    static func absolute(_ path: String, home: String?) -> String {
        var path = path
        if let home, path == "~" || path.hasPrefix("~/") { path = home + path.dropFirst() }
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return String(cString: folder) + "/" + path
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    private static func failure(_ path: String) -> Failure {
        Failure(
            headline: "\(path.plainLine()) cannot be written: \(String(cString: strerror(errno)))",
            hint: "Name another file, in a folder that you may write to.")
    }
}
