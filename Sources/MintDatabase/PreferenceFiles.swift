public import MintCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Preferences as files beside the database, 0600, replaced as a whole.
public struct PreferenceFiles: PreferenceStore {
    private let folder: StateFolder
    private static let limit = 64 << 10

    public init(folder: StateFolder) { self.folder = folder }

    private func path(_ name: String) -> String? {
        let isPlain = !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D }
        return isPlain ? "\(folder.path)/\(name).json" : nil
    }

    @concurrent public func preference(named name: String) async -> String? {
        guard let path = path(name) else { return nil }
        // Nothing is waited for: a pipe in its place is no preference.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let status = try? FileStatus(descriptor: descriptor, path: path), status.isRegular,
            (try? status.requireOwner(at: path)) != nil, (0...Self.limit).contains(status.size)
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: status.size)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress.map { $0 + filled }, $0.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            filled += count
        }
        return String(validating: bytes, as: UTF8.self)
    }

    @concurrent public func keep(_ text: String, named name: String) async {
        let bytes = Array(text.utf8)
        guard let path = path(name), bytes.count <= Self.limit else { return }
        let temporary = "\(path).\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        let isWritten = Self.write(bytes, to: descriptor)
        close(descriptor)
        guard isWritten, rename(temporary, path) == 0 else {
            unlink(temporary)
            return
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
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
}
