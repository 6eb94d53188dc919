import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import MintSandbox

/// A sandbox on a port of its own for the length of one test, and an HTTP client to talk to it.
struct RunningSandbox: Sendable {
    let description: SandboxDescription

    struct DidNotStart: Error {}

    /// Follows no redirect: where one leads to is what is tested.
    private static let http = HTTPClient(
        eventLoopGroupProvider: .singleton, configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))

    static func with<Result: Sendable>(
        tokenLifetime: Int = 300, _ body: @Sendable (RunningSandbox) async throws -> Result
    ) async throws -> Result {
        let folder = temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (descriptions, ready) = AsyncStream<SandboxDescription>.makeStream()
        let running = Task {
            defer { ready.finish() }
            try await Sandbox.run(options: SandboxOptions(tokenLifetime: tokenLifetime, keyFolder: folder)) {
                ready.yield($0)
            }
        }
        var first: SandboxDescription?
        for await description in descriptions {
            first = description
            break
        }
        guard let first else {
            try await running.value
            throw DidNotStart()
        }
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(RunningSandbox(description: first)))
        } catch {
            result = .failure(error)
        }
        running.cancel()
        try await running.value
        return try result.get()
    }

    static func temporaryFolder() -> String {
        FileManager.default.temporaryDirectory.path + "/mint-sandbox-\(UUID().uuidString)"
    }

    var origin: String { String(description.mcp.dropLast("/mcp".count)) }
    var tokenEndpoint: String { description.issuer + "/token" }

    func client(_ id: String) throws -> SandboxDescription.Client {
        try #require(description.clients.first { $0.clientID == id })
    }

    func secret(of id: String) throws -> String { try #require(try client(id).clientSecret) }

    func privateKey(of id: String) throws -> String {
        try String(contentsOfFile: try #require(try client(id).privateKeyFile), encoding: .utf8)
    }

    func get(_ url: String, _ headers: [(String, String)] = []) async throws -> Reply {
        try await send("GET", url, headers)
    }

    func send(_ method: String, _ url: String, _ headers: [(String, String)] = [], body: [UInt8] = [])
        async throws -> Reply
    {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        if !body.isEmpty { request.body = .bytes(body) }
        let response = try await Self.http.execute(request, timeout: .seconds(60))
        let buffer = try await response.body.collect(upTo: 64 << 20)
        return Reply(status: Int(response.status.code), headers: response.headers, body: Array(buffer: buffer))
    }

    /// A form post; a field may be given twice.
    func form(_ url: String, _ fields: [(String, String)], _ headers: [(String, String)] = []) async throws -> Reply {
        let body = fields.map { "\($0.0.formEncoded)=\($0.1.formEncoded)" }.joined(separator: "&")
        return try await send(
            "POST", url, [("Content-Type", "application/x-www-form-urlencoded")] + headers, body: Array(body.utf8))
    }

    @discardableResult
    func control(_ name: String, _ body: JSONValue = [:]) async throws -> Reply {
        try await send("POST", description.control + "/" + name, body: body.bytes)
    }

    /// The log's entries, oldest first.
    func log() async throws -> [JSONValue] {
        try #require(try await get(description.control + "/log").json.array)
    }
}

/// An answer, read whole.
struct Reply: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue { JSONValue.parse(body) ?? .null }
    var error: String? { json["error"]?.text }

    func header(_ name: String) -> String? { headers.first(name: name) }

    /// The JSON-RPC message of the answer: the body, or the last event's data.
    var message: JSONValue {
        guard header("Content-Type") == "text/event-stream" else { return json }
        let data = text.split(separator: "\n").filter { $0.hasPrefix("data: {") }.last?.dropFirst(6)
        return data.flatMap { JSONValue.parse(Array($0.utf8)) } ?? .null
    }
}

extension String {
    /// The WHATWG form encoding (AM-5).
    var formEncoded: String {
        utf8.map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            case UInt8(ascii: " "): "+"
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
