/// An `http` or `https` URL, kept byte for byte as it was given.
///
/// Foundation's `URL` adds slashes and re-encodes; OAuth compares identifiers as strings (RFC 8414 §3.3, RFC 9728 §3.3),
/// so this type parses once and never rewrites.
public struct HTTPURL: Hashable, Sendable, CustomStringConvertible {
    /// As given.
    public let text: String
    /// `http` or `https`, in lower case.
    public let scheme: String
    /// In lower case; an IPv6 literal without its brackets.
    public let host: String
    /// As given; `nil` where the text names none.
    public let explicitPort: Int?
    /// As given: empty, or starting with `/`.
    public let path: String
    /// Without the `?`; `nil` where there is none.
    public let query: String?
    /// Whether the text ends in a fragment (`#…`), which no OAuth URL may have.
    public let hasFragment: Bool

    public var description: String { text }
    public var port: Int { explicitPort ?? (scheme == "https" ? 443 : 80) }
    public var isSecure: Bool { scheme == "https" }

    /// Scheme, host and port: `https://as.example`, `http://127.0.0.1:8080`; a default port is left out.
    public var origin: String {
        let shown = host.contains(":") ? "[\(host)]" : host
        let isDefault = port == (isSecure ? 443 : 80)
        return "\(scheme)://\(shown)" + (isDefault ? "" : ":\(port)")
    }

    /// For a message: the host, with its port where that is not the default.
    public var hostAndPort: String { String(origin.dropFirst(scheme.count + 3)) }

    /// For a trace: the URL without its query, which may carry what is nobody's business.
    public var withoutQuery: String { origin + path }

    /// Whether the host is this machine by its very spelling: `localhost`, `127.0.0.0/8` in four plain decimal parts,
    /// or `::1`. Other spellings (octal, hexadecimal, short, mapped) are not taken for loopback (NET-2).
    public var isLoopback: Bool { Self.isLoopback(host) }

    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "127" else { return false }
        return parts.allSatisfy { part in
            guard let number = UInt8(part), part.allSatisfy(\.isASCII) else { return false }
            return String(number) == part
        }
    }

    /// - Returns: `nil` unless the text is an absolute `http(s)` URL of printable ASCII with a host, a sound port and
    ///   no user information.
    public init?(_ text: String) {
        var text = text
        let parts = text.withUTF8 { URLParts($0) }
        guard let parts else { return nil }
        self.text = text
        scheme = parts.isSecure ? "https" : "http"
        host = parts.host
        explicitPort = parts.port
        path = parts.path
        query = parts.query
        hasFragment = parts.hasFragment
    }
}

extension HTTPURL: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let url = HTTPURL(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an http(s) URL")
        }
        self = url
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension HTTPURL {
    /// Whether a credential or a token may travel to this URL: https, or http to this very machine (NET-1, NET-2).
    public var mayCarryCredentials: Bool { isSecure || isLoopback }
}
