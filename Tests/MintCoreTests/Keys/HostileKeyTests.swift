import Foundation
import MintCore
import SampleKeys
import TestSupport
import Testing

@Suite struct HostileKeyTests {
    static let texts = [
        PlainKeys.p256, PlainKeys.p256SEC1, PlainKeys.otherP256WithParameters, PlainKeys.p384, PlainKeys.p384SEC1,
        PlainKeys.ed25519, PlainKeys.rsa2048, PlainKeys.rsa2048PKCS1, EncryptedKeys.aes256SHA256,
        EncryptedKeys.aes256Scrypt, RefusedKeys.certificate, RefusedKeys.explicitCurve, RefusedKeys.dsa,
    ]
    static let jwks = [PrivateJWKs.p256, PrivateJWKs.p384, PrivateJWKs.ed25519, PrivateJWKs.rsa2048]

    /// Reads whatever it is; a key that comes out must work.
    func read(_ bytes: [UInt8]) async throws {
        let file = Secret(bytes)
        _ = SigningKey.isEncrypted(file)
        guard let key = try? SigningKey(file, passphrase: Secret("open sesame")) else { return }
        let assertion = ClientAssertion(clientID: "c", audience: "a", issuedAt: Timestamp(0))
        let token = try await assertion.signed(with: key, algorithm: key.algorithms[0], type: "JWT")
        _ = try IndependentVerifier(jwk: key.publicJWK()).open(token, algorithm: key.algorithms[0].rawValue)
    }

    func mutated(_ source: [UInt8], _ generator: inout SplitMix) -> [UInt8] {
        var bytes = source
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(at + Int.random(in: 1...16, using: &generator), bytes.count)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes[at] = [0, 1, 0x30, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
            case 2: bytes.removeSubrange(at..<end)
            case 3: bytes.insert(contentsOf: bytes[at..<end], at: at)
            case 4: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: at)
            default: bytes.removeLast(bytes.count - at)
            }
        }
        return bytes
    }

    @Test func `2400 mutations of sound files never trap, and what still reads still signs`() async throws {
        var generator = SplitMix(seed: 20_261_121)
        let binary = try Self.texts.map { try KeyText.der($0) }
        let sources = binary + binary + (Self.texts + Self.jwks).map { Array($0.utf8) }
        for round in 0..<2400 {
            try await read(mutated(sources[round % sources.count], &generator))
        }
    }

    @Test func `members of a JWK mixed up never trap`() async throws {
        var generator = SplitMix(seed: 7)
        let values =
            try Self.jwks.flatMap { try KeyText.members($0).values.map { $0 } }
            + ["", "AA", "AQ", "_", .null, 0, -1, .double(1e300), ["AQ"], ["d": "AQ"], true]
        for round in 0..<800 {
            var members = try KeyText.members(Self.jwks[round % Self.jwks.count])
            let name = try #require(members.keys.sorted().randomElement(using: &generator))
            members[name] = values.randomElement(using: &generator)
            try await read(Array(JSONValue.object(members).serialized().utf8))
        }
    }

    @Test func `random bytes are refused`() {
        var generator = SplitMix(seed: 3)
        for _ in 0..<500 {
            let count = Int.random(in: 1...300, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(KeyText.refusal(Secret(bytes)) != nil)
            #expect(KeyText.refusal(Secret([0x30] + bytes)) != nil)
        }
    }

    @Test(arguments: texts.dropLast(3))
    func `every truncation is refused`(pem: String) throws {
        let bytes = try KeyText.der(pem)
        for count in 0..<bytes.count {
            #expect(KeyText.refusal(Secret(bytes.prefix(count)), passphrase: "open sesame") != nil)
        }
        let text = Array(pem.utf8)
        for count in 0..<text.count {
            #expect(KeyText.refusal(Secret(text.prefix(count)), passphrase: "open sesame") != nil)
        }
    }

    @Test func `deep nesting is refused`() {
        var nested: [UInt8] = []
        for _ in 0..<3000 { nested = CraftedDER.sequence(nested) }
        #expect(KeyText.refusal(Secret(nested)) == .damaged("it is cut short or is not DER inside"))
        #expect(
            KeyText.refusal(Secret(String(repeating: "{\"a\":", count: 50_000))) == .damaged("it is not sound JSON"))
        let arrays = String(repeating: "[", count: 50_000) + String(repeating: "]", count: 50_000)
        #expect(KeyText.refusal(Secret("{\"kty\":" + arrays + "}")) == .damaged("it is not sound JSON"))
    }

    @Test func `a large file is refused, and the largest allowed does not take long`() {
        let line = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        let many = String(repeating: line, count: 256 * 1024 / line.utf8.count)
        #expect(KeyText.refusal(Secret(many)) == .publicOnly(.certificate))
        #expect(KeyText.refusal(Secret(many + many)) == .tooLarge(limit: 262_144))
        #expect(KeyText.refusal(Secret(Array(repeating: 0x30, count: 262_144))) != nil)
        let identifiers = Array(repeating: [0x06, 1, 1] as [UInt8], count: 80_000).flatMap { $0 }
        #expect(KeyText.refusal(Secret(CraftedDER.sequence(identifiers))) == .notAKey)
    }

    @Test func `a huge RSA modulus is refused before it is used`() {
        let huge = CraftedDER.integer([0x7F] + Array(repeating: 0xFF, count: 2047))
        let parts = Array(repeating: huge, count: 8).flatMap { $0 }
        let file = CraftedDER.sequence(CraftedDER.integer([0]), parts)
        #expect(KeyText.refusal(Secret(file)) == .unsupportedKey("an RSA key of 16383 bits"))
    }
}
