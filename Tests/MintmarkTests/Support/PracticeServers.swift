import Foundation
import HTTPTypes
import MintCore
import MintHTTP
import MintSandbox
import TestSupport
import Testing

/// The sandbox in this process, and the real binary beside it on a home of its own.
struct PracticeServers: Sendable {
    let facts: SandboxDescription
    var program: Program
    let transport: AsyncHTTPTransport

    /// Runs `body` while the sandbox listens.
    static func with<R: Sendable>(
        tokenLifetime: Int = 300, _ body: @escaping @Sendable (PracticeServers) async throws -> R
    ) async throws -> R {
        try await Program.withHome { program in
            let keys = program.home + "-keys"
            defer { try? FileManager.default.removeItem(atPath: keys) }
            let (ready, announce) = AsyncStream<SandboxDescription>.makeStream()
            let sandbox = Task {
                defer { announce.finish() }
                try await Sandbox.run(options: SandboxOptions(tokenLifetime: tokenLifetime, keyFolder: keys)) {
                    announce.yield($0)
                }
            }
            defer { sandbox.cancel() }
            for await facts in ready {
                let transport = AsyncHTTPTransport(
                    proxy: ProxySettings(), trust: TrustSettings(),
                    now: { Timestamp(Int(Date().timeIntervalSince1970)) })
                let practice = PracticeServers(facts: facts, program: program, transport: transport)
                let result = await Result { try await body(practice) }
                await transport.shutdown()
                return try result.get()
            }
            try await sandbox.value
            throw Failure(headline: "the sandbox ended before it listened")
        }
    }

    func secret(of client: String) throws -> String {
        try #require(facts.clients.first { $0.clientID == client }?.clientSecret)
    }

    /// Logs a client in as a profile of the same name, in the vault.
    @discardableResult
    func login(_ client: String, _ more: String...) async throws -> Program.Outcome {
        let entry = try #require(facts.clients.first { $0.clientID == client })
        var arguments = [
            "login", facts.mcp, "--client-id", client, "--profile", client, "--store", "vault", "--auth-method",
            entry.method,
        ]
        if let file = entry.privateKeyFile {
            arguments += ["--client-key", file]
        } else {
            arguments.append("--client-secret-stdin")
        }
        let outcome = try await program.run(arguments + more, input: entry.clientSecret ?? "")
        try #require(outcome.code == 0, "\(outcome.err)")
        return outcome
    }

    /// `POST control/…`.
    func control(_ what: String, _ body: JSONValue) async throws { _ = try await ask(what, body) }

    /// `POST control/…`, for what it answers.
    func ask(_ what: String, _ body: JSONValue) async throws -> JSONValue {
        let url = try #require(HTTPURL("\(facts.control)/\(what)"))
        let answer = try await transport.send(
            TransportRequest(
                .post, url, headers: [.contentType: "application/json"], body: Array(body.serialized().utf8)),
            deadline: .seconds(10))
        try #require(answer.status < 300, "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
        return JSONValue(bytes: answer.body) ?? .null
    }

    /// How many requests reached a path.
    func count(_ path: String) async throws -> Int { try await log(path).count }

    /// How many of them have no answer yet.
    func held(_ path: String) async throws -> Int { try await log(path).filter { $0["status"]?.integer == nil }.count }

    private func log(_ path: String) async throws -> [JSONValue] { try await log().filter { $0["path"]?.text == path } }

    /// The requests so far, oldest first.
    func log() async throws -> [JSONValue] {
        let url = try #require(HTTPURL("\(facts.control)/log"))
        let answer = try await transport.send(TransportRequest(.get, url), deadline: .seconds(10))
        return JSONValue(bytes: answer.body)?.items ?? []
    }

    /// The path of the token endpoint in the log.
    static let tokenPath = "/as/token"
}

extension Result where Failure == any Error, Success: Sendable {
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
