import MintCore
import SampleKeys
import Testing

@Suite struct SigningAlgorithmChoiceTests {
    static let keys = [
        "p256": PlainKeys.p256, "p384": PlainKeys.p384, "ed": PlainKeys.ed25519, "rsa": PlainKeys.rsa2048,
    ]

    func choose(_ key: String, _ asked: SigningAlgorithm?, _ supported: [String]?) throws -> SigningAlgorithm.Choice {
        let file = try #require(Self.keys[key])
        return try SigningAlgorithm.choose(for: SigningKey(Secret(file)), asked: asked, supported: supported)
    }

    @Test(arguments: [
        ("p256", ["RS256", "ES256"], "ES256"), ("p384", ["ES256", "ES384"], "ES384"),
        ("ed", ["RS256", "EdDSA"], "EdDSA"), ("ed", ["Ed25519"], "Ed25519"), ("ed", ["Ed25519", "EdDSA"], "EdDSA"),
        ("rsa", ["RS256"], "RS256"), ("rsa", ["PS256"], "PS256"), ("rsa", ["RS256", "PS256"], "PS256"),
        ("rsa", ["PS256", "RS256"], "PS256"),
    ])
    func `key and list meet (JA-8)`(key: String, supported: [String], name: String) throws {
        let choice = try choose(key, nil, supported)
        #expect(choice.name == name)
        #expect(choice.algorithm == SigningAlgorithm(argument: name))
        #expect(choice.warning == nil)
    }

    @Test(
        arguments: [("p256", "ES256"), ("p384", "ES384"), ("ed", "EdDSA"), ("rsa", "RS256")], [nil, []] as [[String]?])
    func `a silent server gets the key's first, with a warning`(expected: (String, String), supported: [String]?) throws
    {
        let choice = try choose(expected.0, nil, supported)
        #expect(choice.name == expected.1)
        #expect(choice.warning?.contains(expected.1) == true)
    }

    @Test(arguments: [
        ("p256", ["RS256", "ES384"]), ("p384", ["ES256"]), ("ed", ["eddsa", "ED25519"]),
        ("rsa", ["RS512", "none", "HS256"]),
    ])
    func `no match names both lists`(key: String, supported: [String]) throws {
        let own = try SigningKey(Secret(try #require(Self.keys[key]))).algorithms.map(\.rawValue)
        #expect(throws: SigningKeyError.noCommonAlgorithm(key: own, server: supported)) {
            try choose(key, nil, supported)
        }
        let headline = SigningKeyError.noCommonAlgorithm(key: own, server: supported).headline
        #expect((own + supported).allSatisfy(headline.contains))
    }

    @Test func `the operator's word beats the list, with a warning`() throws {
        let listed = try choose("rsa", .rs256, ["PS256", "RS256"])
        #expect(listed.algorithm == .rs256 && listed.name == "RS256" && listed.warning == nil)
        let blind = try choose("rsa", .ps256, nil)
        #expect(blind.algorithm == .ps256 && blind.name == "PS256" && blind.warning == nil)
        let unlisted = try choose("rsa", .rs256, ["PS256"])
        #expect(unlisted.algorithm == .rs256 && unlisted.warning?.contains("RS256") == true)
        #expect(try choose("ed", .edDSA, ["Ed25519"]).name == "Ed25519")
    }

    @Test(arguments: [("p256", SigningAlgorithm.rs256), ("rsa", .es256), ("p384", .es256), ("ed", .ps256)])
    func `what the key cannot do is refused even when asked for`(key: String, asked: SigningAlgorithm) throws {
        let kind = try SigningKey(Secret(try #require(Self.keys[key]))).kind
        #expect(throws: SigningKeyError.algorithmUnfit(asked.rawValue, kind)) {
            try choose(key, asked, [asked.rawValue])
        }
    }

    @Test func `a key that declares its algorithm keeps to it (JA-8)`() throws {
        var members = try KeyText.members(PrivateJWKs.rsa2048)
        members["alg"] = "RS256"
        let key = try SigningKey(Secret(JSONValue.object(members).serialized()))
        let both = ["PS256", "RS256"]
        #expect(try SigningAlgorithm.choose(for: key, asked: nil, supported: both).algorithm == .rs256)
        #expect(throws: SigningKeyError.algorithmUnfit("PS256", .rsa(bits: 2048))) {
            try SigningAlgorithm.choose(for: key, asked: .ps256, supported: both)
        }
    }
}
