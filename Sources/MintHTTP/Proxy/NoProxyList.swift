import MintCore

/// The hosts that no proxy stands before: `NO_PROXY`.
///
/// Entries apart by commas or spaces: `*` covers everything; `example.com`, `.example.com` and `*.example.com` cover
/// the domain and all under it; `10.0.0.1`, `::1`, `10.0.0.0/8` and `fd00::/8` cover addresses written as such in the
/// URL (a name is never resolved for this); `:port` behind an entry restricts it to that port.
struct NoProxyList: Equatable, Sendable {
    private enum Rule: Equatable, Sendable {
        case everything
        case domain(String, port: Int?)
        case network(IPAddress, bits: Int, port: Int?)
    }

    private var rules: [Rule]

    init(_ text: String) {
        rules = text.split { $0 == "," || $0.isWhitespace }.compactMap(Self.rule)
    }

    /// Whether it has no entry that means something.
    var isEmpty: Bool { rules.isEmpty }

    func covers(_ url: HTTPURL) -> Bool {
        let address = IPAddress(url.host)
        let host = url.host.hasSuffix(".") ? url.host.dropLast() : url.host[...]
        return rules.contains { rule in
            switch rule {
            case .everything:
                true
            case .domain(let domain, let port):
                address == nil && (host == domain || host.hasSuffix("." + domain)) && (port ?? url.port) == url.port
            case .network(let network, let bits, let port):
                address?.isIn(network, bits: bits) == true && (port ?? url.port) == url.port
            }
        }
    }

    /// - Returns: `nil` for an entry that means nothing; it then covers nothing.
    private static func rule(_ entry: Substring) -> Rule? {
        if entry == "*" { return .everything }
        guard let (text, port) = splitPort(entry) else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if let first = parts.first, let address = IPAddress(first) {
            let size = address.bytes.count * 8
            if parts.count == 1 { return .network(address, bits: size, port: port) }
            guard parts.count == 2, let bits = Int(parts[1]), (0...size).contains(bits) else { return nil }
            return .network(address, bits: bits, port: port)
        }
        var domain = text
        if domain.hasPrefix("*.") { domain = domain.dropFirst() }
        if domain.hasPrefix(".") { domain = domain.dropFirst() }
        if domain.hasSuffix(".") { domain = domain.dropLast() }
        guard !domain.isEmpty else { return nil }
        return .domain(domain.lowercased(), port: port)
    }

    /// Parts `host:port`, `[v6]:port` and `[v6]`; a bare IPv6 address has no port.
    private static func splitPort(_ entry: Substring) -> (Substring, Int?)? {
        if entry.hasPrefix("["), let close = entry.firstIndex(of: "]") {
            let host = entry[entry.index(after: entry.startIndex)..<close]
            let tail = entry[entry.index(after: close)...]
            if tail.isEmpty { return (host, nil) }
            guard tail.hasPrefix(":"), let port = Int(tail.dropFirst()) else { return nil }
            return (host, port)
        }
        let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return (entry, nil) }
        guard let port = Int(parts[1]) else { return nil }
        return (parts[0], port)
    }
}
