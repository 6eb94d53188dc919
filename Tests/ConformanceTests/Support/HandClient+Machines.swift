import Crypto
import Foundation
import MintCore

extension HandClient {
    func signInByCredentials(_ found: Found) async throws {
        let id = habits.clientID ?? context("client_id")
        var form = ["grant_type": habits.grantType ?? "client_credentials", "resource": found.resource]
        guard found.methods == ["private_key_jwt"] else {
            return try await exchange(
                found, form, (id, habits.secret ?? context("client_secret")),
                habits.method ?? "client_secret_basic")
        }
        let now = Int64(Date().timeIntervalSince1970)
        let key = try P256.Signing.PrivateKey(pemRepresentation: context("private_key_pem"))
        form["client_assertion_type"] =
            habits.leavesOut.contains("type") ? "" : "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        form["client_assertion"] = try jws(
            ["alg": "ES256"],
            [
                "iss": .string(id), "sub": .string(context("client_id")),
                "aud": .string(habits.audience ?? found.issuer), "iat": .int(now), "exp": .int(now + 60),
                "jti": "hand",
            ], key)
        try await exchange(found, form, (id, nil), "none")
    }

    func signInByAssertion(_ found: Found) async throws {
        if !context("idp_token_endpoint").isEmpty { return try await signInByEnterprise(found) }
        let form = [
            "grant_type": habits.grantType ?? Self.jwtBearer,
            "assertion": habits.leavesOut.contains("assertion") ? "" : context(habits.usesJWT),
            "scope": habits.scope ?? "", "resource": found.resource,
        ]
        let client = (context("client_id"), String?.none)
        do {
            try await exchange(found, form, client, "none")
        } catch let stopped as Stopped {
            if habits.retriesRefusal { try await exchange(found, form, client, "none") }
            if habits.fallsBack {
                try await exchange(found, form.merging(["grant_type": "client_credentials"]) { $1 }, client, "none")
            }
            throw stopped
        }
    }

    private func signInByEnterprise(_ found: Found) async throws {
        var form = [
            "grant_type": habits.grantType ?? "urn:ietf:params:oauth:grant-type:token-exchange",
            "requested_token_type": "urn:ietf:params:oauth:token-type:id-jag",
            "audience": habits.audience ?? found.issuer, "resource": habits.resourceAtToken ?? found.resource,
            "subject_token": context("idp_id_token"),
            "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
            "client_id": context("idp_client_id"),
        ]
        for name in habits.leavesOut { form[name] = nil }
        let reply = try await web.post(context("idp_token_endpoint"), form: form)
        guard let assertion = reply.json?["access_token"]?.text else { throw Stopped(why: "no ID-JAG came") }
        try await exchange(
            found, ["grant_type": Self.jwtBearer, "assertion": assertion],
            (habits.clientID ?? context("client_id"), habits.secret ?? context("client_secret")),
            habits.method ?? "client_secret_basic")
    }

    /// A fresh DPoP proof, or the last one again.
    func proof(
        method: String, url: String, token: String?, nonce: String?, repeating: Bool = false
    ) async throws -> String {
        if repeating, let last = await memory.content.lastProof { return last }
        let key = memory.key
        let point = [UInt8](key.publicKey.rawRepresentation)
        let header: [String: JSONValue] = [
            "alg": "ES256", "typ": "dpop+jwt",
            "jwk": [
                "kty": "EC", "crv": "P-256", "x": .string(Base64URL.encode(point.prefix(32))),
                "y": .string(Base64URL.encode(point.suffix(32))),
            ],
        ]
        var claims: [String: JSONValue] = [
            "jti": .string(UUID().uuidString), "htm": .string(method), "htu": .string(url),
            "iat": .int(Int64(Date().timeIntervalSince1970)),
        ]
        claims["ath"] = token.map { .string(Base64URL.encode(SHA256.hash(data: Array($0.utf8)))) }
        claims["nonce"] = nonce.map(JSONValue.string)
        let proof = try jws(header, claims, key)
        if token != nil { await memory.update { $0.lastProof = proof } }
        return proof
    }

    private func jws(
        _ header: [String: JSONValue], _ claims: [String: JSONValue], _ key: P256.Signing.PrivateKey
    ) throws -> String {
        let input = [header, claims].map { Base64URL.encode(JSONValue.object($0).serialized().utf8) }
            .joined(separator: ".")
        let signature = try key.signature(for: SHA256.hash(data: Array(input.utf8)))
        return input + "." + Base64URL.encode(signature.rawRepresentation)
    }
}
