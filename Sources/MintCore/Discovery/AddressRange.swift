#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// How private the address is that a URL spells out. A name that must be resolved counts as public here.
public enum AddressRange: Int, Comparable, Sendable {
    case publicOrNamed, privateNetwork, linkLocal, loopback

    public static func < (a: AddressRange, b: AddressRange) -> Bool { a.rawValue < b.rawValue }

    public init(of url: HTTPURL) {
        if url.isLoopback || url.host.hasSuffix(".localhost") {
            self = .loopback
        } else if let bytes = Self.ipv4(url.host) {
            self = Self.range(ipv4: bytes)
        } else if let bytes = Self.ipv6(url.host) {
            self = Self.range(ipv6: bytes)
        } else {
            self = .publicOrNamed
        }
    }

    /// Every spelling that the system would connect to, octal and short forms included (NET-4): left to `inet_aton`.
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

    private static func range(ipv4 bytes: [UInt8]) -> AddressRange {
        switch (bytes[0], bytes[1]) {
        case (127, _), (0, _): .loopback
        case (169, 254): .linkLocal
        case (10, _), (172, 16...31), (192, 168), (100, 64...127): .privateNetwork
        default: .publicOrNamed
        }
    }

    private static func range(ipv6 bytes: [UInt8]) -> AddressRange {
        let isMapped = bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        if isMapped { return range(ipv4: Array(bytes[12...])) }
        if bytes[0..<15].allSatisfy({ $0 == 0 }) { return .loopback }
        if bytes[0] == 0xFE, bytes[1] & 0xC0 == 0x80 { return .linkLocal }
        return bytes[0] & 0xFE == 0xFC ? .privateNetwork : .publicOrNamed
    }
}
