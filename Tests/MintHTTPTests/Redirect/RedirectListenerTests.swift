import HTTPTypes
import MintCore
import NIOCore
import NIOPosix
import Testing

@testable import MintHTTP

@Suite struct RedirectListenerTests {
    private func port(of visit: any RedirectVisit) throws -> Int { try #require(HTTPURL(visit.redirectURI)).port }

    private func get(_ target: String, _ port: Int, host: String = "127.0.0.1") -> String {
        "GET \(target) HTTP/1.1\r\nHost: \(host):\(port)\r\n\r\n"
    }

    private func withVisit<R>(
        host: String = "127.0.0.1", _ listener: LoopbackRedirectListener = LoopbackRedirectListener(),
        _ body: (any RedirectVisit, Int, RawClient.Connect) async throws -> R
    ) async throws -> R {
        let visit = try await listener.listen(host: host, port: nil, path: "/callback/k3")
        return try await RawClient.with { connect in
            do {
                let result = try await body(visit, port(of: visit), connect)
                await visit.close()
                return result
            } catch {
                await visit.close()
                throw error
            }
        }
    }

    @Test func `the browser's request is handed on, and its answer has none of it (AC-4)`() async throws {
        try await withVisit { visit, port, connect in
            #expect(visit.redirectURI == "http://127.0.0.1:\(port)/callback/k3")
            async let response = visit.response()
            let browser = try await connect(port)
            try await browser.send(get("/callback/k3?code=s3cret&state=st4te&iss=https%3A%2F%2Fas.example", port))
            let page = try await browser.everything()
            #expect(page.hasPrefix("HTTP/1.1 200 OK\r\n") && page.contains("close this window"))
            #expect(!page.contains("s3cret") && !page.contains("st4te") && !page.contains("as.example"))
            #expect(try await response == "/callback/k3?code=s3cret&state=st4te&iss=https%3A%2F%2Fas.example")
        }
    }

    @Test func `a whole HTTP client gets the page`() async throws {
        try await withVisit { visit, _, _ in
            async let response = visit.response()
            let answer = try await withTransport { transport in
                let url = try #require(HTTPURL(visit.redirectURI + "?error=access_denied"))
                return try await transport.send(TransportRequest(.get, url), deadline: patience)
            }
            #expect(answer.status == 200 && answer.text.contains("<h1>"))
            #expect(try await response == "/callback/k3?error=access_denied")
        }
    }

    @Test func `it listens on loopback alone`() async throws {
        try await withVisit { _, port, connect in
            let others = try System.enumerateDevices().compactMap(\.address?.ipAddress).filter { address in
                IPAddress(address)?.isVersion6 == false && !address.hasPrefix("127.")
            }
            for address in others + ["127.0.0.2"] {
                await #expect(throws: (any Error).self) { try await connect(port, host: address) }
            }
        }
    }

    @Test func `once answered, nothing listens any more, even where nobody asked for the response yet`() async throws {
        try await withVisit { visit, port, connect in
            let waiting = try await connect(port)
            let browser = try await connect(port)
            try await browser.send(get("/callback/k3?code=1", port))
            #expect(try await browser.everything().hasPrefix("HTTP/1.1 200"))
            await #expect(throws: (any Error).self) { try await connect(port) }
            #expect(try await waiting.everything() == "")
            #expect(try await visit.response() == "/callback/k3?code=1")
        }
    }

    @Test func `of two requests in one connection the first counts`() async throws {
        try await withVisit { visit, port, connect in
            let browser = try await connect(port)
            try await browser.send(get("/callback/k3?code=1", port) + get("/callback/k3?code=2", port))
            let pages = try await browser.everything()
            #expect(pages.split(separator: "HTTP/1.1 ").count == 1)
            #expect(try await visit.response() == "/callback/k3?code=1")
            await #expect(throws: RedirectListenerError.closed) { try await visit.response() }
        }
    }

    @Test(
        arguments: [
            ("GET /favicon.ico HTTP/1.1\r\nHost: HOST\r\n\r\n", 404),
            ("GET /callback/k3/?code=2 HTTP/1.1\r\nHost: HOST\r\n\r\n", 404),
            ("POST /callback/k3 HTTP/1.1\r\nHost: HOST\r\nContent-Length: 6\r\n\r\ncode=2", 405),
            ("GET /callback/k3?code=2 HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403),
            ("GET /callback/k3?code=2 HTTP/1.0\r\n\r\n", 403), ("hello\r\n\r\n", 400),
            ("\u{16}\u{3}\u{1}\r\n\r\n", 400),
            ("GET /callback/k3?code=2 HTTP/1.1\r\nHost: HOST\r\nbad header\r\n\r\n", 400),
            ("GET /callback/k3?code=\(String(repeating: "x", count: 200_000)) HTTP/1.1\r\nHost: HOST\r\n\r\n", 431),
        ])
    func `any other request is refused and waited past`(request: String, status: Int) async throws {
        try await withVisit { visit, port, connect in
            let other = try await connect(port)
            try await other.send(
                request.split(separator: "HOST", omittingEmptySubsequences: false).joined(
                    separator: "127.0.0.1:\(port)"))
            let answer = try await other.everything()
            #expect(answer.hasPrefix("HTTP/1.1 \(status) ") && !answer.contains("code=2"))
            let browser = try await connect(port)
            try await browser.send(get("/callback/k3?code=1", port))
            #expect(try await visit.response() == "/callback/k3?code=1")
        }
    }

    @Test func `silent connections keep nobody out`() async throws {
        let listener = LoopbackRedirectListener(patience: .seconds(3_600), mostConnections: 4)
        try await withVisit(listener) { visit, port, connect in
            var silent: [RawClient] = []
            for _ in 0..<12 { silent.append(try await connect(port)) }
            try await silent[11].send("GET /callback/k3?code=2 HTTP/1.1\r\n")
            for client in silent.prefix(8) { #expect(try await client.everything() == "") }
            let browser = try await connect(port)
            try await browser.send(get("/callback/k3?code=1", port))
            #expect(try await visit.response() == "/callback/k3?code=1")
        }
    }

    @Test func `a connection that stays silent is closed`() async throws {
        let listener = LoopbackRedirectListener(patience: .milliseconds(30), mostConnections: 4)
        try await withVisit(listener) { _, port, connect in
            let silent = try await connect(port)
            #expect(try await silent.everything() == "")
            let slow = try await connect(port)
            // On a busy machine it may be closed already.
            try? await slow.send("GET /callback/k3?code=2 HTTP/1.1\r\n")
            #expect(try await slow.everything() == "")
        }
    }

    @Test func `cancelling the wait closes the port`() async throws {
        try await withVisit { visit, port, connect in
            let open = try await connect(port)
            let wait = Task { try await visit.response() }
            wait.cancel()
            await #expect(throws: CancellationError.self) { try await wait.value }
            #expect(try await open.everything() == "")
            await #expect(throws: (any Error).self) { try await connect(port) }
        }
    }

    @Test func `closing ends the wait`() async throws {
        try await withVisit { visit, port, connect in
            let wait = Task { try await visit.response() }
            await visit.close()
            await #expect(throws: RedirectListenerError.closed) { try await wait.value }
            await visit.close()
            await #expect(throws: (any Error).self) { try await connect(port) }
        }
    }

    @Test func `a visit that is forgotten gives its port back`() async throws {
        let port = try await {
            let visit = try await LoopbackRedirectListener().listen(host: "127.0.0.1", port: nil, path: "/")
            return try self.port(of: visit)
        }()
        try await RawClient.with { connect in
            // Its thread ends in its own time.
            while (try? await connect(port)) != nil { await Task.yield() }
        }
    }
}
