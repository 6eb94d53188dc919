internal import Crypto
internal import MintCore

/// A DPoP proof that was found to be sound (RFC 9449 §4.3).
struct ProofOfPossession: Sendable {
    let id: String
    let nonce: String?
    /// The thumbprint of the key that made it (RFC 7638).
    let thumbprint: String

    struct Fault: Error {
        let reason: String
    }

    /// What a proof is held against.
    struct Expectation {
        let method: String
        let url: String
        /// The access token that came along; `nil` at a token endpoint.
        var token: String?
        let now: Int
    }

    /// - Parameter field: The `DPoP` header; several lines are joined by commas, which no proof contains.
    init(_ field: String?, expecting expected: Expectation) throws(Fault) {
        guard let field, !field.isEmpty else { throw Fault(reason: "there is no DPoP proof") }
        guard !field.contains(",") else { throw Fault(reason: "there are several DPoP headers") }
        guard let proof = SignedToken(field) else { throw Fault(reason: "the proof is no JWT") }
        let jwk = try Self.key(of: proof)
        guard proof.isSigned(by: jwk.key) else { throw Fault(reason: "the signature of the proof is wrong") }
        guard let id = proof.claims["jti"]?.text else { throw Fault(reason: "the proof has no jti") }
        guard proof.claims["htm"]?.text == expected.method else { throw Fault(reason: "htm is not the method") }
        try Self.check(proof.claims["htu"]?.text, against: expected.url)
        guard let made = proof.claims["iat"]?.integer, abs(expected.now - made) <= 300 else {
            throw Fault(reason: "iat is missing or not of now")
        }
        if let token = expected.token { try Self.check(proof, binds: token, to: jwk.thumbprint) }
        self.id = id
        nonce = proof.claims["nonce"]?.text
        thumbprint = jwk.thumbprint
    }

    private static func key(
        of proof: SignedToken
    ) throws(Fault) -> (key: P256.Signing.PublicKey, thumbprint: String) {
        guard proof.header["typ"] == "dpop+jwt" else { throw Fault(reason: "typ is not dpop+jwt") }
        guard proof.header["alg"] == "ES256" else { throw Fault(reason: "alg is not the ES256 that is listed") }
        guard let jwk = proof.header["jwk"] else { throw Fault(reason: "the proof has no jwk") }
        guard jwk["d"] == nil else { throw Fault(reason: "the jwk holds a private key") }
        guard jwk["kty"] == "EC", jwk["crv"] == "P-256", let x = jwk["x"]?.text, let y = jwk["y"]?.text,
            let point = Base64URL.decode(x).flatMap({ x in Base64URL.decode(y).map { [0x04] + x + $0 } }),
            let key = try? P256.Signing.PublicKey(x963Representation: point)
        else { throw Fault(reason: "the jwk is no P-256 key") }
        let members = #"{"crv":"P-256","kty":"EC","x":"\#(x)","y":"\#(y)"}"#
        return (key, Base64URL.encode(SHA256.hash(data: Array(members.utf8))))
    }

    /// Scheme and host without regard to case; one final slash makes no difference (RFC 9449 §4.3).
    private static func check(_ htu: String?, against url: String) throws(Fault) {
        guard let htu, !htu.contains("?"), !htu.contains("#") else {
            throw Fault(reason: "htu is missing or has a query or a fragment")
        }
        guard let named = HTTPURL(htu), let wanted = HTTPURL(url), named.origin == wanted.origin,
            named.path.withoutOneFinalSlash == wanted.path.withoutOneFinalSlash
        else { throw Fault(reason: "htu is not the URL of the request") }
    }

    private static func check(
        _ proof: SignedToken, binds token: String, to thumbprint: String
    ) throws(Fault) {
        guard proof.claims["ath"]?.text == Base64URL.encode(SHA256.hash(data: Array(token.utf8))) else {
            throw Fault(reason: "ath is not the hash of the token")
        }
        guard SignedToken(token)?.claims["cnf"]?["jkt"]?.text == thumbprint else {
            throw Fault(reason: "the token is not bound to the key of the proof")
        }
    }
}

extension String {
    fileprivate var withoutOneFinalSlash: Substring { hasSuffix("/") ? dropLast() : self[...] }
}
