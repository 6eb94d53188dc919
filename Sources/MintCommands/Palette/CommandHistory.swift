import MintCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The lines of the board's palette, kept from one session to the next in a file of the operator's own (0600). A file that
/// cannot be used is no failure: there is no history then.
struct CommandHistory: Sendable {
    let path: String
    static let limit = 500

    /// The oldest first, and the same line once.
    func lines() -> [String] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        guard isOurs(descriptor), let bytes = FileInput.readAll(descriptor) else { return [] }
        let all = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
            String($0).plainLine(limit: 1000)
        }
        var seen: Set<String> = []
        let kept = Array(all.reversed().filter { seen.insert($0).inserted }.prefix(Self.limit).reversed())
        if all.count > 2 * Self.limit { replace(with: kept) }
        return kept
    }

    func append(_ line: String) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard isOurs(descriptor) else { return }
        write(line + "\n", to: descriptor)
    }

    /// Also takes others' rights to it away.
    private func isOurs(_ descriptor: Int32) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_uid == geteuid(), status.st_mode & S_IFMT == S_IFREG else {
            return false
        }
        return status.st_mode & 0o077 == 0 || fchmod(descriptor, 0o600) == 0
    }

    private func replace(with lines: [String]) {
        let new = "\(path).new"
        unlink(new)
        let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return }
        let isWritten = write(lines.map { $0 + "\n" }.joined(), to: descriptor)
        close(descriptor)
        if !isWritten || rename(new, path) != 0 { unlink(new) }
    }

    /// One call, so that lines of two boards do not mix.
    @discardableResult private func write(_ text: String, to descriptor: Int32) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) } == bytes.count
    }
}
