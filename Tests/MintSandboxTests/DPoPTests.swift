import Crypto
import Foundation
import Testing

@testable import MintSandbox

@Suite struct DPoPTests {
    @Test func `the proof of RFC 9449 §4.2 verifies, once, and only at its own URL`() throws {
        let proof = """
            eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0\
            RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAt\
            MjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL\
            3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK7\
            0nfbV37xRZT3Lg
            """
        var state = SandboxState(clients: [], tokenLifetime: 60)
        state.clockOffset = 1_562_262_616 - Int(Date().timeIntervalSince1970)
        let elsewhere = DPoPVerifier(url: "https://server.example.com/other", nonces: nil)
        #expect(throws: DPoPVerifier.Refusal.self) { try elsewhere.key(proof, method: "POST", &state) }
        let verifier = DPoPVerifier(url: "https://server.example.com/token", nonces: nil)
        #expect(try verifier.key(proof, method: "POST", &state) == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")
        #expect(throws: DPoPVerifier.Refusal.self) { try verifier.key(proof, method: "POST", &state) }
    }

    @Test func `a proof binds the token to its key, and the token wants a proof at the server (DP-2, DP-5, RS-9)`()
        async throws
    {
        try await RunningSandbox.with { sandbox in
            let key = ProofKey()
            let secret = try sandbox.secret(of: "search-worker")
            let library = try await key.proofByLibrary("POST", sandbox.tokenEndpoint)
            let headers = [RunningSandbox.basic("search-worker", secret), library]
            let reply = try await sandbox.form(sandbox.tokenEndpoint, [RunningSandbox.grant], headers)
            #expect(reply.json["token_type"] == "DPoP", "\(reply.text)")
            let token = try #require(reply.json["access_token"]?.text)
            #expect(CompactJWS(token)?.claims["cnf"]?["jkt"]?.text == key.thumbprint)
            let mcp = sandbox.description.mcp
            #expect(try await sandbox.list(token, key.proof("POST", mcp, token: token)).status == 200)

            let introspected = try await sandbox.form(
                sandbox.description.issuer + "/introspect", [("token", token)],
                [RunningSandbox.basic("search-worker", secret)])
            #expect(introspected.json["token_type"] == "DPoP")
            #expect(introspected.json["cnf"]?["jkt"]?.text == key.thumbprint)

            let other = ProofKey()
            let refusals: [(scheme: String, proof: (String, String)?, error: String)] = [
                ("Bearer", nil, "invalid_token"), ("Bearer", key.proof("POST", mcp, token: token), "invalid_token"),
                ("DPoP", nil, "invalid_dpop_proof"), ("DPoP", key.proof("POST", mcp), "invalid_dpop_proof"),
                ("DPoP", key.proof("POST", mcp, token: token + "x"), "invalid_dpop_proof"),
                ("DPoP", key.proof("GET", mcp, token: token), "invalid_dpop_proof"),
                ("DPoP", other.proof("POST", mcp, token: token), "invalid_token"),
            ]
            for item in refusals {
                let refused = try await sandbox.list(token, scheme: item.scheme, item.proof)
                let challenge = try #require(refused.header("WWW-Authenticate"))
                #expect(refused.status == 401 && challenge.hasPrefix("DPoP resource_metadata="), "\(challenge)")
                #expect(challenge.contains(#"error="\#(item.error)""#) && challenge.contains(#"algs="ES256 "#))
            }
            let unbound = try await sandbox.token()
            let proof = key.proof("POST", mcp, token: unbound)
            #expect(try await sandbox.list(unbound, proof).status == 401, "an unbound token is a Bearer token")
        }
    }

    @Test func `every broken rule of a proof is invalid_dpop_proof (DP-2, DP-3)`() async throws {
        try await RunningSandbox.with { sandbox in
            let key = ProofKey()
            let url = sandbox.tokenEndpoint
            let basic = RunningSandbox.basic("search-worker", try sandbox.secret(of: "search-worker"))
            let now = Int(Date().timeIntervalSince1970)
            let secret: JSONValue = [
                "kty": "EC", "crv": "P-256", "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
                "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA", "d": "AA",
            ]
            let broken = [
                key.proof("GET", url), key.proof("POST", url + "?x=1"), key.proof("POST", url + "/"),
                key.proof("POST", sandbox.description.mcp), key.proof("POST", url, token: "x"),
                key.proof("POST", url, claims: ["iat": .integer(now - 400)]),
                key.proof("POST", url, claims: ["iat": .integer(now + 400)]),
                key.proof("POST", url, claims: ["iat": .null]), key.proof("POST", url, claims: ["jti": .null]),
                key.proof("POST", url, claims: ["jti": "1"]), key.proof("POST", url, claims: ["htm": .null]),
                key.proof("POST", url, header: ["typ": "JWT"]), key.proof("POST", url, header: ["alg": "none"]),
                key.proof("POST", url, header: ["alg": "HS256"]), key.proof("POST", url, header: ["alg": "ES384"]),
                key.proof("POST", url, header: ["jwk": .null]), key.proof("POST", url, header: ["jwk": secret]),
                key.proof("POST", url, header: ["jwk": JSONWebKey(ProofKey().key.publicKey).json]),
                ("DPoP", "a.b.c"), ("DPoP", ""),
            ]
            for (index, proof) in broken.enumerated() {
                let reply = try await sandbox.form(url, [RunningSandbox.grant], [basic, proof])
                #expect(reply.status == 400 && reply.error == "invalid_dpop_proof", "case \(index): \(reply.text)")
            }
            let once = key.proof("POST", url)
            #expect(try await sandbox.form(url, [RunningSandbox.grant], [basic, once]).status == 200)
            #expect(try await sandbox.form(url, [RunningSandbox.grant], [basic, once]).error == "invalid_dpop_proof")
        }
    }

    @Test func `nonces are asked for, kept apart, and replaced by good answers (DP-6)`() async throws {
        try await RunningSandbox.with { sandbox in
            let key = ProofKey()
            let (url, mcp) = (sandbox.tokenEndpoint, sandbox.description.mcp)
            let basic = RunningSandbox.basic("search-worker", try sandbox.secret(of: "search-worker"))
            try await sandbox.control("dpop", ["as_nonce": .bool(true), "rs_nonce": .bool(true)])
            let ask: @Sendable (String?) async throws -> Reply = { nonce in
                try await sandbox.form(url, [RunningSandbox.grant], [basic, key.proof("POST", url, nonce: nonce)])
            }
            let first = try await ask(nil)
            #expect(first.status == 400 && first.error == "use_dpop_nonce")
            let nonce = try #require(first.header("DPoP-Nonce"))
            let given = try await ask(nonce)
            #expect(given.status == 200 && given.header("DPoP-Nonce") == nonce)
            let token = try #require(given.json["access_token"]?.text)

            let use: @Sendable (String?) async throws -> Reply = { nonce in
                try await sandbox.list(token, key.proof("POST", mcp, token: token, nonce: nonce))
            }
            let challenge = try await use(nonce)
            #expect(challenge.status == 401, "the other server's nonce is none here")
            #expect(challenge.header("WWW-Authenticate")?.contains(#"DPoP "#) == true)
            #expect(challenge.header("WWW-Authenticate")?.contains(#"error="use_dpop_nonce""#) == true)
            let second = try #require(challenge.header("DPoP-Nonce"))
            #expect(try await use(second).status == 200)

            try await sandbox.control("dpop", ["renew_nonces": .bool(true)])
            let third = try #require(try await use(second).header("DPoP-Nonce"))
            #expect(third != second)
            #expect(try await use(second).status == 200, "the one before is good for requests that cross")
            #expect(try await use(second).error == "use_dpop_nonce")
            try await sandbox.control("dpop", ["stale_nonces": .bool(true)])
            #expect(try await ask(nonce).error == "use_dpop_nonce")
        }
    }

    @Test func `a nonce that is asked for uses up neither code nor assertion`() async throws {
        try await RunningSandbox.with { sandbox in
            try await sandbox.control("dpop", ["as_nonce": .bool(true)])
            let key = ProofKey()
            let url = sandbox.tokenEndpoint
            let code = try await sandbox.code()
            let first = try await sandbox.exchange(code, [:], [key.proof("POST", url)])
            let nonce = try #require(first.header("DPoP-Nonce"))
            let second = try await sandbox.exchange(code, [:], [key.proof("POST", url, nonce: nonce)])
            #expect(second.json["token_type"] == "DPoP", "\(second.text)")
        }
    }

    @Test func `proofs can be required, of one client or of all, and the metadata says so (DP-7, PP-4)`() async throws {
        try await RunningSandbox.with { sandbox in
            let place = sandbox.origin + "/.well-known/oauth-protected-resource/mcp"
            #expect(try await sandbox.get(place).json["dpop_bound_access_tokens_required"] == nil)
            let unbound = try await sandbox.token()
            try await sandbox.control("client", ["client_id": "search-worker", "dpop_bound": .bool(true)])
            #expect(try await sandbox.requestToken(basic: "search-worker").error == "invalid_dpop_proof")
            #expect(try await sandbox.requestToken(basic: "odd-secret").status == 200)
            try await sandbox.control("dpop", ["required": .bool(true)])
            #expect(try await sandbox.requestToken(basic: "odd-secret").error == "invalid_dpop_proof")
            #expect(try await sandbox.get(place).json["dpop_bound_access_tokens_required"] == .bool(true))
            let server = try await sandbox.get(sandbox.description.issuer + "/.well-known/openid-configuration").json
            for algorithms in [
                server["dpop_signing_alg_values_supported"],
                try await sandbox.get(place).json["dpop_signing_alg_values_supported"],
            ] {
                #expect(algorithms?.texts?.contains("ES256") == true && algorithms?.texts?.contains("none") == false)
            }
            let challenge = try await sandbox.send("POST", sandbox.description.mcp)
            #expect(challenge.header("WWW-Authenticate")?.hasPrefix("DPoP ") == true)
            #expect(challenge.header("WWW-Authenticate")?.contains("error=") == false)
            #expect(try await sandbox.callWhoami(unbound).status == 401)
            let key = ProofKey()
            let token = try await sandbox.boundToken(key)
            let reading = try await sandbox.list(token, key.proof("POST", sandbox.description.mcp, token: token))
            #expect(reading.status == 200)
        }
    }

    @Test func `a public client's refresh tokens stay with their key, a code with its dpop_jkt (DP-8)`() async throws {
        try await RunningSandbox.with { sandbox in
            let (key, other) = (ProofKey(), ProofKey())
            let url = sandbox.tokenEndpoint
            let code = try await sandbox.code(["dpop_jkt": key.thumbprint])
            for headers in [[], [other.proof("POST", url)]] {
                #expect(try await sandbox.exchange(code, [:], headers).error == "invalid_grant")
            }
            let login = try await sandbox.exchange(code, [:], [key.proof("POST", url)])
            let refresh = try #require(login.json["refresh_token"]?.text, "\(login.text)")
            for headers in [[], [other.proof("POST", url)]] {
                #expect(try await sandbox.refresh(refresh, [:], headers).error == "invalid_dpop_proof")
            }
            let renewed = try await sandbox.refresh(refresh, [:], [key.proof("POST", url)])
            #expect(renewed.json["token_type"] == "DPoP")
        }
    }
}
