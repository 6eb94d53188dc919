internal import HTTPTypes
internal import MintCore

/// Watches how DPoP-bound tokens are presented (RFC 9449 §4.3, §7, §9). What is wrong is noted and let through, so that
/// there is more to see.
struct ProofGate: Gate {
    let sightings: Shared<ProofSightings>
    /// The nonce that is demanded; `nil` for none.
    let nonce: String?
    let resource: @Sendable () -> String
    let metadata: @Sendable () -> String

    func refusal(of request: Incoming) -> Answer? {
        guard let authorization = request.authorization else {
            return challenge([("resource_metadata", metadata())], error: "unauthorized")
        }
        let cut = authorization.firstIndex(of: " ") ?? authorization.endIndex
        let scheme = String(authorization[..<cut])
        let token = String(authorization[cut...].drop { $0 == " " })
        sightings.update { seen in
            seen.requests += 1
            if scheme.lowercased() != "dpop" { seen.foreignScheme = scheme }
        }
        let proof: ProofOfPossession
        do throws(ProofOfPossession.Fault) {
            proof = try ProofOfPossession(
                request.header("DPoP"),
                expecting: .init(
                    method: request.method.rawValue, url: resource(), token: token, now: SystemTime.seconds))
        } catch {
            sightings.update { $0.badProof = $0.badProof ?? error.reason }
            return nil
        }
        sightings.update { seen in
            if !seen.proofIDs.insert(proof.id).inserted { seen.replayed = true }
        }
        guard let nonce else { return nil }
        guard proof.nonce == nonce else {
            sightings.update { $0.resourceChallenged = true }
            return challenge(
                [("error", "use_dpop_nonce"), ("resource_metadata", metadata())], error: "use_dpop_nonce"
            ).with("DPoP-Nonce", nonce)
        }
        sightings.update { $0.resourceNonceUsed = true }
        return nil
    }

    private func challenge(_ parameters: [(String, String?)], error: String) -> Answer {
        Answer.json(["error": .string(error)], status: .unauthorized)
            .with("WWW-Authenticate", "DPoP " + ChallengeText.list(parameters))
    }
}
