/// One challenge of a `WWW-Authenticate` field (RFC 9110 §11.6.1).
///
/// Its texts come from a server: clean them with `plainLine` before showing them, and never open `error_uri` (WA-10).
public struct Challenge: Equatable, Sendable {
    /// As sent; compare with ``isScheme(_:)``.
    public var scheme: String
    /// Names in lower case, first occurrence only (WA-4).
    public var parameters: [String: String] = [:]
    /// The single value some schemes carry instead of parameters.
    public var token68: String?
    /// Names that came more than once.
    public var duplicates: [String] = []
    /// Names whose value was sent bare although it is no token, such as an unquoted URL.
    public var unquoted: [String] = []

    public init(scheme: String) { self.scheme = scheme }

    public func isScheme(_ name: String) -> Bool { scheme.lowercased() == name.lowercased() }

    /// Where the resource's metadata is (RFC 9728 §5.1).
    public var resourceMetadata: String? { parameters["resource_metadata"] }
    public var error: String? { parameters["error"] }
    public var errorDescription: String? { parameters["error_description"] }
    /// Scope tokens (RFC 6750 §3), without those that hold other characters; `nil` where the parameter is absent or empty.
    public var scopes: [String]? {
        guard let text = parameters["scope"] else { return nil }
        let scopes = Scopes.split(text).filter(Scopes.isToken)
        return scopes.isEmpty ? nil : scopes
    }
}

extension [Challenge] {
    /// The challenge to follow: the first Bearer or DPoP one that names metadata, else any that does, else the first
    /// Bearer or DPoP one (WA-5).
    public var leading: Challenge? {
        let ours = filter { $0.isScheme("Bearer") || $0.isScheme("DPoP") }
        return ours.first { $0.resourceMetadata != nil } ?? first { $0.resourceMetadata != nil } ?? ours.first
    }
}

/// Scope strings (RFC 6749 §3.3).
public enum Scopes {
    /// Split at spaces, duplicates dropped, first order kept (SC-10).
    public static func split(_ text: String) -> [String] {
        var seen: Set<String> = []
        return text.split(separator: " ").map(String.init).filter { seen.insert($0).inserted }
    }

    /// Whether the text is one scope token: %x21, %x23-5B, %x5D-7E.
    public static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    }
}
