import MintCore
import Testing

@Suite struct WellKnownTests {
    @Test(arguments: [
        ("https://m.example", ["https://m.example/.well-known/oauth-protected-resource"]),
        (
            "https://m.example/mcp",
            [
                "https://m.example/.well-known/oauth-protected-resource/mcp",
                "https://m.example/.well-known/oauth-protected-resource",
            ]
        ),
        (
            "https://m.example/mcp/",
            [
                "https://m.example/.well-known/oauth-protected-resource/mcp",
                "https://m.example/.well-known/oauth-protected-resource",
            ]
        ),
        (
            "https://m.example:8443/a/b?x=1",
            [
                "https://m.example:8443/.well-known/oauth-protected-resource/a/b?x=1",
                "https://m.example:8443/.well-known/oauth-protected-resource",
            ]
        ),
        ("http://[::1]:80/", ["http://[::1]/.well-known/oauth-protected-resource"]),
    ])
    func `a resource's metadata is by its path, then at the root (PRM-1, PRM-3)`(base: String, urls: [String]) throws {
        #expect(WellKnown.protectedResource(of: try #require(HTTPURL(base))).map(\.text) == urls)
    }

    @Test(arguments: [
        ("https://as.example", ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]),
        ("https://as.example/", ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]),
        (
            "https://as.example/t1",
            [
                "/.well-known/oauth-authorization-server/t1", "/.well-known/openid-configuration/t1",
                "/t1/.well-known/openid-configuration",
            ]
        ),
    ])
    func `an issuer's metadata is looked for in order, never at the root of a path issuer (AS-1, AS-2)`(
        issuer: String, paths: [String]
    ) throws {
        let urls = WellKnown.authorizationServer(of: try #require(HTTPURL(issuer)))
        #expect(urls.map(\.text) == paths.map { "https://as.example" + $0 })
    }
}

@Suite struct ResourceIdentifierTests {
    @Test(arguments: [
        ("https://m.example/mcp", "https://m.example/mcp", true), ("https://m.example/mcp", "https://m.example", true),
        ("https://m.example/mcp", "https://m.example/", true),
        ("https://m.example/mcp", "https://m.example/mcp/", true),
        ("https://M.example/mcp", "https://m.example/mcp", true),
        ("https://m.example/mcp", "https://m.example/mc", false),
        ("https://m.example/mcp", "https://m.example:8443/mcp", false),
        ("https://m.example/mcp", "http://m.example/mcp", false),
        ("https://m.example/mcp", "https://evil.example.com/mcp", false),
        ("https://m.example/mcp", "https://m.example/mcp/admin", false),
        ("https://m.example/mcp", "https://m.example/mcp#x", false),
        ("https://m.example:443/mcp", "https://m.example/mcp", true), ("https://m.example/mcp", "not a url", false),
        ("https://m.example/mcp", "https://m.example/mcp?tenant=2", false),
        ("https://m.example", "https://m.example", true),
    ])
    func `metadata may name the server or a segment-wise prefix of it (RES-5)`(
        server: String, resource: String, ok: Bool
    ) throws {
        #expect(ResourceIdentifier.covers(resource, server: try #require(HTTPURL(server))) == ok)
    }

    @Test(arguments: [
        ("mcp.example.com", "https://mcp.example.com"), ("HTTPS://MCP.Example.com/", "https://mcp.example.com"),
        ("https://m.example:443/Mcp/", "https://m.example/Mcp/"),
        ("http://127.0.0.1:8080/mcp", "http://127.0.0.1:8080/mcp"),
        ("127.0.0.1:8080/mcp", "http://127.0.0.1:8080/mcp"), ("localhost", "http://localhost"),
        ("https://m.example:8443", "https://m.example:8443"),
        ("https://m.example/a%2Fb?Q=1", "https://m.example/a%2Fb?Q=1"),
        ("[::1]:9/x", "http://[::1]:9/x"), ("http://example.com", "http://example.com"),
    ])
    func `what was typed gets its canonical form (RES-3, RES-4)`(typed: String, canonical: String) {
        #expect(ResourceIdentifier.canonical(typed)?.text == canonical)
    }

    @Test(arguments: [
        "", " ", "ftp://x", "https://", "https://u:p@h", "https://h/#f", "https://h:0", "https://h:70000", "a b",
        "h\u{1B}", "--flag/ x",
    ])
    func `what is no server address is refused`(typed: String) {
        #expect(ResourceIdentifier.canonical(typed) == nil)
    }

    @Test(arguments: [
        "stdio:", "stdio:///usr/bin/mcp-server", "stdio://localhost/mcp", "stdio:mcp-server --flag", "STDIO:x",
    ])
    func `no profile is made for a stdio server: these take credentials from their environment (CC-1)`(typed: String) {
        #expect(ResourceIdentifier.canonical(typed) == nil)
    }
}
