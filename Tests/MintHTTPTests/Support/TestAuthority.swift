import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// A certificate authority that lives as long as a test.
struct TestAuthority: Sendable {
    let name: String
    private let key = P256.Signing.PrivateKey()
    private let certificate: X509.Certificate

    init(_ name: String = "Mintmark Test CA") throws {
        self.name = name
        let subject = try DistinguishedName { CommonName(name) }
        certificate = try X509.Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey),
            notValidBefore: .now - 86_400 * 900, notValidAfter: .now + 86_400 * 900,
            issuer: subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try X509.Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            },
            issuerPrivateKey: .init(key))
    }

    var pem: String { get throws { try certificate.serializeAsPEM().pemString } }

    /// The name of this certificate in a folder as `c_rehash` makes it, without `.0`: SHA-1 of the subject in canonical
    /// form, its first four bytes in little-endian order.
    var hashedName: String {
        func wrapped(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] { [tag, UInt8(content.count)] + content }
        let value = wrapped(0x0C, Array(name.lowercased().utf8))
        let subject = wrapped(0x31, wrapped(0x30, [0x06, 0x03, 0x55, 0x04, 0x03] + value))
        return Insecure.SHA1.hash(data: subject).prefix(4).reversed().map { String(format: "%02x", $0) }.joined()
    }

    /// What a server needs to speak TLS as `hosts`.
    ///
    /// - Parameter days: The validity, counted from today.
    func serverConfiguration(
        hosts: [String] = ["localhost"], addresses: [[UInt8]] = [[127, 0, 0, 1]], days: ClosedRange<Double> = -1...30
    ) throws -> TLSConfiguration {
        let leafKey = P256.Signing.PrivateKey()
        let names =
            hosts.map { GeneralName.dnsName($0) }
            + addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
        let leaf = try X509.Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(leafKey.publicKey),
            notValidBefore: .now + 86_400 * days.lowerBound, notValidAfter: .now + 86_400 * days.upperBound,
            issuer: certificate.subject, subject: try DistinguishedName { CommonName("leaf") },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try X509.Certificate.Extensions {
                BasicConstraints.notCertificateAuthority
                SubjectAlternativeNames(names)
            },
            issuerPrivateKey: .init(key))
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(leaf.serializeAsPEM().pemString.utf8))
        let privateKey = try NIOSSLPrivateKey(bytes: Array(leafKey.pemRepresentation.utf8), format: .pem)
        return .makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
    }
}

/// A folder that is gone with the scope.
func withTemporaryFolder<R>(_ body: (URL) async throws -> R) async throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mintmark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

/// A file with `text` that is gone with the scope.
func withFile<R>(_ text: String, _ body: (String) async throws -> R) async throws -> R {
    try await withTemporaryFolder { folder in
        let file = folder.appending(path: "ca.pem")
        try Data(text.utf8).write(to: file)
        return try await body(file.path)
    }
}
