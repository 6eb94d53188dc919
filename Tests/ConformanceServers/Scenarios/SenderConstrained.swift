internal import MintCore

/// Tokens bound to a key of the client (DP-2 to DP-6), without and with nonces.
enum SenderConstrained {
    static let scenarios = [scenario("dpop", demandsNonces: false), scenario("dpop-nonce", demandsNonces: true)]

    private static let proof = "sep-1932-client-token-request-proof"
    private static let scheme = "sep-1932-client-dpop-auth-scheme"
    private static let fresh = "sep-1932-client-fresh-proof"
    private static let serverNonce = "sep-1932-client-as-nonce"
    private static let resourceNonce = "sep-1932-client-rs-nonce"

    private static func scenario(_ name: String, demandsNonces: Bool) -> ConformanceScenario {
        ConformanceScenario(
            "auth/\(name)", versions: ClientCredentials.versions,
            expecting: { version in
                CodeFlow.checks(at: version) + [proof, scheme, fresh, "prm-pathbased-requested"]
                    + (demandsNonces ? [serverNonce, resourceNonce] : [])
            },
            { run in
                let sightings = Shared(ProofSightings())
                let settings = AuthorizationSettings(
                    boundTokens: BoundTokens(
                        sightings: sightings, nonce: demandsNonces ? "conformance-as-dpop-nonce" : nil))
                let gate = ProofGate(
                    sightings: sightings, nonce: demandsNonces ? "conformance-rs-dpop-nonce" : nil,
                    resource: { run.origin(of: .server) + "/mcp" }, metadata: { run.metadataURL })
                var setup = CodeFlow.setup(run, ledger: nil, settings, gate: gate)
                setup.finish = { _, checks in judge(sightings.value, demandsNonces: demandsNonces, &checks) }
                return setup
            })
    }

    private static func judge(_ seen: ProofSightings, demandsNonces: Bool, _ checks: inout [Check]) {
        func add(_ id: String, _ faults: (condition: Bool, note: String)...) {
            let fault = faults.first { $0.condition }
            checks.add(id, fault == nil ? .success : .failure, fault?.note ?? "")
        }
        add(
            proof, (seen.exchanges == 0, "there was no code exchange"),
            (seen.badExchange != nil, seen.badExchange ?? ""))
        add(
            scheme, (seen.requests == 0, "no token was presented"),
            (seen.foreignScheme != nil, "a token came with \(seen.foreignScheme ?? "")"))
        add(
            fresh, (seen.requests == 0, "no token was presented"), (seen.badProof != nil, seen.badProof ?? ""),
            (seen.replayed, "a proof came twice"))
        guard demandsNonces else { return }
        add(
            serverNonce, (!seen.authorizationServerChallenged, "no sound proof came to be challenged"),
            (!seen.authorizationServerNonceUsed, "the nonce was not used"))
        add(
            resourceNonce, (!seen.resourceChallenged, "no sound proof came to be challenged"),
            (!seen.resourceNonceUsed, "the nonce was not used"))
    }
}
