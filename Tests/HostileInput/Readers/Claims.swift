@testable import MintCore

extension Target {
    /// Access tokens in JWT form, and a platform's assertion.
    static let claims = Target("claims") { one in
        let token = one.dice.jwt()
        one.note(token)
        let reading = JWTClaims.read(Secret(token))
        one.expectPlain(reading.words, limit: 200, "the words")
        if case .claims(let claims) = reading {
            one.expect(token.utf8.count <= JWTClaims.limit, "a token of \(token.utf8.count) bytes")
            for name in ["exp", "nbf", "iat"] {
                if let moment = claims.moment(name) {
                    one.expect(moment.utcText.utf8.count == 20, "\(name): \(moment.utcText)")
                }
            }
            let preset = ProviderPreset(one.dice.pick(ProviderPreset.Name.allCases))
            let warnings = claims.warnings(
                resource: "https://mcp.example", clientID: "client", issuer: "https://as.example", preset: preset,
                at: Sample.moment)
            for warning in warnings { one.expectPlain(warning, limit: 4000, "a warning") }
        }
        let verdict = PrincipalVerdict.judge(
            reading, introspection: one.dice.once(in: 3) ? one.dice.value() : nil, clientID: "client",
            grant: one.dice.pick(Grant.allCases))
        for evidence in verdict.evidence { one.expectPlain(evidence.words, limit: 1000, "the evidence") }
        one.tryAssertion(token)
    }
}

extension Case {
    fileprivate mutating func tryAssertion(_ token: String) {
        guard let profile = Sample.profile(&dice) else { return }
        do {
            let assertion = try WorkloadAssertion(
                Secret(token), for: profile, source: .file("/token"), at: Sample.moment)
            for remark in assertion.remarks { expectPlain(remark, limit: 1000, "a remark") }
        } catch {
            expectFit(error)
        }
    }
}

extension Dice {
    fileprivate mutating func jwt() -> String {
        let header = object([
            Member("alg", "ES256", "none", "RS256"), Member("typ", "at+jwt", "JWT"), Member("kid", "1"),
            Member("enc", "A256GCM"),
        ])
        let edges: [JSONValue] = [.int(.min), .int(.max), 1_795_000_001, 0, -1, .double(0.5), "1", .double(1e300)]
        let payload = object([
            Member("iss", "https://as.example"), Member("sub", "client", "person"), Member("jti", "1"),
            Member("aud", "https://mcp.example", ["https://mcp.example", "x"], []),
            Member("client_id", "client", "other"),
            Member("exp", pick(edges)), Member("nbf", pick(edges)), Member("iat", pick(edges)), Member("acr", "0"),
            Member("act", ["sub": "agent"], "agent"), Member("email", "a@b.gserviceaccount.com"),
            Member("gty", "client-credentials"),
            Member("idtyp", "app"), Member("oid", "client"), Member("appid", "client"),
            Member("token_use", "access", "id"),
            Member("preferred_username", "service-account-x"), Member("scp", "read"), Member("nonce", "n"),
        ])
        var parts = [header, payload].map { Base64URL.encode(written($0)) } + [Base64URL.encode(bytes(below(64)))]
        if once(in: 12) { parts += [Base64URL.encode(bytes(below(20))), ""] }
        if once(in: 300) { parts[1] += String(repeating: "A", count: 70_000) }
        return maybeMutated(parts.joined(separator: ".")) + (once(in: 8) ? "\n" : "")
    }
}
