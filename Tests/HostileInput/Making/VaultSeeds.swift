import MintCore

@testable import MintKeyring

/// Vault keys and what is sealed under them, the same in every run.
enum VaultSeeds {
    static let passphrase = Secret("correct horse battery staple")
    static let canary = "hush-hush-canary"
    static let item = KeyringKey(profile: ProfileID(rawValue: "an-item"), kind: .clientSecret, generation: 3)
    static let binding = SecretBinding(
        profileName: "p", issuer: "https://as.example", tokenEndpointOrigin: "https://as.example:8443")

    static func jwk(_ id: String) -> JSONValue {
        ["kty": "oct", "alg": "A256GCM", "kid": .string(id), "k": .string(String(repeating: "A", count: 43))]
    }

    static let set: JSONValue = ["keys": [jwk("one"), jwk("two")], "current": "two"]
    static let key = VaultKey(jwk: jwk("one"))
    static let header = VaultHeader(keyID: "one", item, binding).json
    /// Made by another JOSE tool (joserfc): the key `one` under the passphrase, in 1,000 rounds.
    static let envelopeText = """
        eyJhbGciOiJQQkVTMi1IUzUxMitBMjU2S1ciLCJlbmMiOiJBMjU2R0NNIiwiY3R5IjoiandrK2pzb24iLCJwMnMiOiJNVEl6TkRV\
        Mk56ZzVNREV5TXpRMU5nIiwicDJjIjoxMDAwLCJrZXlzIjpbIm9uZSJdfQ.sb8WmblRuesMKfzG0C15oYOYHnzQI2DPaYLU8ZujO\
        U8J1L-CFsQZeQ.fWZWJjt2cRNpSQYV.9zKzFEE35SHlGeeZSyLCHIHbs1buR9qyvJhmUyKbKsAx-\
        V0p7OiNbdDZEtzNBOW8E87wHZq9JNolQs8vQjcpAG2fE0dAWfPVzfdxQfKbZga0OW-OutL0G7-b8A.M7YKVhR3-tCGULZhmi5BSg
        """
    static let envelope = try? PassphraseEnvelope(file: Array(envelopeText.utf8))

    static let headerMembers = [
        Member("alg", "dir"), Member("enc", "A256GCM"), Member("typ", "mintmark-secret+jwe"),
        Member("kid", "one", "two"),
        Member("profile", "an-item"), Member("kind", "client-secret", "access-token"), Member("generation", 3),
        Member("endpoint_origin", "https://as.example:8443"), Member("iss", "https://as.example"),
    ]
    static let keyMembers = [
        Member("kty", "oct"), Member("alg", "A256GCM"), Member("kid", "one", "two", ""),
        Member("k", .string(String(repeating: "A", count: 43)), .string(String(repeating: "A", count: 42))),
    ]
    static let envelopeMembers = [
        Member("alg", "PBES2-HS512+A256KW"), Member("enc", "A256GCM"), Member("cty", "jwk+json"),
        Member("p2s", "AAAAAAAAAAAAAAAAAAAAAA", "AAAA"), Member("p2c", 1000, 210_000, 2_000_000, 2_000_001),
        Member("keys", ["one"], ["two", "one"], []),
    ]
}
