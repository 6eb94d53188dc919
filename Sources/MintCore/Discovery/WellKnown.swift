/// Where metadata documents are, in the order in which they are asked for.
public enum WellKnown {
    /// The candidates for a server's protected-resource metadata (RFC 9728 §3.1; PRM-1, PRM-3): by its path, then the root.
    public static func protectedResource(of server: HTTPURL) -> [HTTPURL] {
        let suffix = "/.well-known/oauth-protected-resource"
        let path = server.path.withoutFinalSlash
        let query = server.query.map { "?\($0)" } ?? ""
        let texts = path.isEmpty && query.isEmpty ? [suffix] : [suffix + path + query, suffix]
        return texts.compactMap { HTTPURL(server.origin + $0) }
    }

    /// The candidates for an issuer's metadata (RFC 8414 §3.1, OpenID Connect Discovery §4.1; AS-1). The root document is
    /// never asked for an issuer that has a path (AS-2).
    public static func authorizationServer(of issuer: HTTPURL) -> [HTTPURL] {
        let path = issuer.path.withoutFinalSlash
        let texts =
            path.isEmpty
            ? ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]
            : [
                "/.well-known/oauth-authorization-server\(path)", "/.well-known/openid-configuration\(path)",
                "\(path)/.well-known/openid-configuration",
            ]
        return texts.compactMap { HTTPURL(issuer.origin + $0) }
    }
}

extension String {
    var withoutFinalSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
