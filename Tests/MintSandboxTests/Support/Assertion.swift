import Foundation
import JWTKit

@testable import MintSandbox

/// A client assertion to be signed with the library that the real client uses; every claim can be bent.
struct Assertion: JWTPayload {
    var iss: String
    var sub: String
    var aud: JSONValue
    var exp: Int?
    var iat: Int?
    var nbf: Int?
    var jti: String?

    init(client: String, audience: String, now: Int = Int(Date().timeIntervalSince1970)) {
        iss = client
        sub = client
        aud = .string(audience)
        iat = now
        exp = now + 120
        jti = UUID().uuidString
    }

    func verify(using algorithm: some JWTAlgorithm) async throws {}

    enum Algorithm: String, Sendable, CaseIterable {
        case es256 = "ES256"
        case es384 = "ES384"
        case rs256 = "RS256"
        case ps256 = "PS256"
        case edDSA = "EdDSA"
    }

    func signed(_ algorithm: Algorithm, pem: String, kid: String? = nil, typ: String? = "client-authentication+jwt")
        async throws -> String
    {
        let keys = JWTKeyCollection()
        switch algorithm {
        case .es256: await keys.add(ecdsa: try ES256PrivateKey(pem: pem))
        case .es384: await keys.add(ecdsa: try ES384PrivateKey(pem: pem))
        case .rs256: await keys.add(rsa: try Insecure.RSA.PrivateKey(pem: pem), digestAlgorithm: .sha256)
        case .ps256: await keys.add(pss: try Insecure.RSA.PrivateKey(pem: pem), digestAlgorithm: .sha256)
        case .edDSA: await keys.add(eddsa: try EdDSA.PrivateKey(pem: pem))
        }
        var header = JWTHeader()
        header.typ = typ
        header.kid = kid
        return try await keys.sign(self, header: header)
    }

    /// Parts put together by hand: for algorithms that no library of ours would sign with.
    static func compact(header: JSONValue, claims: JSONValue, signature: (String) -> [UInt8]) -> String {
        let input = Base64URL.encode(header.bytes) + "." + Base64URL.encode(claims.bytes)
        return input + "." + Base64URL.encode(signature(input))
    }

    var json: JSONValue {
        [
            "iss": .string(iss), "sub": .string(sub), "aud": aud, "exp": exp.map(JSONValue.integer) ?? .null,
            "iat": iat.map(JSONValue.integer) ?? .null, "jti": jti.map(JSONValue.string) ?? .null,
        ]
    }
}
