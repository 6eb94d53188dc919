import MintCore
import Testing

@Suite struct HTTPURLTests {
    @Test(arguments: [
        ("https://as.example", "as.example", 443, "", "https://as.example"),
        ("https://AS.example:443/T1?x=%2f", "as.example", 443, "/T1", "https://as.example"),
        ("HTTP://127.0.0.1:8080/a//b/", "127.0.0.1", 8080, "/a//b/", "http://127.0.0.1:8080"),
        ("https://[FE80::1]:9/", "fe80::1", 9, "/", "https://[fe80::1]:9"),
    ])
    func `parts are read and the text is kept`(text: String, host: String, port: Int, path: String, origin: String)
        throws
    {
        let url = try #require(HTTPURL(text))
        #expect((url.text, url.host, url.port, url.path, url.origin) == (text, host, port, path, origin))
    }

    @Test(arguments: [
        "", "as.example", "//as.example", "https:/as.example", "https://", "https:///p", "https://a b", "https://a\\b",
        "https://u@h",
        "https://h:", "https://h:+1", "https://h:99999", "https://[::1", "https://[::1]x", "https://[zz]",
        "javascript://x/%0aalert(1)",
        "file:///etc/passwd", "https://h\u{0}", "https://\u{E9}", "https://ho/st\n", "data://x",
    ])
    func `what is no absolute http URL is refused (NET-3)`(text: String) {
        #expect(HTTPURL(text) == nil)
    }

    @Test(arguments: [
        ("http://localhost", true), ("http://127.0.0.1", true), ("http://127.255.1.2", true), ("http://[::1]", true),
        ("http://localhost.evil.com", false), ("http://127.0.0.1.nip.io", false), ("http://127.1", false),
        ("http://0x7f.0.0.1", false), ("http://127.0.0.01", false), ("http://128.0.0.1", false),
        ("http://10.0.0.1", false),
        ("https://anything.example", true),
    ])
    func `plain http carries credentials to this machine only (NET-1, NET-2)`(text: String, may: Bool) throws {
        #expect(try #require(HTTPURL(text)).mayCarryCredentials == may)
    }
}
