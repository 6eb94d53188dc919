import Dispatch
import Glibc
import NIOCore

/// The system's resolver, off the event loop.
enum NameLookup {
    struct NotFound: Error {}

    /// As text, which is what a transport asks for.
    static let system: NameResolver = { host in
        try await addresses(of: host, port: 0).compactMap(\.ipAddress)
    }

    /// The addresses of a host in the system's order.
    ///
    /// The resolver cannot be interrupted: on cancellation its thread is left to finish by itself.
    ///
    /// - Throws: ``NotFound`` where the name has none, or no resolver answers.
    static func addresses(of host: String, port: Int) async throws -> [SocketAddress] {
        let first = FirstResult<[SocketAddress]>()
        DispatchQueue.global().async { first.settle(Result { try blocking(host, port) }) }
        return try await first.value()
    }

    private static func blocking(_ host: String, _ port: Int) throws -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        hints.ai_protocol = CInt(IPPROTO_TCP)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0, let list else {
            throw NotFound()
        }
        defer { freeaddrinfo(list) }
        let addresses = sequence(first: list, next: { $0.pointee.ai_next }).compactMap { address($0.pointee, host) }
        guard !addresses.isEmpty else { throw NotFound() }
        return addresses
    }

    private static func address(_ info: addrinfo, _ host: String) -> SocketAddress? {
        guard let raw = UnsafeRawPointer(info.ai_addr) else { return nil }
        switch info.ai_family {
        case AF_INET: return SocketAddress(raw.loadUnaligned(as: sockaddr_in.self), host: host)
        case AF_INET6: return SocketAddress(raw.loadUnaligned(as: sockaddr_in6.self), host: host)
        default: return nil
        }
    }
}
