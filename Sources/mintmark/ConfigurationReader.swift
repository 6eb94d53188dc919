import CProcess
import Glibc
import MintCommands
import MintCore
import Synchronization

/// Reads `config.toml`, once, and only as its owner's own: it names commands to run and where secrets go.
struct ConfigurationReader: Sendable {
    let path: String

    var file: ConfigurationFile {
        let kept = Kept()
        return ConfigurationFile(path: path) { try kept.bytes { try read() } }
    }

    /// - Returns: `nil` where there is none.
    private func read() throws -> [UInt8]? {
        let shown = path.plainLine()
        // A link is followed: many keep such files in a repository. What it leads to is looked at.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            guard errno != ENOENT, errno != ENOTDIR else { return nil }
            throw Failure(headline: "\(shown) cannot be read: \(reason)", hint: "ls -l \(path.shellArgument)")
        }
        defer { close(descriptor) }
        var (mode, owner) = (UInt32(0), UInt32(0))
        guard mint_descriptor_look(descriptor, &mode, &owner) == 0 else {
            throw Failure(headline: "\(shown) cannot be read: \(reason)", hint: "ls -l \(path.shellArgument)")
        }
        guard mode & S_IFMT == S_IFREG else {
            throw Failure(headline: "\(shown) is no file", hint: "ls -l \(path.shellArgument)")
        }
        guard owner == geteuid() || owner == 0 else {
            throw Failure(
                headline: "\(shown) belongs to user \(owner), not to you, and is not read",
                hint: "ls -l \(path.shellArgument)")
        }
        guard mode & 0o022 == 0 else {
            throw Failure(
                headline: "\(shown) can be changed by others (mode \(String(mode & 0o777, radix: 8))), and is not read",
                hint: "chmod go-w \(path.shellArgument)")
        }
        return try contents(of: descriptor, shown)
    }

    private func contents(of descriptor: Int32, _ shown: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(headline: "\(shown) cannot be read: \(reason)") }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= Configuration.limit else {
                throw Failure(
                    headline: "\(shown) is larger than \(Configuration.limit >> 10) KiB",
                    hint: "`mintmark config example` prints all that can be in it.")
            }
        }
    }

    private var reason: String { String(cString: strerror(errno)) }
}

/// What was read, or why nothing was.
private final class Kept: Sendable {
    private let result = Mutex<Result<[UInt8]?, Failure>?>(nil)

    func bytes(_ read: () throws -> [UInt8]?) throws -> [UInt8]? {
        try result.withLock { result in
            if let result { return result }
            let new: Result<[UInt8]?, Failure>
            do { new = .success(try read()) } catch { new = .failure(Failure(error)) }
            result = new
            return new
        }.get()
    }
}
