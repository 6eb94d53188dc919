import MintCore
import NIOCore
import NIOSSL

/// Which roots vouch for a server's certificate.
///
/// Where a file or a folder is named (`SSL_CERT_FILE`, `SSL_CERT_DIR`), the system's roots are not used. This is
/// stricter than OpenSSL in one point: there, a file alone leaves the system's folder in use.
public struct TrustSettings: Sendable, Equatable {
    /// A PEM file.
    public var certificateFile: String?
    /// Folders with hashed names as `c_rehash` makes them, apart by colons.
    public var certificateDirectory: String?

    /// Takes the values as they stand in the environment; the empty text means "not set".
    public init(certificateFile: String? = nil, certificateDirectory: String? = nil) {
        self.certificateFile = certificateFile.flatMap { $0.isEmpty ? nil : $0 }
        self.certificateDirectory = certificateDirectory.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// - Parameter extra: Trusted beside these roots.
    /// - Throws: ``TransportError/certificateFile(path:reason:)``.
    func tlsConfiguration(adding extra: CertificateFile?) throws(TransportError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .fullVerification
        configuration.minimumTLSVersion = .tlsv12
        // A peer that does not answer our close_notify must not hold up the end of the process.
        configuration.shutdownTimeout = .milliseconds(250)
        var roots: [NIOSSLAdditionalTrustRoots] = []
        if let certificateFile {
            configuration.trustRoots = .certificates(try CertificateFile(path: certificateFile).certificates())
        }
        if let certificateDirectory {
            if certificateFile == nil { configuration.trustRoots = .certificates([]) }
            for path in certificateDirectory.split(separator: ":") {
                try CertificateFile.checkFolder(String(path))
                roots.append(.file(String(path)))
            }
        }
        if let extra { roots.append(.certificates(try extra.certificates())) }
        configuration.additionalTrustRoots = roots
        return configuration
    }
}
