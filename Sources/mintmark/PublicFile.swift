import Foundation
import Glibc
import MintCore

/// A file for others to read, such as a JWK set that a web server gives out.
enum PublicFile {
    /// Writes it anew beside the old one, and puts it in that one's place at once. It keeps the old one's mode; a new one is
    /// readable by all.
    ///
    /// - Throws: ``Failure`` with the system's reason; the old file is as it was.
    static func replace(_ path: String, with bytes: [UInt8]) throws {
        let old = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? NSNumber
        let mode = old.map { mode_t($0.uint16Value) } ?? 0o644
        let draft = "\(path).new-\(getpid())"
        // One that a killed process of the same number left behind.
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure(path) }
        var isDone = false
        defer { if !isDone { unlink(draft) } }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let failure = failure(path)
                close(file)
                throw failure
            }
            rest = rest.dropFirst(count)
        }
        guard fchmod(file, mode) == 0, fsync(file) == 0 else {
            let failure = failure(path)
            close(file)
            throw failure
        }
        close(file)
        guard rename(draft, path) == 0 else { throw failure(path) }
        isDone = true
    }

    private static func failure(_ path: String) -> Failure {
        Failure(headline: "\(path.plainLine(limit: 120)) could not be written: \(String(cString: strerror(errno)))")
    }
}
