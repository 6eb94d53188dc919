import Glibc
import MintCore
import NIOSSL

/// The content of a PEM file with certificates. Two are equal when their bytes are, wherever they lie.
struct CertificateFile: Hashable, Sendable {
    let path: String
    let bytes: [UInt8]

    /// Far more than any bundle of roots.
    private static var sizeLimit: Int { 8 << 20 }

    /// Reads the file now, so that one that changes on disk is seen at the next request.
    ///
    /// - Throws: ``TransportError/certificateFile(path:reason:)``.
    init(path: String) throws(TransportError) {
        // Not blocking: a FIFO in the file's place must not hang us.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .certificateFile(path: path, reason: Self.systemReason()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .certificateFile(path: path, reason: Self.systemReason())
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .certificateFile(path: path, reason: "not a file") }
        guard status.st_size <= Self.sizeLimit else { throw .certificateFile(path: path, reason: "too large") }
        self.path = path
        bytes = try Self.content(of: descriptor, path: path)
    }

    static func == (a: CertificateFile, b: CertificateFile) -> Bool { a.bytes == b.bytes }
    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

    /// - Throws: ``TransportError/certificateFile(path:reason:)`` where the file holds no certificate, or a broken one.
    func certificates() throws(TransportError) -> [NIOSSLCertificate] {
        do {
            let certificates = try NIOSSLCertificate.fromPEMBytes(bytes)
            if !certificates.isEmpty { return certificates }
        } catch {
            // The library tells no more than that it failed.
        }
        throw .certificateFile(
            path: path, reason: bytes.isEmpty ? "the file is empty" : "no sound PEM certificate in it")
    }

    private static func content(of descriptor: Int32, path: String) throws(TransportError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= sizeLimit {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw .certificateFile(path: path, reason: systemReason())
            }
            bytes += chunk[..<count]
        }
        throw .certificateFile(path: path, reason: "too large")
    }

    private static func systemReason() -> String { String(cString: strerror(errno)) }
}
