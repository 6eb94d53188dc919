/// Keeps a web page that runs in the same user's browser out of the sandbox (DNS rebinding, cross-origin posts).
enum LoopbackRule {
    /// Whether a `Host` value names this machine by a loopback name, with or without a port.
    static func allows(host: String) -> Bool {
        let name: Substring
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return false }
            name = host[...end]
            guard isPort(host[host.index(after: end)...]) else { return false }
        } else {
            name = host.prefix { $0 != ":" }
            guard isPort(host.dropFirst(name.count)) else { return false }
        }
        return ["127.0.0.1", "localhost", "[::1]"].contains(name.lowercased())
    }

    /// Whether an `Origin` value is a page served from this machine. `null` is not.
    static func allows(origin: String) -> Bool {
        for scheme in ["http://", "https://"] where origin.lowercased().hasPrefix(scheme) {
            return allows(host: String(origin.dropFirst(scheme.count)))
        }
        return false
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || (text.first == ":" && UInt16(text.dropFirst()) != nil)
    }
}
