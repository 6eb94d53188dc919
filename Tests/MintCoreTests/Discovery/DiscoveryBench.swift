import HTTPTypes
import MintCore
import Synchronization
import TestSupport

/// A network of documents by URL, whose state a test may change, and a discovery on it.
final class DiscoveryBench: Sendable {
    static let server = Practice.url("https://m.example/mcp")
    static let metadataURL = "https://m.example/.well-known/oauth-protected-resource/mcp"
    static let issuerURL = "https://as.example/.well-known/oauth-authorization-server"

    let transport: ScriptedTransport
    let cache = InMemoryMetadataCache()
    let clock = ManualClock()
    let log = TraceLog()
    private let answers: Pages
    private let moment: Moment

    init(_ pages: [String: ScriptedAnswer] = DiscoveryBench.whole) {
        let answers = Pages(pages)
        self.answers = answers
        moment = Moment()
        transport = ScriptedTransport { request, _ in answers.answer(to: request) }
    }

    var now: WallClock { { [moment] in moment.now } }
    func pass(_ seconds: Int) { moment.pass(seconds) }
    func publish(_ url: String, _ answer: ScriptedAnswer) { answers.set(url, answer) }
    var urls: [String] { transport.requests.map(\.url.text) }

    var discovery: Discovery { Discovery(transport: transport, clock: clock, version: "1.2.3") }
    var caching: Discovery { Discovery(transport: transport, clock: clock, cache: cache, now: now) }
    var observe: @Sendable (Trace.Hop) -> Void { { [log] in log.note($0) } }

    /// A server that names its metadata, and an issuer that has some.
    static var whole: [String: ScriptedAnswer] {
        [
            server.text: challenge(metadataURL), metadataURL: resource(), issuerURL: issuer(),
        ]
    }

    static func challenge(_ url: String) -> ScriptedAnswer { .challenge(#"Bearer resource_metadata="\#(url)""#) }

    static func resource(
        _ resource: String = server.text, _ issuers: [String] = ["https://as.example"], scopes: [String] = [],
        headers: HTTPFields = [:]
    ) -> ScriptedAnswer {
        .json(
            200,
            [
                "resource": .string(resource), "authorization_servers": .array(issuers.map { .string($0) }),
                "scopes_supported": .array(scopes.map { .string($0) }),
            ], headers: headers)
    }

    static func issuer(
        _ issuer: String = "https://as.example", token: String = "https://as.example/token",
        more: [String: JSONValue] = [:], headers: HTTPFields = [:]
    ) -> ScriptedAnswer {
        var members: [String: JSONValue] = ["issuer": .string(issuer), "token_endpoint": .string(token)]
        members.merge(more) { $1 }
        return .json(200, .object(members), headers: headers)
    }

    static func redirect(_ location: String, status: Int = 302) -> ScriptedAnswer {
        .body(status, headers: [.location: location])
    }
}

/// What is published now; anything else is a 404.
private final class Pages: Sendable {
    private let pages: Mutex<[String: ScriptedAnswer]>
    init(_ pages: [String: ScriptedAnswer]) { self.pages = Mutex(pages) }

    func set(_ url: String, _ answer: ScriptedAnswer) { pages.withLock { $0[url] = answer } }

    /// A page with an entity tag answers 304 to a request that knows it.
    func answer(to request: ScriptedRequest) -> ScriptedAnswer {
        let page = pages.withLock { $0[request.url.text] } ?? .body(404)
        if let tag = page.headers[.eTag], request.header("If-None-Match") == tag {
            return ScriptedAnswer(status: 304, headers: page.headers)
        }
        if let date = page.headers[.lastModified], request.header("If-Modified-Since") == date {
            return ScriptedAnswer(status: 304, headers: page.headers)
        }
        return page
    }
}

private final class Moment: Sendable {
    private let moment = Mutex(Practice.start)
    var now: Timestamp { moment.withLock { $0 } }
    func pass(_ seconds: Int) { moment.withLock { $0 = $0 + seconds } }
}
