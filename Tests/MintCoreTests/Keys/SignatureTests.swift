import Foundation
import JWTKit
import MintCore
import Testing

@Suite struct SignatureTests {
    static let forms = SigningKeyReadingTests.forms + SigningKeyReadingTests.jwks
    static let assertion = ClientAssertion(
        clientID: "svc-1", audience: "https://as.example.com/t1", issuedAt: Timestamp(1_790_000_000))

    @Test(arguments: forms)
    func `every form signs with each of its algorithms (JA-10)`(form: SigningKeyReadingTests.Form) async throws {
        let key = try SigningKey(Secret(form.file))
        let verifier = IndependentVerifier(jwk: key.publicJWK())
        for algorithm in key.algorithms {
            let token = try await Self.assertion.signed(with: key, algorithm: algorithm, type: "JWT")
            let opened = try verifier.open(token, algorithm: algorithm.rawValue)
            #expect(opened.header["alg"] == .string(algorithm.rawValue))
            #expect(opened.payload["iss"] == "svc-1")
            let width = [.es256: 64, .es384: 96, .edDSA: 64, .rs256: 256, .ps256: 256][algorithm]
            #expect(opened.signature.count == width)
        }
    }

    @Test(arguments: forms)
    func `a changed message or another algorithm does not verify`(form: SigningKeyReadingTests.Form) async throws {
        let key = try SigningKey(Secret(form.file))
        let verifier = IndependentVerifier(jwk: key.publicJWK())
        for algorithm in key.algorithms {
            let token = try await Self.assertion.signed(with: key, algorithm: algorithm, type: "JWT")
            let signature = try verifier.open(token, algorithm: algorithm.rawValue).signature
            #expect(try !verifier.verifies(signature, Data("other".utf8), algorithm.rawValue))
        }
        for other in Set(SigningAlgorithm.allCases).subtracting(key.algorithms) {
            await #expect(throws: SigningKeyError.algorithmUnfit(other.rawValue, key.kind)) {
                try await Self.assertion.signed(with: key, algorithm: other, type: "JWT")
            }
        }
    }

    @Test func `1000 keys: signatures and coordinates keep their leading zeros (JA-10)`() async throws {
        var sawZero = (r: false, s: false, x: false, y: false)
        var count = 0
        while count < 1000 || !(sawZero.r && sawZero.s && sawZero.x && sawZero.y) {
            count += 1
            let key = try SigningKey.generate(.es256)
            let verifier = IndependentVerifier(jwk: key.publicJWK())
            let token = try await Self.assertion.signed(with: key, algorithm: .es256, type: "JWT")
            let signature = try verifier.open(token, algorithm: "ES256").signature
            let (x, y) = (try verifier.octets("x"), try verifier.octets("y"))
            try #require(signature.count == 64 && x.count == 32 && y.count == 32)
            if signature[0] == 0 { sawZero.r = true }
            if signature[32] == 0 { sawZero.s = true }
            if x[0] == 0 { sawZero.x = true }
            if y[0] == 0 { sawZero.y = true }
            try #require(count < 100_000)
        }
    }

    @Test(arguments: [SigningAlgorithm.es256, .es384, .edDSA, .rs256, .ps256])
    func `a JOSE library accepts it from the published set`(algorithm: SigningAlgorithm) async throws {
        let form = try #require(Self.forms.first { $0.kind.algorithms.contains(algorithm) })
        let key = try SigningKey(Secret(form.file))
        let set = try JSONWebKeySet([key.publicJWK(keyID: "k1", algorithm: algorithm)])
        let keys = try await JWTKeyCollection().add(jwksJSON: set.json.serialized())
        let token = try await Self.assertion.signed(with: key, algorithm: algorithm, keyID: "k1", type: "JWT")
        let text = try #require(token.withText { $0 })
        let claims = try await keys.verify(text, as: Claims.self)
        #expect(claims.aud == "https://as.example.com/t1" && claims.exp == 1_790_000_120)
    }

    struct Claims: JWTPayload {
        var iss: String, sub: String, aud: String, jti: String, iat: Int, exp: Int
        func verify(using algorithm: some JWTAlgorithm) {}
    }
}
