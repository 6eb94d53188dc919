import MintCore
import Testing

@testable import MintHTTP

@Suite struct ProxySettingsTests {
    private static func route(_ settings: ProxySettings, _ url: String) throws -> Route {
        try settings.route(to: #require(HTTPURL(url)))
    }

    @Test(
        arguments: [
            ("http://proxy:3128", "proxy", 3128, nil, nil), ("proxy:3128", "proxy", 3128, nil, nil),
            ("proxy", "proxy", 1080, nil, nil), ("HTTP://Proxy.Corp/", "proxy.corp", 1080, nil, nil),
            ("http://[::1]:8080", "::1", 8080, nil, nil), ("http://u@p:1", "p", 1, "u", nil),
            ("http://u:@p:1", "p", 1, "u", ""), ("u:p%40s%3a%2F@p:1", "p", 1, "u", "p@s:/"),
            ("http://u:a@b:c/d?e@p:1", "p", 1, "u", "a@b:c/d?e"), ("http://u:100%@p:1", "p", 1, "u", "100%"),
            ("http://u:%zz%4@p:1", "p", 1, "u", "%zz%4"), ("http://%C3%BC:x@p:1", "p", 1, "ü", "x"),
        ] as [(String, String, Int, String?, String?)])
    func `a proxy's URL is read as curl reads it`(
        text: String, host: String, port: Int, user: String?, password: String?
    ) throws {
        let expected = Route.proxied(ProxyAddress(host: host, port: port, user: user, password: password))
        #expect(try Self.route(ProxySettings(httpsProxy: text), "https://api.example/") == expected)
    }

    @Test(arguments: [
        "https://proxy:443", "socks5://proxy", "ftp://proxy", "http://", "http://:80", "http://proxy:0",
        "http://proxy:x",
        "http://proxy:99999", "http://[::1", "http://[proxy]:1", "http://pro xy:1", "http://proxy:+80",
        "http://u:geheim@",
    ])
    func `what cannot be used refuses only the requests that would use it, and echoes nothing`(text: String) throws {
        let settings = ProxySettings(httpsProxy: text, noProxy: "direct.example")
        let error = #expect(throws: TransportError.self) { try Self.route(settings, "https://api.example/") }
        #expect(error?.headline.contains("HTTPS_PROXY") == true)
        #expect(error?.headline.contains("geheim") == false)
        #expect(error?.hint?.contains("Only http:// proxies") == true && error?.exitStatus == .local)
        #expect(try Self.route(settings, "https://direct.example/") == .direct)
        #expect(try Self.route(settings, "http://localhost/") == .direct)
    }

    @Test func `an address that a proxy hides is to be excepted, not proxied`() throws {
        let settings = ProxySettings(httpsProxy: "proxy:3128")
        let error = #expect(throws: TransportError.self) { try Self.route(settings, "https://10.0.0.1:8443/") }
        #expect(error?.hint?.contains("NO_PROXY=10.0.0.1") == true && error?.hint?.contains("HTTPS_PROXY") == false)
        #expect(error?.exitStatus == .local)
    }

    @Test func `plain http to this machine is not carried away by a proxy elsewhere (NET-2)`() throws {
        let elsewhere = ProxySettings(httpProxy: "http://proxy.corp:3128", allProxy: "http://proxy.corp:3128")
        for url in ["http://localhost/", "http://127.0.0.1:8080/mcp", "http://[::1]/"] {
            #expect(try Self.route(elsewhere, url).proxy == nil)
            #expect(try Self.route(ProxySettings(httpProxy: "127.0.0.1:8888"), url).proxy != nil)
        }
        #expect(try Self.route(ProxySettings(httpsProxy: "http://proxy.corp:3128"), "https://localhost/").proxy != nil)
    }

    @Test func `a scheme's own variable goes before ALL_PROXY, and the empty text is no setting`() throws {
        let settings = ProxySettings(httpsProxy: "a:1", httpProxy: "", allProxy: "b:2")
        #expect(try Self.route(settings, "https://x.example/").proxy?.authority == "a:1")
        #expect(try Self.route(settings, "http://plain.example/").proxy?.authority == "b:2")
        #expect(try Self.route(ProxySettings(httpsProxy: "", allProxy: ""), "https://x.example/") == .direct)
    }

    @Test func `a password is in no description`() throws {
        let settings = ProxySettings(httpsProxy: "http://user:geheim@proxy:1")
        let route = try Self.route(settings, "https://x.example/")
        var dumped = ""
        dump(settings, to: &dumped)
        dump(route, to: &dumped)
        #expect(!"\(settings) \(route) \(dumped)".contains("geheim"))
    }

    @Test(arguments: [
        ("*", "https://x.example/", true), ("a, *", "https://x.example/", true), ("", "https://x.example/", false),
        ("example.com", "https://example.com/", true), ("example.com", "https://api.example.com/", true),
        ("example.com", "https://notexample.com/", false), ("example.com", "https://example.com.evil.org/", false),
        (".example.com", "https://example.com/", true), (".example.com", "https://a.b.example.com/", true),
        ("*.example.com", "https://api.example.com/", true), ("EXAMPLE.com", "https://API.Example.Com/", true),
        ("example.com.", "https://example.com/", true), ("example.com", "https://example.com./", true),
        ("a.example b.example", "https://b.example/", true), ("a.example,,  b.example ,", "https://b.example/", true),
        ("com", "https://example.com/", true), (".", "https://example.com/", false),
        (",", "https://example.com/", false),
        ("example.com:8443", "https://example.com:8443/", true), ("example.com:8443", "https://example.com/", false),
        ("example.com:443", "https://example.com/", true), ("example.com:x", "https://example.com/", false),
        ("localhost", "http://localhost:80/", true), ("localhost", "http://127.0.0.1/", false),
        ("127.0.0.1", "http://127.0.0.1:8080/", true), ("127.0.0.0/8", "http://127.9.9.9/", true),
        ("10.0.0.0/8", "https://10.255.0.1/", true), ("10.0.0.0/8", "https://11.0.0.1/", false),
        ("10.1.2.0/23", "https://10.1.3.255/", true), ("10.1.2.0/23", "https://10.1.4.0/", false),
        ("10.1.2.3/32", "https://10.1.2.3/", true), ("10.1.2.3/32", "https://10.1.2.2/", false),
        ("0.0.0.0/0", "https://8.8.8.8/", true), ("0.0.0.0/0", "https://[::1]/", false),
        ("10.0.0.0/33", "https://10.0.0.1/", false), ("10.0.0.0/-1", "https://10.0.0.1/", false),
        ("10.0.0.0/", "https://10.0.0.1/", false), ("10.0.0.0/8/8", "https://10.0.0.1/", false),
        ("10.0.0.1:8443", "https://10.0.0.1:8443/", true), ("10.0.0.1:8443", "https://10.0.0.1/", false),
        ("0.0.1", "https://10.0.0.1/", false), ("1", "https://10.0.0.1/", false),
        ("::1", "http://[::1]:8080/", true), ("[::1]", "http://[::1]/", true), ("[::1]:80", "http://[::1]/", true),
        ("[::1]:81", "http://[::1]/", false), ("0:0:0:0:0:0:0:1", "http://[::1]/", true),
        ("fd00::/8", "https://[fd12::1]/", true), ("fd00::/8", "https://[fe80::1]/", false),
    ])
    func `NO_PROXY covers`(list: String, url: String, isCovered: Bool) throws {
        #expect(NoProxyList(list).covers(try #require(HTTPURL(url))) == isCovered)
    }
}
