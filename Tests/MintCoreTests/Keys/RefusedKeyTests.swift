import Foundation
import MintCore
import SampleKeys
import Testing

@Suite struct RefusedKeyTests {
    @Test(
        arguments: [
            ("", .empty), (" \r\n\t \n", .empty), ("\u{FEFF}\n", .empty),
            ("hello", .notAKey), ("-----BEGIN-----", .notAKey), ("[]", .notAKey), ("{}", .notAKey),
            ("{\"keys\":[]}", .notAKey),
            ("{\"type\":\"service_account\"}", .notAKey),
            ("PuTTY-User-Key-File-3: ssh-rsa\n", .unsupportedFormat(.putty)),
            ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI me@host", .publicOnly(.publicKey)),
            ("ecdsa-sha2-nistp256 AAAA me@host", .publicOnly(.publicKey)),
            (RefusedKeys.publicKey, .publicOnly(.publicKey)), (RefusedKeys.rsaPublicKeyPKCS1, .publicOnly(.publicKey)),
            (RefusedKeys.certificate, .publicOnly(.certificate)),
            (RefusedKeys.certificateRequest, .publicOnly(.certificateRequest)), (RefusedKeys.parametersAlone, .notAKey),
            (RefusedKeys.p521, .unsupportedKey("an EC key on P-521")),
            (RefusedKeys.secp256k1, .unsupportedKey("an EC key on secp256k1")),
            (RefusedKeys.brainpool, .unsupportedKey("an EC key on brainpoolP256r1")),
            (RefusedKeys.explicitCurve, .unsupportedFormat(.explicitCurve)),
            (RefusedKeys.ed448, .unsupportedKey("an Ed448 key")),
            (RefusedKeys.x25519, .unsupportedKey("an X25519 key")),
            (RefusedKeys.dsa, .unsupportedKey("a DSA key")), (RefusedKeys.dsaTraditional, .unsupportedKey("a DSA key")),
            (RefusedKeys.rsa1024, .weakRSA(bits: 1024)),
            (RefusedKeys.rsaPSS, .unsupportedKey("an RSA key restricted to PSS (id-RSASSA-PSS)")),
            (RefusedKeys.openSSH, .unsupportedFormat(.openSSH)),
            (PlainKeys.p256 + "\n" + PlainKeys.ed25519, .severalKeys(2)),
            (
                "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nAAAA\n-----END PGP PRIVATE KEY BLOCK-----",
                .unsupportedFormat(.openPGP)
            ),
        ] as [(String, SigningKeyError)])
    func `what is no usable key is told apart (JA-9, JA-14)`(file: String, error: SigningKeyError) {
        #expect(KeyText.refusal(Secret(file)) == error)
        #expect(!SigningKey.isEncrypted(Secret(file)))
    }

    @Test(
        arguments: [
            (RefusedKeys.publicKey, .publicOnly(.publicKey)), (RefusedKeys.rsaPublicKeyPKCS1, .publicOnly(.publicKey)),
            (RefusedKeys.certificate, .publicOnly(.certificate)),
            (RefusedKeys.certificateRequest, .publicOnly(.certificateRequest)),
            (RefusedKeys.dsaTraditional, .unsupportedKey("a DSA key")),
            (RefusedKeys.ed448, .unsupportedKey("an Ed448 key")),
            (RefusedKeys.rsa1024, .weakRSA(bits: 1024)),
            ("-----BEGIN X-----\n\(RefusedKeys.pkcs12)\n-----END X-----", .unsupportedFormat(.pkcs12)),
        ] as [(String, SigningKeyError)])
    func `binary files are told apart by their structure`(pem: String, error: SigningKeyError) throws {
        #expect(KeyText.refusal(Secret(try KeyText.der(pem))) == error)
    }

    @Test(
        arguments: [
            (["kty": "oct", "k": "c2VjcmV0"], .symmetricKey),
            (["keys": [["kty": "oct", "k": "c2VjcmV0"]]], .symmetricKey),
            (["kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"], .publicOnly(.jwk)),
            (["keys": [["kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"]]], .publicOnly(.jwk)),
            (["kty": "EC", "crv": "P-521", "d": "AA", "x": "AA", "y": "AA"], .unsupportedKey("an EC key on P-521")),
            (["kty": "EC", "crv": "secp256k1", "d": "AA"], .unsupportedKey("an EC key on secp256k1")),
            (["kty": "OKP", "crv": "X25519", "d": "AA", "x": "AA"], .unsupportedKey("a key on X25519")),
            (["kty": "OKP", "crv": "Ed448", "d": "AA", "x": "AA"], .unsupportedKey("a key on Ed448")),
            (["kty": "AKP", "d": "AA"], .unsupportedKey("a JWK of type AKP")),
            (["kty": "EC\u{1B}[2J", "d": "AA"], .unsupportedKey("a JWK of type EC[2J")),
            (
                ["kty": "EC", "crv": "P-256", "d": "AQ", "use": "enc"],
                .unsupportedKey("a key for encryption (use: enc)")
            ),
            (["kty": "EC", "crv": "P-256", "d": "AQ", "y": "AQ"], .damaged("it has no member x")),
            (
                ["kty": "EC", "crv": "P-256", "d": "AQ==", "x": "AQ", "y": "AQ"],
                .damaged("its member d is not base64url")
            ),
            (["kty": "EC", "crv": "P-256", "d": "", "x": "AQ", "y": "AQ"], .damaged("its member d is not base64url")),
            (["kty": "EC", "crv": "P-256", "d": 7, "x": "AQ", "y": "AQ"], .damaged("it has no member d")),
            (
                ["kty": "EC", "crv": "P-256", "d": "AA", "x": "AQ", "y": "AQ"],
                .damaged("its private number is not on its curve")
            ),
            (["kty": "OKP", "crv": "Ed25519", "d": "AA", "x": "AA"], .damaged("an Ed25519 key has 32 octets")),
            (["kty": "RSA", "n": "AQ", "e": "AQAB", "d": "AQ"], .damaged("it has no member p")),
        ] as [(JSONValue, SigningKeyError)])
    func `JWKs are told apart`(jwk: JSONValue, error: SigningKeyError) {
        #expect(KeyText.refusal(Secret(jwk.serialized())) == error)
    }

    @Test func `a set with two private keys is ambiguous`() throws {
        let keys = try [PrivateJWKs.p256, PrivateJWKs.ed25519].map { JSONValue.object(try KeyText.members($0)) }
        #expect(KeyText.refusal(Secret(JSONValue.object(["keys": .array(keys)]).serialized())) == .severalKeys(2))
    }

    @Test(arguments: ["ES384", "RS256", "HS256", "none", "ECDH-ES"])
    func `a JWK that declares an algorithm not its own is refused (JA-9)`(name: String) throws {
        var members = try KeyText.members(PrivateJWKs.p256)
        members["alg"] = .string(name)
        #expect(KeyText.refusal(Secret(JSONValue.object(members).serialized())) == .algorithmUnfit(name, .p256))
    }

    @Test(arguments: [PrivateJWKs.p256, PrivateJWKs.p384, PrivateJWKs.ed25519])
    func `a public half of another key is damage`(jwk: String) throws {
        var members = try KeyText.members(jwk)
        members["x"] = .string(Base64URL.encode(Array(repeating: 9, count: members["crv"] == "P-384" ? 48 : 32)))
        let error = KeyText.refusal(Secret(JSONValue.object(members).serialized()))
        #expect(error == .damaged("its public half does not belong to its private half"))
    }

    @Test(arguments: ["n", "e", "d", "p", "q", "dp", "dq", "qi"])
    func `an RSA number changed is damage`(member: String) throws {
        var members = try KeyText.members(PrivateJWKs.rsa2048)
        var octets = try #require(members[member]?.text.flatMap { Base64URL.decode($0) })
        octets[octets.count - 1] ^= 2
        members[member] = .string(Base64URL.encode(octets))
        let error = KeyText.refusal(Secret(JSONValue.object(members).serialized()))
        #expect(error == .damaged("its RSA numbers do not fit together"))
    }

    @Test(arguments: [
        (PlainKeys.p256.replacing("-----END PRIVATE KEY-----", with: ""), "its END line is missing"),
        (PlainKeys.p256.replacing("END PRIVATE", with: "END PUBLIC"), "its BEGIN and END lines differ"),
        (PlainKeys.p256.replacing("\n", with: " "), "its PEM line breaks are lost"),
        (PlainKeys.p256.replacing("\n", with: "\\n"), "its PEM line breaks are lost"),
        ("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", "its text is not Base64"),
        ("-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----", "its text is not Base64"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "it is cut short or is not DER inside"),
        ("-----BEGIN PRIVATE KEY-----\n" + PlainKeys.p256, "a PEM block begins inside another"),
        ("{\"kty\":", "it is not sound JSON"),
    ])
    func `damage says where`(file: String, reason: String) {
        #expect(KeyText.refusal(Secret(file)) == .damaged(reason))
    }
}
