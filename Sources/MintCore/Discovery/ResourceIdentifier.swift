/// The rules of resource identifiers (RFC 8707 §2, RFC 9728 §3.3).
public enum ResourceIdentifier {
    /// The canonical form of what an operator typed: scheme and host in lower case, no default port, no lone `/` as path;
    /// path and query untouched (RES-3, RES-4). A bare host gets `https`, or `http` where it is this machine.
    ///
    /// - Returns: `nil` for what is no server address: another scheme, user information, a fragment.
    public static func canonical(_ typed: String) -> HTTPURL? {
        let text = typed.contains("://") ? typed : "https://" + typed
        guard let url = HTTPURL(text), !url.hasFragment else { return nil }
        let scheme = typed.contains("://") ? url.scheme : url.isLoopback ? "http" : "https"
        guard let schemed = HTTPURL(scheme + text.dropFirst(text.hasPrefix("https") ? 5 : url.scheme.count)) else {
            return nil
        }
        let path = schemed.path == "/" && schemed.query == nil ? "" : schemed.path
        return HTTPURL(schemed.origin + path + (schemed.query.map { "?\($0)" } ?? ""))
    }

    /// Whether metadata found for `server` may name `resource` (RES-5): the same identifier, or the same origin with a path
    /// that is a segment-wise prefix of the server's. A trailing slash makes no difference.
    public static func covers(_ resource: String, server: HTTPURL) -> Bool {
        guard let named = HTTPURL(resource), !named.hasFragment, named.origin == server.origin else { return false }
        if let query = named.query, query != server.query { return false }
        let prefix = named.path.withoutFinalSlash, path = server.path.withoutFinalSlash
        return path == prefix || path.hasPrefix(prefix + "/")
    }

    /// Whether the identifiers are the same but for a lone final slash: anything less is a prefix only (AU-5).
    public static func isSame(_ resource: String, as server: HTTPURL) -> Bool {
        HTTPURL(resource).map {
            $0.origin == server.origin && $0.path.withoutFinalSlash == server.path.withoutFinalSlash
        }
            ?? false
    }
}
