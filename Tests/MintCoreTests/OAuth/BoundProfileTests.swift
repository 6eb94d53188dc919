import HTTPTypes
import TestSupport
import Testing

@testable import MintCore

/// A profile whose tokens are bound to a key, from end to end.
@Suite struct BoundProfileTests {
    private let key: SigningKey
    init() throws { key = try SigningKey.generate(.es256) }

    @Test
    func `a bound profile refreshes with its key, and its token goes out as DPoP with a fresh proof (DP-5, DP-8)`()
        async throws
    {
        let bench = ServiceBench { _, _ in DPoPTests.bound("token-2") }
        let profile = try await bench.seedPerson(bound: key)
        let held = try await bench.tokens.token(of: profile.id).access
        #expect(held.scheme == "DPoP")
        bench.pass(4000)
        let access = try await bench.tokens.token(of: profile.id).access
        let asked = bench.transport.requests[0]
        #expect(asked.proofHeader["jwk"] == key.barePublicJWK && asked.proof["ath"] == nil)
        let server = Practice.url("https://mcp.example/mcp?a=b")
        var seen: Set<String> = []
        for method in [HTTPRequest.Method.post, .get, .delete] {
            var headers: HTTPFields = [:]
            try await access.authorize(&headers, method, server)
            #expect(headers[.authorization] == "DPoP token-2")
            let proof = ScriptedRequest(
                sent: TransportRequest(method, server, headers: headers, body: [], caFile: nil), deadline: .zero
            ).proof
            #expect(proof["htm"]?.text == method.rawValue && proof["htu"] == "https://mcp.example/mcp")
            #expect(proof["ath"]?.text == DPoPProof.hash(of: Secret("token-2")))
            seen.insert(proof["jti"]?.text ?? "")
        }
        #expect(seen.count == 3)
    }

    @Test func `what an exchange tells of the server's clock holds for its token's proofs (D1)`() async throws {
        let bench = ServiceBench { _, _ in
            .json(
                200, ["access_token": "token-2", "token_type": "DPoP", "expires_in": 3600],
                headers: [.date: (Practice.start + 300).httpText])
        }
        let profile = try await bench.seedPerson(bound: key)
        let fresh = try await bench.tokens.token(of: profile.id, .init(isForced: true))
        #expect(fresh.prover?.clockSkew == 300)
        #expect(try await bench.tokens.token(of: profile.id).prover?.clockSkew == 300)
    }

    @Test func `a bound token without its key is of no use, and never goes out as a bearer token (DP-5)`() async throws
    {
        let bench = ServiceBench { _, _ in DPoPTests.bound("token-2") }
        let profile = try await bench.seedPerson(bound: key)
        try await bench.keyring.remove(KeyringKey(profile: profile.id, kind: .dpopKey, generation: 1))
        await #expect(throws: TokenServiceError.credentialGone("ann", .vault, .dpopKey)) {
            try await bench.tokens.token(of: profile.id)
        }
        var bare = Practice.profile("odd")
        bare.settings.usesDPoP = true
        let odd = try await bench.seed(bare)
        var token = Practice.token(1)
        token.tokenType = "DPoP"
        try await bench.profiles.commitToken(token, for: odd.id, contact: ContactRecord(at: bench.now()))
        await #expect(throws: TokenServiceError.credentialGone("odd", .vault, .dpopKey)) {
            try await bench.tokens.token(of: odd.id)
        }
        #expect(bench.transport.requests.isEmpty)
    }

    @Test(
        arguments: [
            (401, "DPoP error=\"use_dpop_nonce\"", "n-1", true), (401, "dpop error=use_dpop_nonce", "n-1", true),
            (401, "DPoP error=\"use_dpop_nonce\"", nil, false), (401, "DPoP error=\"use_dpop_nonce\"", "a b", false),
            (401, "DPoP error=\"invalid_token\"", "n-1", false), (401, "Bearer error=\"use_dpop_nonce\"", "n-1", false),
            (400, "DPoP error=\"use_dpop_nonce\"", "n-1", false), (200, "DPoP error=\"use_dpop_nonce\"", "n-1", false),
        ] as [(Int, String, String?, Bool)])
    func `a resource server's nonce is asked for by a 401 alone (DP-6)`(
        status: Int, challenge: String, nonce: String?, wants: Bool
    ) async throws {
        let nonces = DPoPNonces()
        let access = AccessToken(
            Secret("t"), prover: DPoPProver(key: key, nonces: nonces, now: { Practice.start }))
        var headers: HTTPFields = [.wwwAuthenticate: challenge]
        headers[DPoPTests.nonceHeader] = nonce
        let url = Practice.url("https://mcp.example/mcp")
        #expect(access.wantsRepetition(after: status, headers, from: url) == wants)
        #expect(nonces.nonce(for: url, as: .resourceServer) == (nonce == "n-1" ? "n-1" : nil))
        #expect(!AccessToken(Secret("t")).wantsRepetition(after: status, headers, from: url))
    }
}
