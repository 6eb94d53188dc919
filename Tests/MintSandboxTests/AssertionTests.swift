import Crypto
import Foundation
import Testing

@testable import MintSandbox

@Suite struct AssertionTests {
    private static let signers: [(client: String, algorithm: Assertion.Algorithm)] = [
        ("billing-sync", .es256), ("fleet-report", .es384), ("metrics-push", .rs256), ("metrics-push", .ps256),
        ("ledger-audit", .edDSA),
    ]

    @Test func `private_key_jwt obtains a token with every algorithm, with and without kid (JA-8, JA-10)`() async throws
    {
        try await RunningSandbox.with { sandbox in
            for (client, algorithm) in Self.signers {
                let pem = try sandbox.privateKey(of: client)
                for typ in ["client-authentication+jwt", "JWT"] {
                    let assertion = Assertion(client: client, audience: sandbox.description.issuer)
                    let signed = try await assertion.signed(algorithm, pem: pem, typ: typ)
                    let reply = try await sandbox.requestToken(assertion: signed)
                    #expect(reply.status == 200, "\(client) \(algorithm): \(reply.text)")
                }
            }
        }
    }

    @Test func `every broken rule of an assertion is invalid_client with 400 (JA-12, JA-13)`() async throws {
        try await RunningSandbox.with { sandbox in
            let pem = try sandbox.privateKey(of: "billing-sync")
            let issuer = sandbox.description.issuer
            let now = Int(Date().timeIntervalSince1970)
            let breaks: [(rule: String, bend: @Sendable (inout Assertion) -> Void)] = [
                ("aud", { $0.aud = .string(issuer + "/token") }), ("aud", { $0.aud = .string(issuer + "/") }),
                ("aud", { $0.aud = .strings([issuer, "https://as.example"]) }), ("aud", { $0.aud = .array([]) }),
                ("expired", { $0.exp = now - 31 }), ("no exp", { $0.exp = nil }),
                ("too long", { $0.exp = now + 3600 }), ("future", { $0.iat = now + 90 }),
                ("long ago", { $0.iat = now - 3600 }), ("not valid yet", { $0.nbf = now + 90 }),
                ("no jti", { $0.jti = nil }), ("no jti", { $0.jti = "" }), ("iss", { $0.iss = "search-worker" }),
                ("no client", { $0.sub = "nobody" }), ("registered for", { $0.sub = "search-worker" }),
                (
                    "kid",
                    {
                        $0.sub = "ledger-audit"; $0.iss = "ledger-audit"
                    }
                ),
            ]
            let kid = try sandbox.thumbprint(ofES256: pem)
            for (rule, bend) in breaks {
                var assertion = Assertion(client: "billing-sync", audience: issuer, now: now)
                bend(&assertion)
                let reply = try await sandbox.requestToken(
                    assertion: try await assertion.signed(.es256, pem: pem, kid: kid))
                #expect(reply.status == 400 && reply.error == "invalid_client", "\(rule): \(reply.text)")
                #expect(reply.json["error_description"]?.text?.contains(rule) == true, "\(rule): \(reply.text)")
            }
        }
    }

    @Test func `an assertion serves once, and a refused one is not used up (JA-6)`() async throws {
        try await RunningSandbox.with { sandbox in
            let pem = try sandbox.privateKey(of: "billing-sync")
            let signed = try await Assertion(client: "billing-sync", audience: sandbox.description.issuer)
                .signed(.es256, pem: pem)
            let other = try await sandbox.requestToken(assertion: signed, [("client_id", "search-worker")])
            #expect(other.error == "invalid_client")
            #expect(try await sandbox.requestToken(assertion: signed, [("client_id", "billing-sync")]).status == 200)
            let replayed = try await sandbox.requestToken(assertion: signed)
            #expect(replayed.error == "invalid_client")
            #expect(replayed.json["error_description"]?.text?.contains("used before") == true)
        }
    }

    @Test func `another key, no algorithm, and HS256 with the public key are refused (JA-9)`() async throws {
        try await RunningSandbox.with { sandbox in
            let pem = try sandbox.privateKey(of: "billing-sync")
            let key = try P256.Signing.PrivateKey(pemRepresentation: pem)
            let claims = Assertion(client: "billing-sync", audience: sandbox.description.issuer)
            let stranger = P256.Signing.PrivateKey()
            let hmac = SymmetricKey(data: Data(key.publicKey.pemRepresentation.utf8))
            let forged = [
                try await claims.signed(.es256, pem: stranger.pemRepresentation),
                Assertion.compact(header: ["alg": "none"], claims: claims.json) { _ in [] },
                Assertion.compact(header: ["alg": "HS256"], claims: claims.json) { input in
                    Array(HMAC<SHA256>.authenticationCode(for: Data(input.utf8), using: hmac))
                },
                Assertion.compact(header: ["alg": "ES384"], claims: claims.json) { _ in [UInt8](repeating: 1, count: 96)
                },
                Assertion.compact(header: ["alg": "ES256"], claims: claims.json) { input in
                    // DER instead of R‖S (JA-10).
                    (try? key.signature(for: Data(input.utf8)).derRepresentation).map { Array($0) } ?? []
                },
                Assertion.compact(header: ["alg": "ES256", "typ": "at+jwt"], claims: claims.json) { input in
                    (try? key.signature(for: Data(input.utf8)).rawRepresentation).map { Array($0) } ?? []
                },
                Assertion.compact(header: ["alg": "ES256", "crit": .array(["exp"])], claims: claims.json) { input in
                    (try? key.signature(for: Data(input.utf8)).rawRepresentation).map { Array($0) } ?? []
                },
                "a.b", "....", "",
            ]
            for (index, assertion) in forged.enumerated() {
                let reply = try await sandbox.requestToken(assertion: assertion)
                #expect(reply.status == 400, "case \(index)")
                #expect(
                    reply.error == (assertion.isEmpty ? "invalid_request" : "invalid_client"),
                    "case \(index): \(reply.text)")
            }
            let untyped = Assertion.compact(header: ["alg": "ES256"], claims: claims.json) { input in
                (try? key.signature(for: Data(input.utf8)).rawRepresentation).map { Array($0) } ?? []
            }
            #expect(try await sandbox.requestToken(assertion: untyped).status == 200)
        }
    }

    @Test func `a server that wants its token endpoint in aud can be had (JA-3)`() async throws {
        try await RunningSandbox.with { sandbox in
            let pem = try sandbox.privateKey(of: "billing-sync")
            try await sandbox.control("client", ["client_id": "billing-sync", "assertion_audience": "endpoint"])
            let toIssuer = try await Assertion(client: "billing-sync", audience: sandbox.description.issuer)
                .signed(.es256, pem: pem)
            #expect(try await sandbox.requestToken(assertion: toIssuer).error == "invalid_client")
            let toEndpoint = try await Assertion(client: "billing-sync", audience: sandbox.tokenEndpoint)
                .signed(.es256, pem: pem)
            #expect(try await sandbox.requestToken(assertion: toEndpoint).status == 200)
        }
    }

    @Test func `keys can be replaced, and two overlap during a rotation (RO-9)`() async throws {
        try await RunningSandbox.with { sandbox in
            let old = try P256.Signing.PrivateKey(pemRepresentation: try sandbox.privateKey(of: "billing-sync"))
            let new = P256.Signing.PrivateKey()
            let jwks: @Sendable ([P256.Signing.PrivateKey]) -> JSONValue = { keys in
                [
                    "client_id": "billing-sync",
                    "jwks": ["keys": .array(keys.map { JSONWebKey($0.publicKey).json })],
                ]
            }
            let status: @Sendable (P256.Signing.PrivateKey) async throws -> Int = { key in
                let assertion = Assertion(client: "billing-sync", audience: sandbox.description.issuer)
                let kid = JSONWebKey(key.publicKey).kid
                let signed = try await assertion.signed(.es256, pem: key.pemRepresentation, kid: kid)
                return try await sandbox.requestToken(assertion: signed).status
            }
            #expect(try await status(new) == 400)
            #expect(try await sandbox.control("client", jwks([old, new])).status == 200)
            #expect(try await status(old) == 200)
            #expect(try await status(new) == 200)
            #expect(try await sandbox.control("client", jwks([new])).status == 200)
            #expect(try await status(old) == 400)
            #expect(try await status(new) == 200)
        }
    }
}

extension RunningSandbox {
    fileprivate func thumbprint(ofES256 pem: String) throws -> String? {
        JSONWebKey(try P256.Signing.PrivateKey(pemRepresentation: pem).publicKey).thumbprint
    }
}
