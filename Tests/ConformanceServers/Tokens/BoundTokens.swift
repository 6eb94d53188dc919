internal import Crypto
internal import MintCore

/// What the two DPoP scenarios watch at the token endpoint and at the resource.
struct ProofSightings: Sendable {
    /// At the token endpoint, code exchanges only; one bad exchange is enough to fail.
    var exchanges = 0
    var badExchange: String?
    var authorizationServerChallenged = false
    var authorizationServerNonceUsed = false

    /// At the resource, requests with a token.
    var requests = 0
    var foreignScheme: String?
    var badProof: String?
    var proofIDs: Set<String> = []
    var replayed = false
    var resourceChallenged = false
    var resourceNonceUsed = false
}

/// The DPoP part of a token endpoint (RFC 9449 §5, §8): proofs are checked, tokens are bound to their key.
struct BoundTokens: Sendable {
    let sightings: Shared<ProofSightings>
    /// The nonce that is demanded; `nil` for none.
    let nonce: String?
    let key = P256.Signing.PrivateKey()

    enum Outcome {
        /// No proof came: an ordinary token is issued, and the run fails for it.
        case unbound
        case refused(Answer)
        case token(String)
    }

    func answer(_ request: Incoming, issuer: String, endpoint: String, now: Int) -> Outcome {
        let parameters = request.parameters
        let isExchange = parameters["grant_type"] == "authorization_code"
        let field = request.header("DPoP")
        let proof: ProofOfPossession
        do throws(ProofOfPossession.Fault) {
            proof = try ProofOfPossession(
                field, expecting: .init(method: "POST", url: endpoint, token: nil, now: now))
        } catch {
            if isExchange { sightings.update { $0.sawExchange(fault: error.reason) } }
            return field == nil ? .unbound : .refused(.oauthError("invalid_dpop_proof", error.reason))
        }
        if isExchange { sightings.update { $0.sawExchange(fault: nil) } }
        if let nonce {
            guard proof.nonce == nonce else {
                if isExchange { sightings.update { $0.authorizationServerChallenged = true } }
                let refusal = Answer.oauthError("use_dpop_nonce", "The authorization server demands a nonce")
                return .refused(refusal.with("DPoP-Nonce", nonce))
            }
            if isExchange { sightings.update { $0.authorizationServerNonceUsed = true } }
        }
        var claims: [String: JSONValue] = [
            "iss": .string(issuer), "aud": .string(parameters["resource"] ?? "urn:conformance-test-resource"),
            "sub": "conformance-test-subject", "iat": .int(Int64(now)), "exp": .int(Int64(now + 3600)),
            "cnf": ["jkt": .string(proof.thumbprint)],
        ]
        claims["scope"] = parameters["scope"].map(JSONValue.string)
        guard let token = try? SignedToken.sign(claims, type: "at+jwt", with: key) else { return .unbound }
        return .token(token)
    }
}

extension ProofSightings {
    fileprivate mutating func sawExchange(fault: String?) {
        exchanges += 1
        badExchange = badExchange ?? fault
    }
}
