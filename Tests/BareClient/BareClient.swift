import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The HTTP client that Mintmark is built on, and nothing else: what `Scripts/bench` measures its renewals against.
///
/// `bare-client URL CLIENT_ID SECRET COUNT PARALLEL` asks for that many tokens by client credentials, so many at a time.
@main
struct BareClient {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count == 6, let count = Int(words[4]), let parallel = Int(words[5]) else {
            FileHandle.standardError.write(Data("usage: bare-client URL CLIENT_ID SECRET COUNT PARALLEL\n".utf8))
            exit(64)
        }
        let request = request(to: words[1], as: words[2], secret: words[3])
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = parallel
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let refused = try await withThrowingTaskGroup(of: Bool.self) { group in
            var started = 0, refused = 0
            func startNext() {
                guard started < count else { return }
                started += 1
                group.addTask {
                    let answer = try await client.execute(request, timeout: .seconds(30))
                    _ = try await answer.body.collect(upTo: 1 << 20)
                    return answer.status == .ok
                }
            }
            for _ in 0..<parallel { startNext() }
            while let isGranted = try await group.next() {
                if !isGranted { refused += 1 }
                startNext()
            }
            return refused
        }
        try await client.shutdown()
        exit(refused == 0 ? 0 : 1)
    }

    private static func request(to url: String, as clientID: String, secret: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        let credential = Data("\(clientID):\(secret)".utf8).base64EncodedString()
        request.headers.add(name: "Authorization", value: "Basic \(credential)")
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(ByteBuffer(string: "grant_type=client_credentials&scope=mcp%3Aread"))
        return request
    }
}
