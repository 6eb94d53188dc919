/// Who named a URL, and from how private a network: what it names may not be more private (NET-4).
struct Namer: Equatable, Sendable {
    /// For a message: a host with its port.
    var name: String
    var range: AddressRange

    /// Whoever typed it may name any address. A request that says so, rather than nothing, still has the address looked at,
    /// so that the answer tells how private the server is (``TransportResponse/addressRange``).
    static let `operator` = Namer("the operator", range: .loopback)

    init(_ name: String, range: AddressRange) { (self.name, self.range) = (name, range) }

    /// The server that answered at a URL: in the range that the URL spells, or that its name was resolved to.
    init(_ url: HTTPURL, resolved: AddressRange?) {
        self.init(url.hostAndPort, range: max(AddressRange(of: url), resolved ?? .publicOrNamed))
    }

    /// - Throws: ``DiscoveryError/urlRefused(_:namedBy:reason:)``
    func checked(_ text: String) throws(DiscoveryError) -> HTTPURL {
        guard let url = HTTPURL(text) else { throw refusal(text, "not an http(s) URL") }
        return try checked(url)
    }

    /// - Throws: ``DiscoveryError/urlRefused(_:namedBy:reason:)``
    func checked(_ url: HTTPURL) throws(DiscoveryError) -> HTTPURL {
        if url.hasFragment { throw refusal(url.withoutQuery, "it has a fragment") }
        if !url.mayCarryCredentials { throw refusal(url.withoutQuery, "plain http to another machine") }
        if AddressRange(of: url) > range {
            throw refusal(url.withoutQuery, "it points into a more private network than \(name) is in")
        }
        return url
    }

    private func refusal(_ text: String, _ reason: String) -> DiscoveryError {
        .urlRefused(text, namedBy: name, reason: reason)
    }
}
