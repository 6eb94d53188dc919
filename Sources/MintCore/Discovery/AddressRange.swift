#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// How private an address is: the one that a URL spells out, or the one that a name was resolved to.
public enum AddressRange: Int, Comparable, Sendable {
    case publicOrNamed, privateNetwork, linkLocal, loopback

    public static func < (a: AddressRange, b: AddressRange) -> Bool { a.rawValue < b.rawValue }

    /// By the URL's spelling alone: a name that must be resolved counts as public here.
    public init(of url: HTTPURL) {
        let host = url.host.hasSuffix(".") ? String(url.host.dropLast()) : url.host
        if HTTPURL.isLoopback(host) || host.hasSuffix(".localhost") {
            self = .loopback
        } else {
            self = AddressRange(address: host) ?? .publicOrNamed
        }
    }

    /// - Parameter address: An IPv4 or IPv6 address without brackets; every spelling that the system would connect to,
    ///   octal and short forms included (NET-4), which is left to `inet_aton` and `inet_pton`.
    /// - Returns: `nil` for a name.
    public init?(address: String) {
        if let bytes = Self.ipv4(address) {
            self = Self.range(ipv4: bytes)
        } else if let bytes = Self.ipv6(address) {
            self = Self.range(ipv6: bytes)
        } else {
            return nil
        }
    }

    private static func ipv4(_ host: String) -> [UInt8]? {
        var address = in_addr()
        guard inet_aton(host, &address) == 1 else { return nil }
        return withUnsafeBytes(of: address.s_addr) { Array($0) }
    }

    private static func ipv6(_ host: String) -> [UInt8]? {
        var address = in6_addr()
        guard inet_pton(AF_INET6, host, &address) == 1 else { return nil }
        return withUnsafeBytes(of: address) { Array($0) }
    }

    /// The special-purpose blocks of RFC 6890: what is nobody's on the public network counts as private.
    private static func range(ipv4 bytes: [UInt8]) -> AddressRange {
        switch (bytes[0], bytes[1]) {
        case (127, _), (0, _): .loopback
        case (169, 254), (224...239, _): .linkLocal
        case (10, _), (172, 16...31), (192, 168), (100, 64...127), (198, 18...19), (240...255, _): .privateNetwork
        case (192, 0) where bytes[2] == 0: .privateNetwork
        default: .publicOrNamed
        }
    }

    private static func range(ipv6 bytes: [UInt8]) -> AddressRange {
        if let inner = embedded(in: bytes) { return range(ipv4: inner) }
        switch (bytes[0], bytes[1]) {
        case (0xFE, 0x80...0xBF), (0xFF, _): return .linkLocal
        case (0xFE, 0xC0...0xFF), (0xFC...0xFD, _): return .privateNetwork
        default: return .publicOrNamed
        }
    }

    /// The IPv4 address that an IPv6 one stands for: compatible and mapped (RFC 4291 §2.5.5), translated (RFC 6052 §2.1),
    /// 6to4 (RFC 3056). `::` and `::1` read as 0.0.0.0 and 0.0.0.1, which are loopback.
    private static func embedded(in bytes: [UInt8]) -> [UInt8]? {
        let isZero = { (range: Range<Int>) in bytes[range].allSatisfy { $0 == 0 } }
        let isMapped = bytes[10] == 0xFF && bytes[11] == 0xFF
        if isZero(0..<10), isMapped || isZero(10..<12) { return Array(bytes[12...]) }
        if bytes[0..<4] == [0x00, 0x64, 0xFF, 0x9B], isZero(4..<12) { return Array(bytes[12...]) }
        return bytes[0] == 0x20 && bytes[1] == 0x02 ? Array(bytes[2..<6]) : nil
    }
}
