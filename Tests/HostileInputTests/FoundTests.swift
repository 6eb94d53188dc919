import HTTPTypes
import Testing

@testable import HostileInput
@testable import MintCore
@testable import MintMCP

/// What hostile input has found, each by its smallest form.
@Suite struct FoundTests {
    private func profile(_ name: String = "p") throws -> Profile {
        var dice = Dice(seed: 1)
        return try #require(Sample.profile(&dice))
    }

    /// Foundation's decoder takes minutes for this: each value that it tries costs it the way to the value.
    @Test(.timeLimit(.minutes(1))) func `deep JSON with many values is read in one pass`() {
        let middle = "[" + Array(repeating: "\"\"", count: 300_000).joined(separator: ",") + "]"
        let text = String(repeating: "{\"a\":", count: 120) + middle + String(repeating: "}", count: 120)
        #expect(JSONValue(bytes: Array(text.utf8)) != nil)
    }

    @Test(arguments: [(128, true), (129, false), (400, false)])
    func `JSON nests as deep as its limit`(depth: Int, isRead: Bool) {
        let arrays = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let objects = String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
        #expect((JSONValue(bytes: Array(arrays.utf8)) != nil) == isRead)
        #expect((JSONValue(bytes: Array(objects.utf8)) != nil) == isRead)
    }

    @Test(
        arguments: [
            ("0", .int(0)), ("-0", .int(0)), ("5.0", .int(5)), ("1e2", .int(100)), ("9223372036854775807", .int(.max)),
            ("-9223372036854775808", .int(.min)), ("9223372036854775808", .double(9_223_372_036_854_775_808)),
            ("-9223372036854775818", .double(-9_223_372_036_854_775_808)),
            ("3599599599599599599.999", .double(3_599_599_599_599_599_599.999)),
            ("9007199254740991.0", .int(9_007_199_254_740_991)), ("0.1", .double(0.1)), (" [ ] ", []),
            ("{\"a\":1,\"a\":2}", ["a": 1]), ("\"\\ud83d\\ude00\\/\"", "😀/"),
            ("\u{FEFF}{}", [:]), ("\"\\u0000\"", "\0"),
        ] as [(String, JSONValue)])
    func `sound JSON is read exactly`(text: String, value: JSONValue) {
        #expect(JSONValue(bytes: Array(text.utf8)) == value)
    }

    @Test(arguments: [
        "", " ", "01", "-", "+1", "1.", ".5", "1e", "1e999", "0x10", "NaN", "[1,]", "[,1]", "[1 2]", "{\"a\":1,}",
        "{a:1}",
        "{\"a\" 1}", "{1:2}", "\"\t\"", "\"\\x\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\u12\"",
        "\"", "\"\\",
        "tru", "nulll", "{} {}", "[", "{", "{\"a\"", "{\"a\":", "]", "[}", "\0",
    ])
    func `what is no JSON is refused`(text: String) {
        #expect(JSONValue(bytes: Array(text.utf8)) == nil)
    }

    @Test func `text that is no UTF-8 is refused`() {
        #expect(JSONValue(bytes: [0x22, 0xC3, 0x22]) == nil)
        #expect(JSONValue(bytes: [0x22, 0x5C, 0x6E, 0xFF, 0x22]) == nil)
    }

    @Test func `an assertion that ended before time began is refused`() throws {
        let claims = Base64URL.encode(#"{"exp":-9223372036854775808}"#.utf8)
        let error = #expect(throws: WorkloadAssertionError.self) {
            try WorkloadAssertion(Secret("e30.\(claims).AA"), for: profile(), source: .file("/t"), at: Timestamp(100))
        }
        #expect(error == .expired(.file("/t"), seconds: 100))
    }

    @Test(.timeLimit(.minutes(1))) func `fifty thousand marked arguments are sorted out at once`() throws {
        let marks = (0..<50_000).map { ("p\($0)", ["type": "string", "x-mcp-header": .string("H\($0)")] as JSONValue) }
        let schema: JSONValue = ["properties": .object(Dictionary(marks, uniquingKeysWith: { $1 }))]
        #expect(try HeaderParameters(schema: schema).parameters.count == 50_000)
    }

    @Test(arguments: [
        #"{"error_description":"no ab\/cd+ef"}"#, #"{"a":["ab\u002Fcd\u002bef"]}"#, #"{"\u0061b/cd+ef":1}"#,
    ])
    func `a secret that JSON spells with escapes is taken out of an answer`(body: String) {
        let answer = TransportResponse(status: 400, body: Array(body.utf8)).without(Secret("ab/cd+ef"))
        #expect(JSONValue(bytes: answer.body)?.serialized().contains("ab/cd+ef") == false)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("<secret>"))
    }

    @Test(arguments: [400, 401, 404])
    func `a token that comes with the wrong status is not shown`(status: Int) throws {
        for body in [#"{"access_token":"tell-nobody"}"#, "access_token=tell-nobody&token_type=bearer"] {
            let response = TransportResponse(status: status, body: Array(body.utf8))
            let error = try #require(throws: TokenEndpointError.self) {
                try TokenResponse(response, context: TokenEndpointError.Context(profile()))
            }
            #expect(!String(reflecting: error).contains("tell-nobody") && !error.headline.contains("tell-nobody"))
        }
    }

    @Test func `an issuer that is no address does not steer the terminal`() throws {
        let json: JSONValue = ["issuer": "\u{1B}[2J", "token_endpoint": "https://127.0.0.1/token"]
        let metadata = try #require(AuthorizationServerMetadata(json))
        let error = try #require(throws: DiscoveryError.self) { try metadata.endpoint(.token) }
        #expect(!error.headline.contains("\u{1B}"))
    }

    @Test func `scopes that a server lists are scope tokens`() throws {
        let json: JSONValue = ["issuer": "https://as.example", "scopes_supported": ["read", "a b", "\u{1B}[2J", ""]]
        #expect(AuthorizationServerMetadata(json)?.scopesSupported == ["read"])
    }

    @Test func `a state is compared byte for byte`() throws {
        let endpoint = try #require(HTTPURL("https://as.example/authorize"))
        let request = AuthorizationRequest(
            try profile(), at: endpoint, redirectURI: "http://127.0.0.1/", promisesIssuer: false, state: "K")
        #expect(throws: AuthorizationError.stateMismatch) {
            try AuthorizationResponse("/callback?code=c&state=%E2%84%AA", to: request)
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [("c", " "), ("", "🇩🇪"), ("", " ")])
    func `a long pasted answer is read at once`(start: String, rest: String) throws {
        let endpoint = try #require(HTTPURL("https://as.example/authorize"))
        let request = AuthorizationRequest(
            try profile(), at: endpoint, redirectURI: "http://127.0.0.1/", promisesIssuer: false, state: "K")
        let response = try? AuthorizationResponse(start + String(repeating: rest, count: 400_000), to: request)
        #expect((response != nil) == !start.isEmpty)
    }

    @Test func `a line shows that something was cut off, and keeps to a limit of none`() {
        let hidden = String(repeating: "\u{202E}", count: 40)
        #expect((hidden + "paid").plainLine(limit: 2) == "…")
        #expect("paid".plainLine(limit: 0) == "")
    }
}
