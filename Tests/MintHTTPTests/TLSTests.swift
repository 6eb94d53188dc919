import Foundation
import HTTPTypes
import MintCore
import MintHTTP
import NIOCore
import NIOSSL
import Testing

/// TLS verification is always on (NET-9).
@Suite struct TLSTests {
    @Test func `a CA file is trusted, by name and by address`() async throws {
        let authority = try TestAuthority()
        try await withFile(authority.pem) { file in
            try await LoopbackServer.with(
                tls: authority.serverConfiguration(), answering: { $0.answer(body: "safe") }
            ) { server in
                try await withTransport { transport in
                    for host in ["localhost", "127.0.0.1"] {
                        let url = try server.url("/a?b", scheme: "https", host: host)
                        let answer = try await transport.send(
                            TransportRequest(.get, url, caFile: file), deadline: patience)
                        #expect(answer.text == "safe")
                    }
                }
                #expect(server.requests.allSatisfy { $0.hasPrefix("GET /a?b HTTP/1.1\r\n") })
            }
        }
    }

    @Test func `an unknown authority is named, and nothing is sent`() async throws {
        let authority = try TestAuthority("Nobody's CA")
        try await LoopbackServer.with(tls: authority.serverConfiguration(), answering: { $0.answer() }) { server in
            try await withTransport { transport in
                let url = try server.url(scheme: "https", host: "localhost")
                let failure = await transport.failure(TransportRequest(.get, url))
                #expect(failure == .tls(host: url.hostAndPort, .unknownAuthority(issuer: "Nobody's CA")))
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `a CA file of one request is not trusted by the next`() async throws {
        let authority = try TestAuthority()
        try await withFile(authority.pem) { file in
            try await LoopbackServer.with(tls: authority.serverConfiguration(), answering: { $0.answer() }) { server in
                try await withTransport { transport in
                    let url = try server.url(scheme: "https", host: "localhost")
                    _ = try await transport.send(TransportRequest(.get, url, caFile: file), deadline: patience)
                    let failure = await transport.failure(TransportRequest(.get, url))
                    #expect(failure == .tls(host: url.hostAndPort, .unknownAuthority(issuer: authority.name)))
                }
            }
        }
    }

    @Test func `an expired certificate and one from the future are told apart`() async throws {
        let authority = try TestAuthority()
        try await withFile(authority.pem) { file in
            for days in [-30.0 ... -2, 2.0...30] {
                try await LoopbackServer.with(
                    tls: authority.serverConfiguration(days: days), answering: { $0.answer() }
                ) { server in
                    try await withTransport { transport in
                        let url = try server.url(scheme: "https", host: "localhost")
                        let failure = await transport.failure(TransportRequest(.get, url, caFile: file))
                        switch failure {
                        case .tls(url.hostAndPort, .expired(let end?)) where days.upperBound < 0:
                            #expect(abs(wallClock() - end - 2 * 86_400) < 60)
                        case .tls(url.hostAndPort, .notYetValid(let start?)) where days.lowerBound > 0:
                            #expect(abs(start - wallClock() - 2 * 86_400) < 60)
                        default:
                            Issue.record("\(String(describing: failure))")
                        }
                    }
                    #expect(server.requests.isEmpty)
                }
            }
        }
    }

    @Test func `a certificate for other names says for which`() async throws {
        let authority = try TestAuthority()
        try await withFile(authority.pem) { file in
            let tls = try authority.serverConfiguration(
                hosts: ["api.example", "*.corp.example"], addresses: [[10, 0, 0, 1]])
            try await LoopbackServer.with(tls: tls, answering: { $0.answer() }) { server in
                try await withTransport { transport in
                    for host in ["localhost", "127.0.0.1"] {
                        let url = try server.url(scheme: "https", host: host)
                        let failure = await transport.failure(TransportRequest(.get, url, caFile: file))
                        let names = ["api.example", "*.corp.example", "10.0.0.1"]
                        #expect(failure == .tls(host: url.hostAndPort, .wrongHost(names: names)))
                    }
                }
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test func `https where plain http is served`() async throws {
        try await LoopbackServer.with(answering: { $0.answer() }) { server in
            try await withTransport { transport in
                let url = try server.url(scheme: "https", host: "localhost")
                // The server sees no request in a ClientHello, and stays silent.
                let limit = Duration.milliseconds(300)
                let failure = await transport.failure(TransportRequest(.get, url), deadline: limit)
                #expect(failure == .timedOut(host: url.hostAndPort, after: limit))
            }
        }
    }

    @Test func `a server that answers a handshake in clear, or hangs up`() async throws {
        for (answer, part) in [
            ("HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak TLS"), (nil, "closed the connection"),
        ] {
            try await RawServer.with(greeting: answer) { port in
                try await withTransport { transport in
                    let url = try #require(HTTPURL("https://localhost:\(port)/"))
                    let failure = await transport.failure(TransportRequest(.get, url))
                    #expect(failure?.headline.contains(part) == true, "\(String(describing: failure))")
                    #expect((failure == .tls(host: url.hostAndPort, .notTLS)) == (answer != nil))
                    #expect(answer == nil || failure?.hint?.contains("http://") == true)
                }
            }
        }
    }

    @Test func `SSL_CERT_FILE and SSL_CERT_DIR take the place of the system's roots`() async throws {
        let authority = try TestAuthority()
        let other = try TestAuthority("Other CA")
        try await withFile(authority.pem) { file in
            try await withFile(other.pem) { otherFile in
                try await LoopbackServer.with(tls: authority.serverConfiguration(), answering: { $0.answer() }) {
                    server in
                    let url = try server.url(scheme: "https", host: "localhost")
                    try await withTransport(trust: TrustSettings(certificateFile: file)) { transport in
                        _ = try await transport.send(TransportRequest(.get, url), deadline: patience)
                        // Beside it, not instead of it; the same once more does no harm.
                        _ = try await transport.send(TransportRequest(.get, url, caFile: file), deadline: patience)
                        _ = try await transport.send(TransportRequest(.get, url, caFile: otherFile), deadline: patience)
                    }
                    try await withTransport(trust: TrustSettings(certificateFile: otherFile)) { transport in
                        let failure = await transport.failure(TransportRequest(.get, url))
                        #expect(failure == .tls(host: url.hostAndPort, .unknownAuthority(issuer: authority.name)))
                        _ = try await transport.send(TransportRequest(.get, url, caFile: file), deadline: patience)
                    }
                }
            }
        }
    }

    @Test func `SSL_CERT_DIR may name several folders with hashed names`() async throws {
        let authority = try TestAuthority("Hashed CA")
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: authority.hashedName + ".0")
            try Data(authority.pem.utf8).write(to: file)
            try await LoopbackServer.with(tls: authority.serverConfiguration(), answering: { $0.answer() }) { server in
                let url = try server.url(scheme: "https", host: "localhost")
                let folders = FileManager.default.temporaryDirectory.path + ":" + folder.path
                try await withTransport(trust: TrustSettings(certificateDirectory: folders)) { transport in
                    _ = try await transport.send(TransportRequest(.get, url), deadline: patience)
                }
                try FileManager.default.removeItem(at: file)
                try await withTransport(trust: TrustSettings(certificateDirectory: folders)) { transport in
                    let failure = await transport.failure(TransportRequest(.get, url))
                    #expect(failure == .tls(host: url.hostAndPort, .unknownAuthority(issuer: "Hashed CA")))
                }
            }
        }
    }

    @Test func `an unusable CA file says why, and nothing is sent`() async throws {
        try await LoopbackServer.with(answering: { $0.answer() }) { server in
            let url = try server.url(scheme: "https")
            try await withTransport { transport in
                try await withTemporaryFolder { folder in
                    for (path, reason) in [("missing.pem", "No such file or directory"), ("", "not a file")] {
                        let file = folder.appending(path: path).path
                        let failure = await transport.failure(TransportRequest(.get, url, caFile: file))
                        #expect(failure == .certificateFile(path: file, reason: reason))
                    }
                }
                let texts = ["": "the file is empty", "hello": "no sound PEM certificate in it"]
                for (text, reason) in texts {
                    try await withFile(text) { file in
                        let failure = await transport.failure(TransportRequest(.get, url, caFile: file))
                        #expect(failure == .certificateFile(path: file, reason: reason))
                    }
                }
            }
            try await withTransport(trust: TrustSettings(certificateFile: "/nonexistent/ca.pem")) { transport in
                let failure = await transport.failure(TransportRequest(.get, url))
                #expect(failure == .certificateFile(path: "/nonexistent/ca.pem", reason: "No such file or directory"))
            }
            try await withTransport(trust: TrustSettings(certificateDirectory: "/nonexistent")) { transport in
                let failure = await transport.failure(TransportRequest(.get, url))
                #expect(failure == .certificateFile(path: "/nonexistent", reason: "No such file or directory"))
            }
            #expect(server.connections == 0)
        }
    }
}
