import Glibc
import MintCore

/// A system call on a file that failed.
struct FileFailure: Error, Equatable {
    /// What was tried: `write`.
    var action: String
    var path: String
    var code: Int32

    /// Takes the code from `errno`: make it right after the failed call.
    init(_ action: String, _ path: String) {
        self.action = action
        self.path = path
        code = errno
    }

    init(_ action: String, _ path: String, code: Int32) {
        self.action = action
        self.path = path
        self.code = code
    }

    /// One plain line: `cannot write /home/me/vault: No space left on device`.
    var reason: String { "cannot \(action) \(path.plainLine()): \(words)" }

    private var words: String {
        guard code != ELOOP else { return "it is a symbolic link" }  // all our opens are O_NOFOLLOW
        var buffer = [CChar](repeating: 0, count: 128)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
