import AsyncHTTPClient
import MintCore

/// An HTTP proxy and what it wants to know of us. Its description leaves out user and password.
struct ProxyAddress: Hashable, Sendable {
    /// Without the brackets of an IPv6 literal.
    var host: String
    var port: Int
    var user: String?
    var password: String?

    /// For a message: `proxy.corp:3128`.
    var authority: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    var isLoopback: Bool { HTTPURL("http://\(authority)")?.isLoopback ?? false }

    /// Basic (RFC 7617), where a user is named.
    var authorization: HTTPClient.Authorization? {
        user.map { .basic(username: $0, password: password ?? "") }
    }
}

extension ProxyAddress: CustomStringConvertible, CustomReflectable {
    var description: String { authority }
    var customMirror: Mirror { Mirror(self, children: []) }
}

extension ProxyAddress {
    /// What a setting turned out to be.
    enum Reading: Equatable, Sendable {
        case usable(ProxyAddress)
        /// In words, naming the variable and never its value, which may hold a password.
        case unusable(reason: String)
    }

    /// curl's port for a proxy that names none.
    private static var defaultPort: Int { 1080 }

    static func read(_ text: String, variable: String) -> Reading {
        var rest = Substring(text)
        if let schemeEnd = text.firstRange(of: "://") {
            let scheme = text[..<schemeEnd.lowerBound].lowercased()
            guard scheme == "http" else {
                let kind = ["https", "socks4", "socks4a", "socks5", "socks5h"].contains(scheme) ? scheme : "unknown"
                return .unusable(reason: "\(variable) names a proxy of kind \(kind); only http:// proxies can be used")
            }
            rest = text[schemeEnd.upperBound...]
        }
        // A password may hold an unencoded slash or question mark: what ends the host comes after the last "@".
        var user: String?
        var password: String?
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = parts.first.map(percentDecoded)
            password = parts.count > 1 ? percentDecoded(parts[1]) : nil
            rest = rest[rest.index(after: at)...]
        }
        guard let (host, port) = authority(rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }) else {
            return .unusable(reason: "\(variable) is not a proxy's URL (http://[user:password@]host:port)")
        }
        return .usable(ProxyAddress(host: host, port: port, user: user, password: password))
    }

    private static func authority(_ text: Substring) -> (host: String, port: Int)? {
        var host = text
        var tail = Substring()
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<close]
            tail = text[text.index(after: close)...]
            guard IPAddress(String(host))?.isVersion6 == true else { return nil }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            tail = text[colon...]
        }
        guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        if tail.isEmpty || tail == ":" { return (host.lowercased(), defaultPort) }
        let digits = tail.dropFirst()
        guard tail.first == ":", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
            (1...65535).contains(port)
        else { return nil }
        return (host.lowercased(), port)
    }

    /// As curl decodes: a `%` without two hexadecimal digits stands for itself.
    private static func percentDecoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let value = UInt8(String(Substring(digits)), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
