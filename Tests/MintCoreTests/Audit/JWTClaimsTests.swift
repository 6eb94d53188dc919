import TestSupport
import Testing

@testable import MintCore

/// A token that nobody signed.
func jwt(_ payload: String, header: String = #"{"alg":"RS256","typ":"at+jwt"}"#) -> String {
    [header, payload].map { Base64URL.encode($0.utf8) }.joined(separator: ".") + ".c2ln"
}

@Suite struct JWTClaimsTests {
    @Test func `claims and header are read (TK-7)`() throws {
        let reading = JWTClaims.read(Secret(jwt(#"{"sub":"c","aud":["a","b"],"exp":1795000000.7,"cid":"c"}"#)))
        let claims = try #require(reading.claims)
        #expect(claims.text("sub") == "c" && claims.audience == ["a", "b"] && claims.clientID == "c")
        #expect(claims.moment("exp") == Timestamp(1_795_000_000) && claims.header["typ"] == "at+jwt")
        #expect(claims.repeatedClaims.isEmpty)
    }

    @Test(arguments: [
        "", ".", "..", "...", "....", "opaque", "ya29.a0Af.x", "a.b.c", "e30.e30", "e30.e30.x.y", "e30..x", "e30.W10.x",
        "W10.e30.x", "e30.bnVsbA.x", "e30=.e30.x", "e30.e30 .x", "\u{0}.\u{1B}.\u{202E}", "é.é.é",
        String(repeating: "a", count: 65_537), String(repeating: ".", count: 60_000),
        jwt(String(repeating: "[", count: 9_000)), jwt(#"{"a":"# + String(repeating: "[", count: 9_000)),
        jwt(#"{"a":"# + String(repeating: "[", count: 40) + String(repeating: "]", count: 40) + "}"),
        jwt("{"), jwt(#"{"a""#), jwt(#"{"a"\"#), jwt("{\"\\"), jwt(#"{"a":1e999}"#),
    ])
    func `what is no JWT is opaque, whatever it is`(token: String) {
        guard case .opaque(let reason) = JWTClaims.read(Secret(token)) else {
            Issue.record("read")
            return
        }
        #expect(!reason.isEmpty && reason.count < 60)
    }

    @Test func `an empty signature is no obstacle, and five segments are encrypted`() {
        #expect(JWTClaims.read("e30.e30.").claims != nil)
        let header = Base64URL.encode(#"{"alg":"dir","enc":"A256GCM"}"#.utf8)
        #expect(JWTClaims.read("\(header)..aa.bb.cc") == .encrypted)
        #expect(JWTClaims.read("e30..aa.bb.cc").claims == nil)
    }

    @Test(arguments: [
        (#"{"sub":"a","sub":"b"}"#, ["sub"]), (#"{"sub":"a","\u0073ub":"b"}"#, ["sub"]),
        (#"{"a":1,"b":2,"a":3,"b":4,"a":5}"#, ["a", "b"]), (#"{ "a" : "a", "b":["a","a"], "c":{"a":1} }"#, []),
        (#"{"a":"\"a\":1","b":"a"}"#, []),
    ])
    func `claims that come twice are reported (RFC 7519 §4)`(payload: String, repeated: [String]) {
        #expect(JWTClaims.read(jwt(payload)).claims?.repeatedClaims == repeated)
    }

    @Test(arguments: [
        ("9223372036854775807", nil), ("-9223372036854775808", nil), ("1e300", nil), ("-1", nil),
        ("\"1795000000\"", nil),
        ("null", nil), ("true", nil), ("253402300799", 253_402_300_799), ("0", 0),
    ])
    func `a moment is a moment or nothing`(number: String, seconds: Int?) {
        #expect(JWTClaims.read(jwt("{\"exp\":\(number)}")).claims?.moment("exp")?.rawValue == seconds)
    }

    @Test func `any mutation of a token is read to its end`() {
        var random = SplitMix(seed: 11)
        let base = Array(jwt(#"{"sub":"a","aud":["x"],"exp":1,"act":{"sub":"b"},"roles":[]}"#).utf8)
        for _ in 0..<2_000 {
            var bytes = base
            for _ in 0..<3 {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let reading = JWTClaims.read(Secret(bytes))
            let verdict = PrincipalVerdict.judge(reading, clientID: "a", grant: .clientCredentials)
            #expect(!reading.words.isEmpty && !verdict.evidence.isEmpty)
        }
    }

    @Test(
        arguments: [
            (#"{"aud":"https://m.example/mcp","exp":1795000600}"#, []),
            (#"{"aud":["x","https://m.example/mcp"],"exp":1795000600}"#, []),
            (#"{"exp":1795000600}"#, ["no `aud`"]),
            (#"{"aud":"https://m.example/mcp/","exp":1795000600}"#, ["final slash"]),
            (#"{"aud":"client","exp":1795000600}"#, ["client's own id"]),
            (
                #"{"aud":"https://other.example","exp":1795000600}"#,
                ["not bound to this resource: `aud` is https://other"]
            ),
            (
                #"{"aud":"https://m.example/mcp","at_hash":"x","nonce":"y","exp":1795000600}"#,
                ["ID token (it has `at_hash` and `nonce`)"]
            ),
            (#"{"aud":"https://m.example/mcp","token_use":"id","exp":1795000600}"#, ["ID token"]),
            (#"{"aud":"https://m.example/mcp","exp":1794999999}"#, ["ended at 2026-"]),
            (#"{"aud":"https://m.example/mcp"}"#, ["no `exp`"]),
            (#"{"aud":"https://m.example/mcp","exp":"soon"}"#, ["no moment"]),
            (#"{"aud":"https://m.example/mcp","exp":1795000600,"nbf":1795000300}"#, ["not valid before"]),
            (#"{"aud":"https://m.example/mcp","exp":1795000600,"iss":"https://evil.example"}"#, ["profile's issuer"]),
            (#"{"aud":"https://m.example/mcp","exp":1795000600,"azp":"other"}"#, ["another client: other"]),
            (#"{"aud":"https://m.example/mcp","exp":1795000600,"exp":1795000600}"#, ["more than once"]),
        ] as [(String, [String])])
    func `an operator is warned (RS-3, RS-5, peers G8, G9)`(payload: String, expected: [String]) throws {
        let warnings = try #require(JWTClaims.read(jwt(payload)).claims).warnings(
            resource: "https://m.example/mcp", clientID: "client", issuer: "https://as.example",
            at: Timestamp(1_795_000_000))
        #expect(warnings.count == expected.count, "\(warnings)")
        for (warning, words) in zip(warnings, expected) { #expect(warning.contains(words), "\(warning)") }
    }

    @Test func `an unsigned token is told, and Keycloak's recipe given`() throws {
        let claims = try #require(JWTClaims.read(jwt("{}", header: #"{"alg":"None"}"#)).claims)
        let warnings = claims.warnings(
            resource: "https://m.example/mcp", clientID: "client", issuer: nil, preset: ProviderPreset(.keycloak),
            at: Timestamp(0))
        #expect(warnings.contains { $0.contains("not signed") })
        #expect(warnings.contains { $0.contains("Included Custom Audience: https://m.example/mcp") })
        #expect(!warnings.contains { $0.contains("\n") })
        let bare = try #require(JWTClaims.read(jwt("{}", header: "{}")).claims)
        let told = bare.warnings(resource: "r", clientID: "c", issuer: nil, at: Timestamp(0))
        #expect(told.contains { $0.contains("no algorithm") })
    }

    @Test func `a claim cannot steer a terminal`() throws {
        let bad = #"\u001b[2J\u202e"#
        let payload =
            #"{"aud":"\#(bad)","iss":"\#(bad)","azp":"\#(bad)","sub":"\#(bad)","idtyp":"\#(bad)","act":{"sub":"\#(bad)"},"\#(bad)":1,"\#(bad)":2}"#
        let reading = JWTClaims.read(jwt(payload))
        let warnings = try #require(reading.claims).warnings(
            resource: "r", clientID: "c", issuer: "i", at: Timestamp(0))
        let verdict = PrincipalVerdict.judge(reading, clientID: "c", grant: .clientCredentials)
        for line in warnings + verdict.evidence.map(\.words) {
            #expect(line.unicodeScalars.allSatisfy { $0.isSafeToShow }, "\(line.debugDescription)")
        }
    }
}
