import Crypto
import FoundationEssentials
import HTTPTypes
import TestSupport
import Testing

@testable import MintCore

@Suite struct DPoPTests {
    static let nonceHeader = HTTPField.Name("DPoP-Nonce") ?? .accept

    private static func nonce(_ text: String) -> HTTPFields { [nonceHeader: text] }

    static func bound(_ token: String, nonce text: String? = nil) -> ScriptedAnswer {
        .json(
            200, ["access_token": .string(token), "token_type": "DPoP", "expires_in": 3600],
            headers: text.map { nonce($0) } ?? [:])
    }

    private static func wants(_ text: String, status: Int = 400) -> ScriptedAnswer {
        .json(status, ["error": "use_dpop_nonce"], headers: nonce(text))
    }

    private let key: SigningKey
    init() throws { key = try SigningKey.generate(.es256) }

    private func question(_ change: (inout Profile) -> Void = { _ in }, nonces: DPoPNonces, skew: Int = 0)
        -> TokenEndpoint.Question
    {
        var profile = Practice.profile("bound")
        profile.settings.usesDPoP = true
        change(&profile)
        return TokenEndpoint.Question(
            profile, credential: .secret(Secret("s-1")),
            prover: DPoPProver(key: key, nonces: nonces, clockSkew: skew, now: { Practice.start }), clockSkew: skew)
    }

    // MARK: - The proof

    @Test func `the hash of the token is that of the standard (DP-10)`() {
        #expect(
            DPoPProof.hash(of: Secret("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"))
                == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo")
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func `a proof says what, where and when, and carries the public key alone (DP-2)`(algorithm: SigningAlgorithm)
        async throws
    {
        guard algorithm != .rs256, algorithm != .ps256 else { return }
        let key = try SigningKey.generate(algorithm)
        let url = Practice.url("https://m.example:8443/mcp?tenant=1#x")
        let proof = try await DPoPProof(.post, url, token: Secret("tok"), nonce: "n-1")
            .signed(with: key, algorithm: algorithm, at: Practice.start, id: "id-1")
        let text = try #require(proof.withText { $0 })
        let parts = text.split(separator: ".").map { Base64URL.decode($0) ?? [] }
        let header = try #require(JSONValue(bytes: parts[0]))
        #expect(header["typ"] == "dpop+jwt" && header["alg"]?.text == algorithm.rawValue)
        #expect(header["kid"] == nil && header.members?.count == 3)
        let members = try #require(header["jwk"]?.members)
        #expect(Set(members.keys).isSubset(of: ["kty", "crv", "x", "y"]), "no private part, nothing but the key")
        #expect(
            JSONValue(bytes: parts[1]) == [
                "jti": "id-1", "htm": "POST", "htu": "https://m.example:8443/mcp",
                "iat": .int(Int64(Practice.start.rawValue)), "ath": .string(DPoPProof.hash(of: Secret("tok"))),
                "nonce": "n-1",
            ])
    }

    @Test func `the signature holds for the key in the proof, checked by another library`() async throws {
        let proof = try await DPoPProof(.post, Practice.url("https://as.example/token"))
            .signed(with: key, algorithm: .es256, at: Practice.start, id: "x")
        let parts = try #require(proof.withText { $0 }).split(separator: ".")
        let jwk = try #require(Base64URL.decode(parts[0]).flatMap { JSONValue(bytes: $0) }?["jwk"])
        let x = try #require(jwk["x"]?.text.flatMap { Base64URL.decode($0) })
        let y = try #require(jwk["y"]?.text.flatMap { Base64URL.decode($0) })
        let signature = try P256.Signing.ECDSASignature(rawRepresentation: Base64URL.decode(parts[2]) ?? [])
        let key = try P256.Signing.PublicKey(x963Representation: [4] + x + y)
        #expect(key.isValidSignature(signature, for: Data("\(parts[0]).\(parts[1])".utf8)))
        let claims = try #require(Base64URL.decode(parts[1]).flatMap { JSONValue(bytes: $0) })
        #expect(claims["ath"] == nil && claims["nonce"] == nil, "neither without a token nor without a nonce")
    }

    // MARK: - At the authorization server

    @Test func `every request has a proof of its own (DP-3)`() async throws {
        let bench = ServiceBench { _, number in number < 2 ? .body(503) : Self.bound("t") }
        let question = question(nonces: bench.nonces)
        let task = Task { try await bench.endpoint.issue(question) }
        for pause in [1, 3] {
            await bench.clock.sleepers(1)
            bench.clock.advance(by: .seconds(pause))
        }
        _ = try await task.value
        let proofs = bench.transport.requests.map(\.proof)
        #expect(proofs.count == 3 && Set(proofs.compactMap { $0["jti"]?.text }).count == 3)
        #expect(proofs.allSatisfy { $0["htu"] == "https://as.example/token" && $0["htm"] == "POST" })
        #expect(bench.transport.requests.allSatisfy { $0.authorization?.hasPrefix("Basic ") == true })
    }

    @Test(arguments: [400, 401])
    func `a nonce that is asked for costs one repetition, and stays (DP-6)`(status: Int) async throws {
        let bench = ServiceBench { request, _ in
            request.proof["nonce"] == "n-1" ? Self.bound("t") : Self.wants("n-1", status: status)
        }
        _ = try await bench.endpoint.issue(question(nonces: bench.nonces))
        #expect(bench.transport.requests.map { $0.proof["nonce"]?.text } == [nil, "n-1"])
        #expect(Set(bench.transport.requests.compactMap { $0.proof["jti"]?.text }).count == 2)
        _ = try await bench.endpoint.issue(question(nonces: bench.nonces))
        #expect(bench.transport.requests.count == 3)
    }

    @Test func `a server that always wants another nonce is asked twice (DP-6)`() async throws {
        let bench = ServiceBench { _, number in Self.wants("n-\(number)") }
        let error = await #expect(throws: TokenEndpointError.self) {
            try await bench.endpoint.issue(question(nonces: bench.nonces))
        }
        #expect(error?.code == "use_dpop_nonce" && bench.transport.requests.count == 2)
    }

    @Test(arguments: ["", "two words", "caf\u{E9}", "q\"q", String(repeating: "n", count: 513)])
    func `what is no nonce is not taken`(text: String) async throws {
        let bench = ServiceBench { _, _ in Self.wants(text) }
        await #expect(throws: TokenEndpointError.self) {
            try await bench.endpoint.issue(question(nonces: bench.nonces))
        }
        #expect(bench.transport.requests.count == 1)
    }

    @Test func `two requests that are told the same nonce are both repeated`() async throws {
        let bench = ServiceBench { request, _ in
            request.proof["nonce"] == "n-1" ? Self.bound("t") : Self.wants("n-1")
        }
        // As if another request of this process had been told it just before this one's answer.
        let racing = ScriptedTransport { request, _ in
            _ = bench.nonces.note("n-1", from: request.url, as: .authorizationServer)
            return request.proof["nonce"] == "n-1" ? Self.bound("t") : Self.wants("n-1")
        }
        let endpoint = TokenEndpoint(transport: racing, clock: bench.clock, now: bench.now)
        _ = try await endpoint.issue(question(nonces: bench.nonces))
        #expect(racing.requests.count == 2)
    }

    @Test func `a nonce on a good answer replaces the one before (DP-6)`() async throws {
        let bench = ServiceBench { _, number in Self.bound("t", nonce: "n-\(number)") }
        for _ in 0..<3 { _ = try await bench.endpoint.issue(question(nonces: bench.nonces)) }
        #expect(bench.transport.requests.map { $0.proof["nonce"]?.text } == [nil, "n-0", "n-1"])
    }

    @Test func `authorization server and resource server keep their nonces apart, on one origin too (DP-6)`() {
        let nonces = DPoPNonces()
        let url = Practice.url("https://one.example/token")
        #expect(nonces.note("for-as", from: url, as: .authorizationServer))
        #expect(nonces.nonce(for: url, as: .resourceServer) == nil)
        #expect(nonces.note("for-rs", from: Practice.url("https://one.example/mcp?x"), as: .resourceServer))
        #expect(nonces.nonce(for: url, as: .authorizationServer) == "for-as")
        #expect(nonces.nonce(for: url, as: .resourceServer) == "for-rs")
        #expect(nonces.nonce(for: Practice.url("https://one.example:8443/"), as: .resourceServer) == nil)
    }

    @Test(arguments: ["Bearer", "bearer", "mac", "N_A"])
    func `a token that is not bound to our key is not used (DP-4)`(type: String) async throws {
        let bench = ServiceBench { _, _ in
            .json(200, ["access_token": "t-CANARY", "token_type": .string(type), "expires_in": 600])
        }
        let error = await #expect(throws: TokenEndpointError.self) {
            try await bench.endpoint.issue(question(nonces: bench.nonces))
        }
        #expect(error?.code == "token type" && error?.headline.contains("not bound") == true)
        #expect(error?.hint?.contains("--dpop") == true && !everyWord(of: error as Any).contains("CANARY"))
    }

    @Test func `a bound token that nobody asked for is not used either (TK-3)`() async throws {
        let bench = ServiceBench { _, _ in Self.bound("t") }
        var question = question(nonces: bench.nonces)
        question.prover = nil
        let error = await #expect(throws: TokenEndpointError.self) { try await bench.endpoint.issue(question) }
        #expect(error?.code == "token type" && bench.transport.requests[0].header("DPoP") == nil)
    }

    @Test func `a proof that a foreign clock refuses is made once more with the server's time (D1, D3)`() async throws {
        let bench = ServiceBench { _, number in
            number == 0
                ? .json(
                    400, ["error": "invalid_dpop_proof"], headers: [.date: (Practice.start + 500).httpText])
                : Self.bound("t")
        }
        _ = try await bench.endpoint.issue(question(nonces: bench.nonces))
        #expect(
            bench.transport.requests.map { $0.proof["iat"]?.integer.map { $0 - Practice.start.rawValue } } == [0, 500])
    }

    @Test func `a clock that is known to be off is allowed for from the start`() async throws {
        let bench = ServiceBench { _, _ in Self.bound("t") }
        _ = try await bench.endpoint.issue(question(nonces: bench.nonces, skew: -40))
        #expect(bench.transport.requests[0].proof["iat"]?.integer == Practice.start.rawValue - 40)
    }

    @Test func `a secret that was refused is not sent again because the clocks differ`() async throws {
        let bench = ServiceBench { _, _ in
            .json(401, ["error": "invalid_client"], headers: [.date: (Practice.start + 500).httpText])
        }
        await #expect(throws: TokenEndpointError.self) {
            try await bench.endpoint.issue(question(nonces: bench.nonces))
        }
        #expect(bench.transport.requests.count == 1)
    }

    @Test func `a refused proof is explained with the clocks (ER)`() async throws {
        let bench = ServiceBench { _, _ in
            .json(400, ["error": "invalid_dpop_proof"], headers: [.date: (Practice.start + 500).httpText])
        }
        let error = await #expect(throws: TokenEndpointError.self) {
            try await bench.endpoint.issue(question(nonces: bench.nonces))
        }
        #expect(bench.transport.requests.count == 2)
        #expect(error?.hint?.contains("proof of our key") == true && error?.hint?.contains("500 s ahead") == true)
    }

    @Test(arguments: [("invalid_dpop_proof", 2), ("invalid_client", 1), ("invalid_request", 1), ("", 1)])
    func `for a workload a foreign clock excuses a proof, and nothing else (WF-7)`(code: String, requests: Int)
        async throws
    {
        let date: HTTPFields = [.date: (Practice.start + 300).httpText]
        let bench = ServiceBench { _, _ in
            code.isEmpty ? .body(401, headers: date) : .json(400, ["error": .string(code)], headers: date)
        }
        var question = question(nonces: bench.nonces)
        (question.profile.grant, question.grant) = (.jwtBearer, .jwtBearer(Secret("a.b.c")))
        await #expect(throws: TokenEndpointError.self) { try await bench.endpoint.issue(question) }
        #expect(bench.transport.requests.count == requests)
    }
}
