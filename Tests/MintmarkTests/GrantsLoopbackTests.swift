import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// `login --grant authorization-code` with the browser coming back to this machine.
@Suite struct GrantsLoopbackTests {
    private func start(_ practice: PracticeServers, _ more: String...) async throws -> (run: LiveRun, address: String) {
        let run = try LiveRun(practice.program, practice.loginWords("authorization-code", "laptop", more), input: "")
        let text = try await run.err(with: "Waiting for it to come back")
        return (run, try practice.address(in: text))
    }

    @Test func `the browser that comes back ends the login, and its page shows nothing of the answer`() async throws {
        try await PracticeServers.with { practice in
            let (run, address) = try await start(practice, "--client-id", "laptop", "--verbose")
            let redirect = try await practice.browse(address)
            #expect(redirect.hasPrefix("http://127.0.0.1:"))
            let page = try await practice.get(redirect)
            let outcome = await run.outcome()
            #expect(outcome.code == 0, "\(outcome.err)")
            let code = try #require(redirect.split(separator: "code=").last?.split(separator: "&").first)
            #expect(page.status == 200 && !String(decoding: page.body, as: UTF8.self).contains(code))
            #expect(!(outcome.out + outcome.err).contains(code))
            #expect(try await practice.program.run("token", "laptop", "--force-new").code == 0)
        }
    }

    @Test func `a client that registers itself names the port that is listened on`() async throws {
        try await PracticeServers.with { practice in
            for word in ["Logged in:", "Logged in again:"] {
                let (run, address) = try await start(practice)
                _ = try await practice.get(try await practice.browse(address))
                let outcome = await run.outcome()
                #expect(outcome.code == 0 && outcome.out.contains(word), "\(outcome.err)")
            }
            #expect(try await practice.count("/as/register") == 1)
        }
    }

    @Test(
        arguments: [
            (["mode": "deny"], "access_denied"), (["iss": "wrong"], "another issuer"),
            (["iss": "none"], "does not say"),
            (["state": "wrong"], "state differs"),
        ] as [(JSONValue, String)])
    func `an answer that does not match ends the login with exit 4`(consent: JSONValue, words: String) async throws {
        try await PracticeServers.with { practice in
            try await practice.control("consent", consent)
            let (run, address) = try await start(practice, "--client-id", "laptop")
            let page = try await practice.get(try await practice.browse(address))
            let outcome = await run.outcome()
            #expect(outcome.code == 4 && outcome.err.contains(words), "\(outcome.err)")
            let shown = outcome.err + String(decoding: page.body, as: UTF8.self)
            #expect(!shown.contains("evil.example"))
            #expect(try await practice.count(PracticeServers.tokenPath) == 0)
        }
    }

    @Test func `other paths are waited past, and Ctrl-C gives the port back`() async throws {
        try await PracticeServers.with { practice in
            let (run, address) = try await start(practice, "--client-id", "laptop")
            let redirect = try await practice.browse(address)
            let origin = try #require(redirect.split(separator: "/callback").first)
            #expect(try await practice.get("\(origin)/favicon.ico").status == 404)
            run.signal(SIGINT)
            #expect(await run.outcome().code == 130)
            await #expect(throws: (any Error).self) { try await practice.get(redirect) }
        }
    }

    @Test func `a fixed address is the one that is asked for, and a taken port is told`() async throws {
        try await PracticeServers.with { practice in
            let port = try Self.freePort()
            let uri = "http://127.0.0.1:\(port)/callback"
            let (first, address) = try await start(practice, "--client-id", "laptop", "--redirect-uri", uri)
            #expect(address.contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A\(port)%2Fcallback"), "\(address)")

            let second = try LiveRun(
                practice.program,
                practice.loginWords(
                    "authorization-code", "other", ["--client-id", "laptop", "--redirect-uri", uri]), input: "")
            let text = try await second.err(with: "Waiting for it to come back")
            #expect(text.contains("port \(port) is taken"), "\(text)")
            for (run, address) in [(first, address), (second, try practice.address(in: text))] {
                _ = try await practice.get(try await practice.browse(address))
                let outcome = await run.outcome()
                #expect(outcome.code == 0, "\(outcome.err)")
            }
        }
    }

    @Test func `a name that is no address takes its one port or none`() async throws {
        try await PracticeServers.with { practice in
            let port = try Self.freePort()
            let uri = "http://localhost:\(port)/callback"
            try await practice.control("client", ["client_id": "laptop", "redirect_uris": [.string(uri)]])
            let (first, _) = try await start(practice, "--client-id", "laptop", "--redirect-uri", uri)
            let second = try await practice.program.run(
                practice.loginWords(
                    "authorization-code", "other", ["--client-id", "laptop", "--redirect-uri", uri]))
            #expect(
                second.code == 1 && second.err.contains("\(port)") && second.err.contains("--paste"), "\(second.err)")
            first.signal(SIGINT)
            #expect(await first.outcome().code == 130)
        }
    }

    /// A port that was free a moment ago.
    private static func freePort() throws -> UInt16 {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, length) == 0 && getsockname(socket, address, &length) == 0
            }
        }
        try #require(port)
        return UInt16(bigEndian: address.sin_port)
    }
}
