internal import FoundationEssentials

/// An absolute http or https URL without fragment and user, as client metadata may name.
struct WebAddress: Sendable, Equatable {
    let isHTTPS: Bool
    let isLoopback: Bool
    let path: String

    init?(_ text: String) {
        guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty, parts.fragment == nil,
            parts.user == nil, parts.password == nil, let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme)
        else { return nil }
        isHTTPS = scheme == "https"
        isLoopback = ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host.lowercased())
        path = parts.percentEncodedPath
    }

    /// Whether this may name a client (REG-4): https, with a path, without dot segments.
    var isClientID: Bool {
        isHTTPS && path.count > 1 && !path.split(separator: "/").contains { $0 == "." || $0 == ".." }
    }
}
