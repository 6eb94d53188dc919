import MintCore
import NIOHTTP1
import Testing

@testable import MintHTTP

@Suite struct RedirectRequestTests {
    private let wanted = RedirectRequest(host: "127.0.0.1", port: 4711, path: "/callback/x")

    private func verdict(
        _ uri: String, _ method: HTTPMethod = .GET, hosts: [String] = ["127.0.0.1:4711"]
    ) -> RedirectRequest.Verdict {
        let headers = HTTPHeaders(hosts.map { ("Host", $0) })
        return wanted.verdict(on: HTTPRequestHead(version: .http1_1, method: method, uri: uri, headers: headers))
    }

    @Test(
        arguments: [
            "/callback/x", "/callback/x?", "/callback/x?code=a%2Fb&state=%20+c&iss=https%3A%2F%2Fas.example",
            "/callback/x?a=b?c=d", "/callback/x?error=access_denied&error_description='\"<>|{}",
        ])
    func `path and query are handed on as they were sent`(uri: String) {
        #expect(verdict(uri) == .wanted(uri))
    }

    @Test(
        arguments: [
            "/", "/callback", "/callback/x/", "/callback/xy?code=a", "/callback//x", "/Callback/x", "/callback/%78",
            "/callback/./x", "/callback/x;v=1", "/callback/x#code=a", "/favicon.ico", "*",
            "http://127.0.0.1:4711/callback/x?code=a", "//callback/x", "callback/x", "",
        ])
    func `only the very path counts`(uri: String) {
        #expect(verdict(uri) == .other(.notFound))
    }

    @Test(arguments: [HTTPMethod.POST, .HEAD, .OPTIONS, .PUT, .CONNECT, .RAW(value: "get"), .RAW(value: "GETX")])
    func `only GET counts`(method: HTTPMethod) {
        #expect(verdict("/callback/x?code=a", method) == .other(.methodNotAllowed))
        #expect(verdict("/other", method) == .other(.notFound))
    }

    @Test(
        arguments: [
            [], ["127.0.0.1"], ["127.0.0.1:80"], ["localhost:4711"], ["evil.example:4711"], ["evil.example"], [""],
            ["127.0.0.1:4711", "127.0.0.1:4711"], ["127.0.0.1:4711", "evil.example"], ["127.0.0.1:4711, evil.example"],
            ["127.0.0.1:4711.evil.example"], ["[::1]:4711"], ["user@127.0.0.1:4711"], ["127.0.0.1:04711"],
        ])
    func `a request for another host is forbidden (DNS rebinding)`(hosts: [String]) {
        #expect(verdict("/callback/x?code=a", hosts: hosts) == .other(.forbidden))
        #expect(verdict("/other", hosts: hosts) == .other(.forbidden))
    }

    @Test(
        arguments: [
            ("localhost", 4711, "LocalHost:4711", true), ("::1", 4711, "[::1]:4711", true),
            ("::1", 4711, "::1:4711", false),
            ("localhost", 80, "localhost", true), ("localhost", 80, "localhost:80", true), ("::1", 80, "[::1]", true),
            ("localhost", 4711, "127.0.0.1:4711", false), ("localhost", 443, "localhost", false),
        ])
    func `the host is the one of the redirect URI`(host: String, port: Int, header: String, isRight: Bool) {
        let request = RedirectRequest(host: host, port: port, path: "/c")
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/c?code=a", headers: ["Host": header])
        #expect(request.verdict(on: head) == (isRight ? .wanted("/c?code=a") : .other(.forbidden)))
    }

    @Test(arguments: ["/callback/x?code=ä", "/callback/x?a b", "/callback/x?\u{7F}", "/callback/x?\u{1B}[2J"])
    func `what no browser sends unencoded is refused`(uri: String) {
        #expect(verdict(uri) == .other(.badRequest))
    }

    @Test(
        arguments: [
            ("/", true), ("/callback/aB3-_~", true), ("", false), ("callback", false), ("/a?b", false), ("/a#b", false),
            ("/a b", false), ("/ä", false), ("/a\r\nX: y", false),
        ])
    func `a path is one of a URL, without a query`(path: String, isUsable: Bool) {
        #expect(RedirectRequest.isUsable(path: path) == isUsable)
    }

    @Test func `each answer forbids storing, referring, scripts and frames`() {
        for status in [HTTPResponseStatus.ok, .notFound, .forbidden, .badRequest, .methodNotAllowed] {
            let headers = RedirectPage.head(for: status).headers
            #expect(headers["Cache-Control"] == ["no-store"])
            #expect(headers["Referrer-Policy"] == ["no-referrer"])
            #expect(headers["X-Content-Type-Options"] == ["nosniff"])
            #expect(headers["Connection"] == ["close"])
            let policy = headers.first(name: "Content-Security-Policy") ?? ""
            #expect(policy.hasPrefix("default-src 'none'; ") && policy.contains("frame-ancestors 'none'"))
            #expect(headers["Content-Length"] == ["\(RedirectPage.text(for: status).utf8.count)"])
        }
        #expect(RedirectPage.head(for: .methodNotAllowed).headers["Allow"] == ["GET"])
    }
}
