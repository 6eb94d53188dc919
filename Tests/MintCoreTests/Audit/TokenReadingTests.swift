import MintCore
import TestSupport
import Testing

@Suite struct TokenReadingTests {
    private func reading(_ claims: String, header: String = #"{"alg":"ES256","typ":"at+jwt"}"#) -> TokenReading {
        let token = [header, claims].map { Base64URL.encode(Array($0.utf8)) }.joined(separator: ".") + ".c2lnbmVk"
        return TokenReading(Secret(token), of: record, at: Practice.start)
    }

    private var record: ProfileRecord {
        ProfileRecord(profile: Practice.profile("billing"), token: Practice.token(3))
    }

    @Test func `claims that are defined are shown in their order, moments as moments`() {
        let found = reading(#"{"sub":"client","exp":1795003600,"aud":["https://mcp.example","b"],"scope":"a b"}"#)
        #expect(found.claims.map(\.name) == ["alg", "typ", "sub", "aud", "exp", "scope"])
        #expect(found.claims.first { $0.name == "exp" }?.value == Timestamp(1_795_003_600).utcText)
        #expect(found.isJWT && found.isForResource == true && found.generation == 3)
    }

    @Test func `of all other claims the names are told, never the values`() {
        let found = reading(#"{"sub":"client","password":"hunter2","urn:x":{"access_token":"abc"}}"#)
        #expect(found.withheld == ["password", "urn:x"])
        #expect(!"\(found)".contains("hunter2") && !"\(found)".contains("abc") && !"\(found)".contains("c2lnbmVk"))
    }

    @Test(
        arguments: [
            (#"{"aud":"https://mcp.example"}"#, true), (#"{"aud":"https://other.example"}"#, false), ("{}", nil),
        ] as [(String, Bool?)])
    func `the audience is held against the resource`(claims: String, expected: Bool?) {
        #expect(reading(claims).isForResource == expected)
    }

    @Test func `what steers a terminal is taken out of every word`() {
        let found = reading(
            "{\"sub\":\"a\u{202E}b\",\"iss\":\"x\\u001b[2J\",\"o\u{2066}dd\":1}", header: #"{"alg":"\u001b]0;x"}"#)
        let words = found.claims.map(\.value) + found.withheld + found.warnings + found.evidence
        #expect(words.allSatisfy { word in word.unicodeScalars.allSatisfy { $0.isSafeToShow } })
    }

    @Test(arguments: ["opaque-token", "a.b.c", "", "e30.e30"])
    func `a token that is no JWT says so, and nothing else`(token: String) {
        let found = TokenReading(Secret(token), of: record, at: Practice.start)
        #expect(!found.isJWT && found.claims.isEmpty && found.withheld.isEmpty && found.form.contains("opaque"))
        #expect(token.isEmpty || !"\(found)".contains(token))
    }
}
