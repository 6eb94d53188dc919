import Glibc
import MintCore
import NIOSSL

/// A folder of certificates under hashed names (`7f44456a.0`), as `openssl rehash` makes it.
struct CertificateFolder: Sendable {
    let path: String

    /// The certificates in it. An entry that cannot be read as one is passed over, as OpenSSL does.
    ///
    /// - Throws: ``TransportError/certificateFile(path:reason:)`` where the folder itself cannot be read.
    func certificates() throws(TransportError) -> [NIOSSLCertificate] {
        try names().sorted().flatMap { name in
            (try? CertificateFile(path: path + "/" + name).certificates()) ?? []
        }
    }

    private func names() throws(TransportError) -> [String] {
        guard let folder = opendir(path) else {
            throw .certificateFile(path: path, reason: String(cString: strerror(errno)))
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if Self.isHashed(name) { names.append(name) }
        }
        return names
    }

    /// Eight hexadecimal digits, a dot, a number.
    static func isHashed(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 8, !parts[1].isEmpty else { return false }
        return parts[0].allSatisfy(\.isHexDigit) && parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
