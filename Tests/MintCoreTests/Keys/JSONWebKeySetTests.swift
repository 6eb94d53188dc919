import MintCore
import SampleKeys
import Testing

@Suite struct JSONWebKeySetTests {
    static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

    @Test(arguments: SigningKeyReadingTests.forms + SigningKeyReadingTests.jwks)
    func `a public JWK holds the public members and no others (RO-10)`(form: SigningKeyReadingTests.Form) throws {
        let key = try SigningKey(Secret(form.file))
        let members = try #require(key.publicJWK(keyID: "k").members)
        var expected: Set = ["kty", "use", "kid"]
        switch form.kind {
        case .p256, .p384: expected.formUnion(["alg", "crv", "x", "y"])
        case .ed25519: expected.formUnion(["alg", "crv", "x"])
        case .rsa: expected.formUnion(["n", "e"])
        }
        #expect(Set(members.keys) == expected)
        #expect(members["use"] == "sig" && members["kid"] == "k")
    }

    @Test(arguments: SigningKeyReadingTests.jwks)
    func `a private JWK put in leaves nothing private behind (RO-10)`(form: SigningKeyReadingTests.Form) throws {
        var members = try KeyText.members(form.file)
        let secrets = Self.privateMembers.compactMap { members[$0]?.text }
        members["kid"] = "k"
        members["nested"] = .object(members)
        members["e2"] = members["d"]
        members["alg"] = .array([members["d"] ?? .null])
        let text = try JSONWebKeySet([.object(members)]).json.serialized()
        #expect(!secrets.isEmpty && !secrets.contains(where: text.contains))
        let published = try #require(JSONValue(bytes: Array(text.utf8))?["keys"]?.items?.first?.members)
        #expect(Set(published.keys).isDisjoint(with: Self.privateMembers))
        #expect(published["use"] == "sig")
    }

    @Test func `two keys are published with their own ids`() throws {
        let keys = try [PlainKeys.p256, PlainKeys.rsa2048].map { try SigningKey(Secret($0)) }
        let set = try JSONWebKeySet([keys[0].publicJWK(), keys[1].publicJWK(algorithm: .ps256)])
        #expect(set.json["keys"]?.items?.map { $0["kid"]?.text } == [Thumbprints.p256, Thumbprints.rsa2048])
        #expect(set.json["keys"]?.items?.map { $0["alg"]?.text } == ["ES256", "PS256"])
    }

    @Test func `what must not be published is refused`() throws {
        let key = try SigningKey(Secret(PlainKeys.p256)).publicJWK()
        #expect(throws: SigningKeyError.keyIDTaken(Thumbprints.p256)) { try JSONWebKeySet([key, key]) }
        #expect(throws: SigningKeyError.symmetricKey) { try JSONWebKeySet([["kty": "oct", "kid": "1", "k": "AAAA"]]) }
        #expect(throws: SigningKeyError.notAKey) { try JSONWebKeySet([["kty": "EC"]]) }
        #expect(throws: SigningKeyError.notAKey) { try JSONWebKeySet(["text"]) }
        #expect(try JSONWebKeySet([]).json == ["keys": []])
    }
}
