import FoundationEssentials
import Glibc
import Testing

/// A folder of the test's own (0700), removed with this value.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        path = "\(base)/mintmark-test-\(UInt64.random(in: .min ... .max))"
        guard mkdir(path, 0o700) == 0 else { throw ChildProcess.NotStarted(program: "mkdir", code: errno) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func mode(of name: String) -> mode_t {
        var status = stat()
        return lstat(file(name), &status) == 0 ? status.st_mode & 0o7777 : 0
    }
}

/// A file's bytes; empty where it is not there.
func bytes(of path: String) -> [UInt8] { FileManager.default.contents(atPath: path).map { Array($0) } ?? [] }

/// Puts a file there, with this mode.
func put(_ bytes: some Sequence<UInt8>, at path: String, mode: mode_t = 0o600) {
    let content = Array(bytes)
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
    defer { close(file) }
    #expect(write(file, content, content.count) == content.count)
    #expect(fchmod(file, mode) == 0)
}

func names(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
}
