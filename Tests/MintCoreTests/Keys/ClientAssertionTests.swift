import MintCore
import SampleKeys
import TestSupport
import Testing

@Suite struct ClientAssertionTests {
    static let key = Result { try SigningKey(Secret(PlainKeys.p256)) }

    func open(_ assertion: ClientAssertion, keyID: String? = nil, type: String = "JWT", name: String? = nil)
        async throws
        -> IndependentVerifier.Opened
    {
        let key = try Self.key.get()
        let token = try await assertion.signed(
            with: key, algorithm: .es256, keyID: keyID, type: type, algorithmName: name)
        return try IndependentVerifier(jwk: key.publicJWK()).open(token, algorithm: "ES256")
    }

    @Test(arguments: ["https://as.example.com/t1", "https://as.example.com/", "https://ö.example/?a=\"b\"&c", "…"])
    func `the claims are exactly those of RFC 7523, the audience one string (JA-1, JA-2)`(audience: String) async throws
    {
        var generator = SplitMix(seed: 42)
        let assertion = ClientAssertion(
            clientID: "svc \"1\" ü/", audience: audience, issuedAt: Timestamp(1_790_000_000), using: &generator)
        let opened = try await open(assertion)
        #expect(
            opened.payload == [
                "iss": "svc \"1\" ü/", "sub": "svc \"1\" ü/", "aud": .string(audience), "iat": 1_790_000_000,
                "exp": 1_790_000_120, "jti": .string(assertion.id),
            ])
    }

    @Test func `the header holds algorithm, key id and type, and no more (JA-4, JA-11)`() async throws {
        let assertion = ClientAssertion(clientID: "c", audience: "a", issuedAt: Timestamp(0))
        let header = try await open(assertion, type: "client-authentication+jwt").header
        #expect(header == ["alg": "ES256", "kid": .string(Thumbprints.p256), "typ": "client-authentication+jwt"])
        #expect(try await open(assertion, keyID: "2026-11").header["kid"] == "2026-11")
        #expect(try await open(assertion, type: "").header == ["alg": "ES256", "kid": .string(Thumbprints.p256)])
        #expect(try await open(assertion, name: "other").header["alg"] == "other")
    }

    @Test func `a lifetime may be set`() async throws {
        let assertion = ClientAssertion(clientID: "c", audience: "a", issuedAt: Timestamp(1000), lifetime: 60)
        #expect(try await open(assertion).payload["exp"] == 1060)
    }

    @Test func `the id is a random UUID of version 4, made by the generator given (JA-6)`() throws {
        var first = SplitMix(seed: 1), second = SplitMix(seed: 1)
        let one = ClientAssertion(clientID: "c", audience: "a", issuedAt: Timestamp(0), using: &first)
        let same = ClientAssertion(clientID: "c", audience: "a", issuedAt: Timestamp(0), using: &second)
        #expect(one == same)
        for _ in 0..<500 {
            let next = ClientAssertion(clientID: "c", audience: "a", issuedAt: Timestamp(0), using: &first)
            let pattern = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
            #expect(try pattern.wholeMatch(in: next.id) != nil)
        }
    }

    @Test func `no two assertions share an id (JA-5, JA-6)`() {
        let ids = (0..<10_000).map { _ in
            ClientAssertion(clientID: "c", audience: "a", issuedAt: Timestamp(0)).id
        }
        #expect(Set(ids).count == ids.count)
    }

    @Test func `the smallest and the largest random words still make a UUID`() {
        struct Constant: RandomNumberGenerator {
            var word: UInt64
            func next() -> UInt64 { word }
        }
        var (low, high) = (Constant(word: 0), Constant(word: .max))
        let made = [
            ClientAssertion(clientID: "c", audience: "a", issuedAt: Timestamp(0), using: &low).id,
            ClientAssertion(clientID: "c", audience: "a", issuedAt: Timestamp(0), using: &high).id,
        ]
        #expect(made == ["00000000-0000-4000-8000-000000000000", "ffffffff-ffff-4fff-bfff-ffffffffffff"])
    }
}
