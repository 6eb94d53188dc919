import MintCore
import NIOSSL
import SwiftASN1

/// What we tell a person about a certificate.
struct PresentedCertificate: Equatable, Sendable {
    var notBefore: Timestamp
    var notAfter: Timestamp
    /// From the subject alternative names: host names and addresses.
    var names: [String] = []
    var subject: DistinguishedName
    var issuer: DistinguishedName

    struct DistinguishedName: Equatable, Sendable {
        /// As encoded; equal names have equal bytes.
        var encoded: [UInt8] = []
        /// The common name, else the organisation.
        var shown: String
    }
}

extension PresentedCertificate {
    init(_ certificate: NIOSSLCertificate) {
        let unreadable = DistinguishedName(shown: "unreadable")
        let names = (try? certificate.toDERBytes()).flatMap { try? Self.names(inDER: $0) }
        self.init(
            notBefore: Timestamp(Int(certificate.notValidBefore)),
            notAfter: Timestamp(Int(certificate.notValidAfter)),
            names: certificate._subjectAlternativeNames().compactMap(Self.text),
            subject: names?.subject ?? unreadable, issuer: names?.issuer ?? unreadable)
    }

    /// Why a verification failed that the TLS library only calls failed.
    ///
    /// - Parameters:
    ///   - chain: As presented, leaf first.
    /// - Returns: The dates come first, since a certificate that is out of date cannot be cured by trust;
    ///   `nil` for an empty chain.
    static func failure(of chain: [PresentedCertificate], now: Timestamp) -> TransportError.TLSFailure? {
        guard let leaf = chain.first else { return nil }
        let path = path(from: leaf, in: chain)
        for certificate in path {
            if now > certificate.notAfter { return .expired(certificate.notAfter) }
            if now < certificate.notBefore { return .notYetValid(certificate.notBefore) }
        }
        return .unknownAuthority(issuer: (path.last ?? leaf).issuer.shown)
    }

    /// From the leaf along the issuers, as far as the presented certificates reach.
    private static func path(from leaf: PresentedCertificate, in chain: [PresentedCertificate])
        -> [PresentedCertificate]
    {
        var path = [leaf]
        while let last = path.last, last.issuer != last.subject,
            let next = chain.first(where: { $0.subject == last.issuer }), !path.contains(next)
        {
            path.append(next)
        }
        return path
    }

    private static func text(_ name: _SubjectAlternativeName) -> String? {
        let bytes = Array(name.contents)
        if name.nameType == .dnsName { return String(decoding: bytes, as: UTF8.self).plainLine(limit: 100) }
        guard name.nameType == .ipAddress else { return nil }
        return IPAddress(bytes: bytes)?.text
    }

    /// RFC 5280 §4.1: version, serial number, signature, *issuer*, validity, *subject*.
    private static func names(inDER bytes: [UInt8]) throws -> (issuer: DistinguishedName, subject: DistinguishedName) {
        var nodes = try DER.parse(bytes).children.first?.children ?? []
        if nodes.first?.identifier == ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific) {
            nodes.removeFirst()
        }
        guard nodes.count > 4 else { throw ASN1Error.invalidASN1Object(reason: "no certificate") }
        return (try distinguishedName(nodes[2]), try distinguishedName(nodes[4]))
    }

    private static func distinguishedName(_ node: ASN1Node) throws -> DistinguishedName {
        let commonName: ASN1ObjectIdentifier = [2, 5, 4, 3]
        let organisation: ASN1ObjectIdentifier = [2, 5, 4, 10]
        var found: [ASN1ObjectIdentifier: String] = [:]
        for attribute in node.children.flatMap(\.children) {
            let parts = attribute.children
            guard parts.count == 2, case .primitive(let value) = parts[1].content else { continue }
            found[try ASN1ObjectIdentifier(derEncoded: parts[0])] = Self.string(Array(value), parts[1].identifier)
        }
        let shown = (found[commonName] ?? found[organisation] ?? "without a name").plainLine(limit: 100)
        return DistinguishedName(encoded: Array(node.encodedBytes), shown: shown)
    }

    private static func string(_ bytes: [UInt8], _ identifier: ASN1Identifier) -> String {
        guard identifier == .bmpString else { return String(decoding: bytes, as: UTF8.self) }
        let units = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        return String(decoding: units, as: UTF16.self)
    }
}

extension ASN1Node {
    fileprivate var children: [ASN1Node] {
        guard case .constructed(let nodes) = content else { return [] }
        return Array(nodes)
    }
}
