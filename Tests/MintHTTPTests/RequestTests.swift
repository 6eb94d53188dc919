import HTTPTypes
import MintCore
import MintHTTP
import NIOCore
import Testing

@Suite struct RequestTests {
    @Test(arguments: [
        ("", "/"), ("/", "/"), ("?", "/?"), ("?a=b", "/?a=b"), ("/a%2Fb/%7euser//x/../y/.", "/a%2Fb/%7euser//x/../y/."),
        ("/p;v=1?q=%20+&x=[1]|{2}^`\"<>'", "/p;v=1?q=%20+&x=[1]|{2}^`\"<>'"), ("/100%?z=%zz", "/100%?z=%zz"),
        ("/a?b=c#fragment", "/a?b=c"), ("/a:b@c,d!$&'()*+=", "/a:b@c,d!$&'()*+="),
    ])
    func `the request target leaves byte for byte, without the fragment`(given: String, sent: String) async throws {
        try await LoopbackServer.with(answering: { $0.answer() }) { server in
            try await withTransport { transport in
                _ = try await transport.send(TransportRequest(.get, server.url(given)), deadline: patience)
            }
            #expect(server.requests.first?.hasPrefix("GET \(sent) HTTP/1.1\r\n") == true)
        }
    }

    @Test func `a request is exactly its fields, its body and what HTTP needs (NET-11)`() async throws {
        var headers = HTTPFields()
        headers[.accept] = "application/json"
        headers[.authorization] = "Basic YTpi"
        headers.append(HTTPField(name: try #require(.init("X-Weird-CASE")), value: "ä \"quoted\"; b=c"))
        try await LoopbackServer.with(answering: { $0.answer() }) { server in
            try await withTransport { transport in
                let request = TransportRequest(
                    .post, try server.url("/token"), headers: headers, body: Array("a=ü".utf8))
                _ = try await transport.send(request, deadline: patience)
            }
            let expected = [
                "POST /token HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "User-Agent: mintmark",
                "Accept: application/json", "Authorization: Basic YTpi", "X-Weird-CASE: ä \"quoted\"; b=c",
                "Content-Length: 4", "", "a=ü",
            ]
            #expect(server.requests == [expected.joined(separator: "\r\n")])
        }
    }

    @Test func `no cookie is sent back, and a user agent of one's own is kept (NET-11)`() async throws {
        try await LoopbackServer.with(answering: { $0.answer(headers: ["Set-Cookie: a=b; Path=/"]) }) { server in
            try await withTransport { transport in
                let request = TransportRequest(.get, try server.url(), headers: [.userAgent: "other"])
                _ = try await transport.send(request, deadline: patience)
                _ = try await transport.send(request, deadline: patience)
            }
            #expect(server.requests.count == 2)
            #expect(
                server.requests.allSatisfy { !$0.lowercased().contains("cookie") && $0.contains("User-Agent: other") })
        }
    }

    @Test func `an answer arrives with status, fields and body`() async throws {
        let fields = ["WWW-Authenticate: Bearer a=\"b\"", "www-authenticate: DPoP", "Content-Type: application/json"]
        try await LoopbackServer.with(answering: { $0.answer("401 No", headers: fields, body: "{}") }) { server in
            let answer = try await withTransport { transport in
                try await transport.send(TransportRequest(.get, server.url()), deadline: patience)
            }
            #expect(answer.status == 401)
            #expect(answer.headers[values: .wwwAuthenticate] == ["Bearer a=\"b\"", "DPoP"])
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer.text == "{}")
        }
    }

    @Test(arguments: ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
    func `a redirect is an answer like any other (NET-6)`(status: String) async throws {
        try await LoopbackServer.with(
            answering: { $0.answer(status, headers: ["Location: /elsewhere"], body: "moved") }
        ) { server in
            let answer = try await withTransport { transport in
                try await transport.send(TransportRequest(.get, server.url()), deadline: patience)
            }
            #expect("\(answer.status)" == status.prefix(3))
            #expect(answer.headers[.location] == "/elsewhere")
            #expect(server.requests.count == 1)
        }
    }

    @Test func `one connection carries several requests`() async throws {
        try await LoopbackServer.with(answering: { $0.answer(body: "x") }) { server in
            try await withTransport { transport in
                for _ in 0..<3 {
                    _ = try await transport.send(TransportRequest(.get, server.url()), deadline: patience)
                }
            }
            #expect(server.requests.count == 3)
            #expect(server.connections == 1)
        }
    }

    @Test func `a chunked answer and one that ends with the connection are read whole`() async throws {
        try await LoopbackServer.with(answering: { request in
            if request.text.hasPrefix("GET /chunked") {
                request.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
            } else {
                request.write("HTTP/1.0 200 OK\r\n\r\nabcde")
                request.close()
            }
        }) { server in
            try await withTransport { transport in
                for path in ["/chunked", "/closing"] {
                    let answer = try await transport.send(TransportRequest(.get, server.url(path)), deadline: patience)
                    #expect(answer.text == "abcde")
                }
            }
        }
    }

    @Test(arguments: ["http://example.com/", "http://localhost.example/", "http://127.1/", "http://10.0.0.1:80/"])
    func `plain http to another machine is refused before anything is looked up (NET-1, NET-2)`(text: String)
        async throws
    {
        let url = try #require(HTTPURL(text))
        try await withTransport { transport in
            #expect(await transport.failure(TransportRequest(.get, url)) == .insecure(url))
            await #expect(throws: TransportError.insecure(url)) {
                try await transport.open(TransportRequest(.get, url), deadline: patience)
            }
        }
    }

    @Test func `a transport that is merely dropped ends its connections`() async throws {
        try await LoopbackServer.with(answering: { $0.answer() }) { server in
            try await Self.sendOne(to: server.url())
            await server.wait { $0 == .closed }
        }
    }

    private static func sendOne(to url: HTTPURL) async throws {
        let transport = AsyncHTTPTransport(proxy: ProxySettings(), trust: TrustSettings(), now: wallClock)
        _ = try await transport.send(TransportRequest(.get, url), deadline: patience)
    }

    @Test func `many requests at once each get their own answer`() async throws {
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: 300_000)
        try await LoopbackServer.with(answering: { $0.answer(body: String($0.text.prefix(9))) }) { server in
            try await withTransport { transport in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for index in 0..<50 {
                        let url = try server.url("/\(index + 100)")
                        group.addTask {
                            let request = TransportRequest(.post, url, body: body)
                            let answer = try await transport.send(request, deadline: patience)
                            #expect(answer.text == "POST /\(index + 100)")
                        }
                    }
                    try await group.waitForAll()
                }
            }
            #expect(server.requests.count == 50)
            #expect(server.requests.allSatisfy { $0.hasSuffix("x") && $0.utf8.count > body.count })
        }
    }

    @Test func `after the end nothing is sent`() async throws {
        let transport = AsyncHTTPTransport(proxy: ProxySettings(), trust: TrustSettings(), now: wallClock)
        await transport.shutdown()
        await transport.shutdown()
        let url = try #require(HTTPURL("http://127.0.0.1:9/"))
        #expect(await transport.failure(TransportRequest(.get, url)) == .cancelled)
    }
}
