import MintCore
import TestSupport
import Testing

@Suite struct ChallengeTests {
    @Test func `a lone scheme is a challenge without parameters (WA-1)`() {
        let challenges = Challenge.parse(["Bearer"])
        #expect(challenges.map(\.scheme) == ["Bearer"])
        #expect(challenges[0].parameters.isEmpty && challenges[0].token68 == nil)
    }

    @Test(arguments: [
        (
            #"Bearer resource_metadata="https://a.example/.well-known/oauth-protected-resource/mcp""#,
            ["resource_metadata": "https://a.example/.well-known/oauth-protected-resource/mcp"]
        ),
        (
            #"Bearer scope="files:write", resource_metadata="https://m.example/x", error="insufficient_scope""#,
            ["scope": "files:write", "resource_metadata": "https://m.example/x", "error": "insufficient_scope"]
        ),
        (#"bearer REALM="x""#, ["realm": "x"]),
        (#"Bearer scope="a" , , error=invalid_token"#, ["scope": "a", "error": "invalid_token"]),
        (#"Bearer realm = "x" , error = y"#, ["realm": "x", "error": "y"]),
        ("Bearer resource_metadata=https://m.example/p", ["resource_metadata": "https://m.example/p"]),
        (#"Bearer error_description="never closed"#, ["error_description": "never closed"]),
        (
            #"DPoP algs="ES256 PS256", resource_metadata="https://m.example/p""#,
            ["algs": "ES256 PS256", "resource_metadata": "https://m.example/p"]
        ),
    ])
    func `one challenge is read (WA-2, WA-3)`(line: String, parameters: [String: String]) {
        let challenges = Challenge.parse([line])
        #expect(challenges.count == 1)
        #expect(challenges.first?.parameters == parameters)
    }

    @Test func `a quoted comma starts nothing, and an escape is undone (WA-3)`() {
        let challenges = Challenge.parse([
            #"Basic realm="a, b", Bearer error="invalid_token", error_description="say \"hi\"""#
        ])
        #expect(challenges.map(\.scheme) == ["Basic", "Bearer"])
        #expect(challenges[0].parameters == ["realm": "a, b"])
        #expect(challenges[1].errorDescription == #"say "hi""#)
    }

    @Test func `a token68 belongs to its scheme`() {
        let challenges = Challenge.parse(["Negotiate YWJj==, Bearer realm=x"])
        #expect(challenges.map(\.token68) == ["YWJj==", nil])
        #expect(challenges[1].parameters == ["realm": "x"])
    }

    @Test func `field lines add up (WA-1)`() {
        let challenges = Challenge.parse(["Newauth a=1", "bearer scope=read"])
        #expect(challenges.map(\.scheme) == ["Newauth", "bearer"])
        #expect(challenges[1].scopes == ["read"])
    }

    @Test func `the first of two equal parameters counts, and the second is reported (WA-4)`() {
        let challenge = Challenge.parse([#"Bearer scope="a", scope="b""#])[0]
        #expect(challenge.scopes == ["a"])
        #expect(challenge.duplicates == ["scope"])
    }

    @Test func `an unquoted URL is taken and flagged`() {
        #expect(Challenge.parse(["Bearer resource_metadata=https://m.example/p"])[0].unquoted == ["resource_metadata"])
    }

    @Test func `metadata is found in any scheme, Bearer first (WA-5)`() {
        let both = Challenge.parse([
            #"Basic resource_metadata="https://b.example""#, #"Bearer resource_metadata="https://a.example""#,
        ])
        #expect(both.leading?.resourceMetadata == "https://a.example")
        #expect(
            Challenge.parse([#"DPoP resource_metadata="https://d.example""#]).leading?.resourceMetadata
                == "https://d.example")
        #expect(Challenge.parse(["Basic realm=x"]).leading == nil)
    }

    @Test func `scope tokens with other characters are dropped (WA-11)`() {
        #expect(Challenge.parse(["Bearer scope=\"a b a caf\u{E9} \u{1B}[2J\""])[0].scopes == ["a", "b"])
        #expect(Challenge.parse([#"Bearer scope="""#])[0].scopes == nil)
    }

    @Test(arguments: [
        "", ",", "=", "===", "\"", "\"\\", "Bearer \"", "Bearer =", "Bearer a=", "Bearer a=\"\\", ", , ,", "\u{0}",
        "Bearer \u{0}=\u{1}",
        String(repeating: "a=\"", count: 9_000), String(repeating: "Bearer,", count: 9_000), "🙂 = 🙂",
    ])
    func `hostile lines end (WA-10)`(line: String) {
        #expect(Challenge.parse([line]).count <= 64)
    }

    @Test func `any mutation of a challenge ends`() {
        var random = SplitMix(seed: 7)
        let base = Array(#"Basic realm="a, b", Bearer error="invalid_token", scope="a b", x=y== , DPoP algs="E""#.utf8)
        for _ in 0..<3_000 {
            var bytes = base
            for _ in 0..<4 {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            #expect(Challenge.parse([String(decoding: bytes, as: UTF8.self)]).count <= 64)
        }
    }
}
