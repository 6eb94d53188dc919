import MintCore

/// Looks up a host name.
///
/// - Returns: IPv4 and IPv6 addresses as text, without brackets, the best first; others are passed over.
/// - Throws: Anything, which reads as "the name was not found"; `CancellationError` as soon as its task is cancelled.
public typealias NameResolver = @Sendable (_ host: String) async throws -> [String]

/// Which addresses a request may go to (NET-4), chosen before a connection is made.
struct AddressCheck: Sendable {
    var resolve: NameResolver

    /// At most this many addresses of a host are tried.
    private static var mostAddresses: Int { 4 }

    /// - Parameter limit: For looking the name up.
    /// - Returns: The addresses to try, in turn; empty where the connection need not be pinned: nothing was asked for,
    ///   the URL itself spells an address that will do, or a proxy resolves the name, and only it knows to what.
    func pins(for request: TransportRequest, route: Route, within limit: Duration) async throws(TransportError) -> [Pin]
    {
        guard let mostPrivate = request.mostPrivate else { return [] }
        let host = request.url.host
        if let range = AddressRange(address: host) {
            guard range <= mostPrivate else { throw .addressTooPrivate(host: request.url.hostAndPort, address: host) }
            return []
        }
        guard case .direct = route else { return [] }
        let found = try await addresses(of: request.url, within: limit)
        let allowed = Self.inTurn(found.filter { Self.range(of: $0) <= mostPrivate }).prefix(Self.mostAddresses)
        guard !allowed.isEmpty else {
            throw .addressTooPrivate(host: request.url.hostAndPort, address: found.first?.text ?? "")
        }
        return allowed.map { Pin(host: host, address: $0, alternatives: allowed.count) }
    }

    /// - Returns: At least one.
    private func addresses(of url: HTTPURL, within limit: Duration) async throws(TransportError) -> [IPAddress] {
        let texts: [String]
        do {
            texts = try await withDeadline(.now + limit) { [resolve] in try await resolve(url.host) }
        } catch is DeadlineReached {
            throw .timedOut(host: url.hostAndPort, after: limit)
        } catch {
            throw Task.isCancelled ? .cancelled : .nameNotFound(host: url.hostAndPort)
        }
        let addresses = texts.compactMap { IPAddress($0) }
        guard !addresses.isEmpty else { throw .nameNotFound(host: url.hostAndPort) }
        return addresses
    }

    private static func range(of address: IPAddress) -> AddressRange {
        AddressRange(address: address.text) ?? .loopback
    }

    /// The IP versions by turns, the first one's first: where one version leads nowhere, the other is soon tried.
    static func inTurn(_ addresses: [IPAddress]) -> [IPAddress] {
        guard let first = addresses.first else { return [] }
        var unlike = addresses.filter { $0.isVersion6 != first.isVersion6 }[...]
        var result: [IPAddress] = []
        for address in addresses where address.isVersion6 == first.isVersion6 {
            result.append(address)
            if let other = unlike.popFirst() { result.append(other) }
        }
        return result + unlike
    }
}
