import NIOHTTP1

/// The one request that is waited for, told from all others.
struct RedirectRequest: Equatable, Sendable {
    /// In lower case, without brackets.
    var host: String
    var port: Int
    /// Starts with `/`, has no query.
    var path: String

    enum Verdict: Equatable, Sendable {
        /// The path and query as they were sent.
        case wanted(String)
        /// Answered with this, and waited past.
        case other(HTTPResponseStatus)
    }

    static func isUsable(path: String) -> Bool {
        path.hasPrefix("/")
            && path.utf8.allSatisfy { isPlain($0) && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    }

    /// A page elsewhere may let its own name point to this machine (DNS rebinding): `Host` then has that name.
    func verdict(on head: HTTPRequestHead) -> Verdict {
        let hosts = head.headers["host"]
        guard hosts.count == 1, let named = hosts.first?.lowercased(), authorities.contains(named) else {
            return .other(.forbidden)
        }
        guard head.uri.utf8.allSatisfy(Self.isPlain) else { return .other(.badRequest) }
        guard head.uri.utf8.prefix(while: { $0 != UInt8(ascii: "?") }).elementsEqual(path.utf8) else {
            return .other(.notFound)
        }
        guard head.method == .GET else { return .other(.methodNotAllowed) }
        return .wanted(head.uri)
    }

    private var authorities: [String] {
        let shown = host == "::1" ? "[::1]" : host
        return ["\(shown):\(port)"] + (port == 80 ? [shown] : [])
    }

    private static func isPlain(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7F }
}
