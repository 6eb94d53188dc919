import MintCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Small files that an operator names: secrets, keys.
enum FileInput {
    static let limit = 1 << 20

    /// - Throws: ``UsageError`` with the system's reason.
    static func read(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        guard let bytes = readAll(descriptor) else { throw failure(path) }
        guard bytes.count <= limit else { throw UsageError("\(path.plainLine()) is larger than 1 MiB") }
        return bytes
    }

    /// Everything that a descriptor gives, one byte more than the limit at most; `nil` on an error.
    static func readAll(_ descriptor: Int32) -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return nil }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return bytes
    }

    /// Editors and `echo` end a file with a line break that is no part of the secret: one is taken off.
    static func withoutFinalNewline(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        return bytes
    }

    fileprivate static func failure(_ path: String) -> UsageError {
        UsageError("\(path.plainLine()) cannot be read: \(String(cString: strerror(errno)))")
    }
}

extension FileInput {
    /// The same place, whatever the folder of the process that reads it later.
    static func absolute(_ path: String) throws -> String {
        if path.hasPrefix("/") { return path }
        guard let here = getcwd(nil, 0) else { throw failure(path) }
        defer { free(here) }
        return String(cString: here) + "/" + path
    }
}
