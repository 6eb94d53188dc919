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
        var roots: [NIOSSLCertificate] = []
        if let certificateFile { roots += try CertificateFile(path: certificateFile).certificates() }
        for folder in (certificateDirectory ?? "").split(separator: ":") {
            roots += try CertificateFolder(path: String(folder)).certificates()
        }
        if certificateFile != nil || certificateDirectory != nil { configuration.trustRoots = .certificates(roots) }
        if let extra { configuration.additionalTrustRoots = [.certificates(try extra.certificates())] }
        return configuration
    }
}
