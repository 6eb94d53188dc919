import Crypto
import MintCore
import SampleKeys
import Testing

@Suite struct SigningKeyReadingTests {
    struct Form: Sendable, CustomTestStringConvertible {
        var name: String
        var file: String
        var kind: SigningKey.Kind
        var thumbprint: String
        var testDescription: String { name }
    }

    static let forms = [
        Form(name: "P-256 PKCS#8", file: PlainKeys.p256, kind: .p256, thumbprint: Thumbprints.p256),
        Form(name: "P-256 SEC1", file: PlainKeys.p256SEC1, kind: .p256, thumbprint: Thumbprints.p256),
        Form(
            name: "P-256 after EC PARAMETERS", file: PlainKeys.otherP256WithParameters, kind: .p256,
            thumbprint: Thumbprints.otherP256),
        Form(name: "P-384 PKCS#8", file: PlainKeys.p384, kind: .p384, thumbprint: Thumbprints.p384),
        Form(name: "P-384 SEC1", file: PlainKeys.p384SEC1, kind: .p384, thumbprint: Thumbprints.p384),
        Form(name: "Ed25519 PKCS#8", file: PlainKeys.ed25519, kind: .ed25519, thumbprint: Thumbprints.ed25519),
        Form(name: "RSA PKCS#8", file: PlainKeys.rsa2048, kind: .rsa(bits: 2048), thumbprint: Thumbprints.rsa2048),
        Form(name: "RSA PKCS#1", file: PlainKeys.rsa2048PKCS1, kind: .rsa(bits: 2048), thumbprint: Thumbprints.rsa2048),
    ]

    static let jwks = [
        Form(name: "P-256 JWK", file: PrivateJWKs.p256, kind: .p256, thumbprint: Thumbprints.p256),
        Form(name: "P-384 JWK", file: PrivateJWKs.p384, kind: .p384, thumbprint: Thumbprints.p384),
        Form(name: "Ed25519 JWK", file: PrivateJWKs.ed25519, kind: .ed25519, thumbprint: Thumbprints.ed25519),
        Form(name: "RSA JWK", file: PrivateJWKs.rsa2048, kind: .rsa(bits: 2048), thumbprint: Thumbprints.rsa2048),
    ]

    @Test(arguments: forms + jwks)
    func `each form gives its key (JA-14)`(form: Form) throws {
        let key = try SigningKey(Secret(form.file))
        #expect(key.kind == form.kind)
        #expect(key.thumbprint == form.thumbprint)
        #expect(key.algorithms == form.kind.algorithms)
        #expect(!SigningKey.isEncrypted(Secret(form.file)))
    }

    @Test(arguments: forms)
    func `each form reads from its binary file, too`(form: Form) throws {
        let file = Secret(try KeyText.der(form.file))
        #expect(try SigningKey(file).thumbprint == form.thumbprint)
        #expect(!SigningKey.isEncrypted(file))
    }

    @Test(arguments: forms + jwks)
    func `what is stored reads back, and is the same each time`(form: Form) throws {
        let key = try SigningKey(Secret(form.file))
        let again = try SigningKey(key.serialized)
        #expect(again.thumbprint == form.thumbprint)
        #expect(again.serialized == key.serialized)
        let isPKCS8 = key.serialized.withText { $0.hasPrefix("-----BEGIN PRIVATE KEY-----\n") }
        #expect(isPKCS8 == true)
    }

    @Test(arguments: [
        "\u{FEFF}" + PlainKeys.p256, PlainKeys.p256.replacing("\n", with: "\r\n"),
        PlainKeys.p256.replacing("\n", with: "\r"), "\n\n  \n" + PlainKeys.p256 + "\n\n\n",
        PlainKeys.p256.replacing("\n", with: " \t\n"),
        "Bag Attributes\n    localKeyID: C9 D4\nKey Attributes: <No Attributes>\n" + PlainKeys.p256,
        RefusedKeys.certificate + "\n" + PlainKeys.p256, PlainKeys.p256 + "\n" + RefusedKeys.publicKey,
        // A label says little: the structure decides.
        PlainKeys.p256SEC1.replacing("EC PRIVATE KEY", with: "PRIVATE KEY"),
    ])
    func `line ends, blanks, attributes and neighbours do not matter`(file: String) throws {
        #expect(try SigningKey(Secret(file)).thumbprint == Thumbprints.p256)
    }

    @Test func `a key set with one private key gives it`() throws {
        var neighbour = try KeyText.members(PrivateJWKs.p384)
        neighbour["d"] = nil
        let own = try KeyText.members(PrivateJWKs.p256)
        let set: JSONValue = ["keys": [.object(neighbour), .object(own), ["kty": "oct", "k": "AAAA"], 7]]
        #expect(try SigningKey(Secret(set.serialized())).thumbprint == Thumbprints.p256)
    }

    @Test func `a JWK's own id and algorithm are kept, and bind it (JA-8)`() throws {
        var members = try KeyText.members(PrivateJWKs.rsa2048)
        (members["alg"], members["kid"], members["use"]) = ("PS256", "2026-11", "sig")
        let key = try SigningKey(Secret(JSONValue.object(members).serialized()))
        #expect(key.algorithms == [.ps256])
        #expect(key.declaredKeyID == "2026-11")
        #expect(key.publicJWK()["alg"] == "PS256" && key.publicJWK()["kid"] == .string(Thumbprints.rsa2048))
        #expect(try SigningKey(key.serialized).declaredAlgorithm == nil)
    }

    @Test(arguments: [[5], [0, 5], Array(repeating: 0, count: 32) + [5]] as [[UInt8]])
    func `a scalar of any width is the same key`(scalar: [UInt8]) throws {
        let key = try P256.Signing.PrivateKey(rawRepresentation: Array(repeating: 0, count: 31) + [5])
        let curve: [UInt8] = [0x06, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7]
        let sec1 = CraftedDER.sequence(
            CraftedDER.integer([1]), CraftedDER.octets(scalar), CraftedDER.element(0xA0, curve),
            CraftedDER.element(0xA1, CraftedDER.element(0x03, [0], Array(key.publicKey.compressedRepresentation))))
        let raw = key.publicKey.rawRepresentation
        let jwk: JSONValue = [
            "kty": "EC", "crv": "P-256", "d": .string(Base64URL.encode(scalar)),
            "x": .string(Base64URL.encode(raw.prefix(32))), "y": .string(Base64URL.encode(raw.suffix(32))),
        ]
        let fromPEM = try SigningKey(Secret(key.pemRepresentation))
        #expect(try SigningKey(Secret(sec1)).thumbprint == fromPEM.thumbprint)
        #expect(try SigningKey(Secret(jwk.serialized())).thumbprint == fromPEM.thumbprint)
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func `a made key signs with what it was made for`(algorithm: SigningAlgorithm) throws {
        let key = try SigningKey.generate(algorithm, rsaBits: 2048)
        #expect(key.algorithms == [algorithm])
        #expect(try SigningKey(key.serialized).thumbprint == key.thumbprint)
    }

    @Test(arguments: [-8, 0, 1024, 2047, 2049, 4104, 1 << 40])
    func `other RSA sizes are not made`(bits: Int) {
        #expect(throws: SigningKeyError.sizeNotOffered(bits: bits)) { try SigningKey.generate(.rs256, rsaBits: bits) }
    }
}
