import Crypto
import Foundation
import JWTKit

@testable import MintSandbox

/// A key that proves possession (RFC 9449), its proofs put together by hand so that each part can be bent.
struct ProofKey: Sendable {
    let key = P256.Signing.PrivateKey()

    var thumbprint: String? { JSONWebKey(key.publicKey).thumbprint }

    /// A proof as it ought to be; `claims` and `header` replace members, or with `null` take them away.
    func proof(
        _ method: String, _ url: String, token: String? = nil, nonce: String? = nil, claims: JSONValue = [:],
        header: JSONValue = [:]
    ) -> (String, String) {
        var body: [String: JSONValue] = [
            "jti": .string(UUID().uuidString), "htm": .string(method), "htu": .string(url),
            "iat": .integer(Int(Date().timeIntervalSince1970)),
        ]
        body["ath"] = token.map { .string(Base64URL.encode(SHA256.hash(data: Array($0.utf8)))) }
        body["nonce"] = nonce.map(JSONValue.string)
        var head: [String: JSONValue] = ["typ": "dpop+jwt", "alg": "ES256"]
        var jwk = JSONWebKey(key.publicKey)
        (jwk.kid, jwk.alg, jwk.use) = (nil, nil, nil)
        head["jwk"] = jwk.json
        body.merge(claims.object ?? [:]) { $1 }
        head.merge(header.object ?? [:]) { $1 }
        let text = Assertion.compact(
            header: .object(head.filter { $0.value != .null }), claims: .object(body.filter { $0.value != .null })
        ) { input in
            (try? key.signature(for: Data(input.utf8)).rawRepresentation).map { Array($0) } ?? []
        }
        return ("DPoP", text)
    }

    /// The same by the library that clients use.
    func proofByLibrary(_ method: String, _ url: String) async throws -> (String, String) {
        struct Claims: JWTPayload {
            var jti = UUID().uuidString
            let htm: String
            let htu: String
            var iat = Int(Date().timeIntervalSince1970)
            func verify(using algorithm: some JWTAlgorithm) async throws {}
        }
        let point = [UInt8](key.publicKey.rawRepresentation)
        var header = JWTHeader()
        header.typ = "dpop+jwt"
        header.fields["jwk"] = .object([
            "kty": .string("EC"), "crv": .string("P-256"), "x": .string(Base64URL.encode(point.prefix(32))),
            "y": .string(Base64URL.encode(point.suffix(32))),
        ])
        let keys = JWTKeyCollection()
        await keys.add(ecdsa: try ES256PrivateKey(backing: key))
        return ("DPoP", try await keys.sign(Claims(htm: method, htu: url), header: header))
    }
}

extension RunningSandbox {
    /// A token of `search-worker` that is bound to the key.
    func boundToken(_ key: ProofKey, nonce: String? = nil) async throws -> String {
        let secret = try secret(of: "search-worker")
        let reply = try await form(
            tokenEndpoint, [Self.grant],
            [Self.basic("search-worker", secret), key.proof("POST", tokenEndpoint, nonce: nonce)])
        struct Refused: Error { let body: String }
        guard reply.json["token_type"] == "DPoP", let token = reply.json["access_token"]?.text else {
            throw Refused(body: reply.text)
        }
        return token
    }

    /// A `tools/list` with the token, by the scheme, and with the proof.
    func list(_ token: String, scheme: String = "DPoP", _ proof: (String, String)?) async throws -> Reply {
        try await modern(
            "tools/list", token: "", [("Authorization", "\(scheme) \(token)")] + (proof.map { [$0] } ?? []))
    }
}
