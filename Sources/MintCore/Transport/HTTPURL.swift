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
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { return nil }
        guard let schemeEnd = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<schemeEnd.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        var rest = text[schemeEnd.upperBound...]
        hasFragment = rest.contains("#")
        rest = rest.prefix { $0 != "#" }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        } else {
            query = nil
        }
        let authorityEnd = rest.firstIndex(of: "/") ?? rest.endIndex
        path = String(rest[authorityEnd...])
        guard let (host, port) = Self.authority(rest[..<authorityEnd]) else { return nil }
        self.text = text
        self.scheme = scheme
        self.host = host
        self.explicitPort = port
    }

    private static func authority(_ text: Substring) -> (host: String, port: Int?)? {
        guard !text.contains("@") else { return nil }
        var host = text
        var portText: Substring?
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<close]
            let tail = text[text.index(after: close)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { return nil }
            portText = tail.isEmpty ? nil : tail.dropFirst()
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
        } else {
            if let colon = text.firstIndex(of: ":") {
                host = text[..<colon]
                portText = text[text.index(after: colon)...]
            }
            let allowed = host.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" || $0 == "_" }
            guard !host.isEmpty, allowed else { return nil }
        }
        guard let portText else { return (host.lowercased(), nil) }
        guard let port = Int(portText), (1...65535).contains(port), portText.first?.isNumber == true else { return nil }
        return (host.lowercased(), port)
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
