import NIOCore
import NIOSSL

/// Closes a gap in the TLS library: it also accepts a certificate for the *address* that it is connected to where it was
/// given a name (RFC 6125 §6 knows no such match). Whoever can forge an answer of the resolver, and has a certificate for
/// an address of their own, could then speak for any name.
struct CertifiedNames: Equatable, Sendable {
    /// In lower case.
    private let names: [String]

    /// - Returns: `nil` where the library cannot have gone by the address, so that it did go by the name.
    init?(_ certificate: NIOSSLCertificate?, connectedTo address: SocketAddress?) {
        guard let certificate, let connected = address?.ipAddress.flatMap({ IPAddress($0) }) else { return nil }
        let entries = certificate._subjectAlternativeNames().map { (type: $0.nameType, bytes: Array($0.contents)) }
        guard entries.contains(where: { $0.type == .ipAddress && $0.bytes == connected.bytes }) else { return nil }
        self.init(entries.filter { $0.type == .dnsName }.map { String(decoding: $0.bytes, as: UTF8.self) })
    }

    init(_ names: [String]) { self.names = names.map { $0.lowercased() } }

    /// Whether a host of a URL may be spoken for: by its name, or by a wildcard for its first label. An address may: the
    /// library has compared it.
    func cover(_ host: String) -> Bool {
        if IPAddress(host) != nil { return true }
        let host = Self.relative(host.lowercased())
        let parent = host.firstIndex(of: ".").map { host[$0...] }
        return names.contains { name in
            let name = Self.relative(name)
            if name.hasPrefix("*.") { return parent == name.dropFirst() && !host.hasPrefix(".") }
            return name == host
        }
    }

    /// Without the dot of the root.
    private static func relative(_ name: String) -> Substring { name.hasSuffix(".") ? name.dropLast() : name[...] }
}
