internal import MintCore

/// `iss` in the authorization response (RFC 9207; IS-2, IS-3), and the issuer of the metadata itself (AS-4).
enum IssuerParameter {
    static let scenarios = [
        accepted("iss-supported", "sep-2468-client-compare-iss-supported", promises: true, .right),
        accepted("iss-not-advertised", "sep-2468-client-proceed-no-iss", promises: nil, .absent),
        refused("iss-supported-missing", "sep-2468-client-reject-missing-iss", promises: true, .absent),
        refused("iss-wrong-issuer", "sep-2468-client-compare-iss-supported", promises: true, .wrong),
        refused("iss-unexpected", "sep-2468-client-compare-iss-unadvertised", promises: nil, .wrong),
        refused("iss-normalized", "sep-2468-client-no-normalization", promises: true, .normalized),
        metadataMismatch,
    ]

    private struct Seen: Sendable {
        var authorization = false
        var token = false
        var registration = false
    }

    private static func settings(
        _ seen: Shared<Seen>, promises: Bool?, _ issuer: AuthorizationSettings.IssuerInRedirect
    ) -> AuthorizationSettings {
        var settings = AuthorizationSettings(promisesIssuer: promises, issuerInRedirect: issuer)
        settings.onAuthorization = { _ in seen.update { $0.authorization = true } }
        settings.onToken = { _ in
            seen.update { $0.token = true }
            return .grant(TokenLedger.token(), scopes: [])
        }
        settings.onRegistration = { _ in
            seen.update { $0.registration = true }
            return Registration()
        }
        return settings
    }

    private static func accepted(
        _ name: String, _ check: String, promises: Bool?, _ issuer: AuthorizationSettings.IssuerInRedirect
    ) -> ConformanceScenario {
        ConformanceScenario(
            "auth/\(name)", versions: [.july2026],
            expecting: { CodeFlow.checks(at: $0) + [check, "prm-pathbased-requested", "valid-bearer-token"] },
            { run in
                let seen = Shared(Seen())
                var setup = CodeFlow.setup(
                    run, ledger: TokenLedger(run), settings(seen, promises: promises, issuer))
                setup.finish = { _, checks in checks.add(check, seen.value.token ? .success : .failure) }
                return setup
            })
    }

    private static func refused(
        _ name: String, _ check: String, promises: Bool?, _ issuer: AuthorizationSettings.IssuerInRedirect
    ) -> ConformanceScenario {
        ConformanceScenario(
            "auth/\(name)", versions: [.july2026], allowsClientError: true,
            expecting: CodeFlow.checksUntilAuthorization + [check]
        ) { run in
            let seen = Shared(Seen())
            var setup = CodeFlow.setup(run, ledger: TokenLedger(run), settings(seen, promises: promises, issuer))
            setup.finish = { _, checks in
                let isRight = seen.value.authorization && !seen.value.token
                let note = seen.value.token ? "the code was exchanged" : "there was no authorization request"
                checks.add(check, isRight ? .success : .failure, isRight ? "" : note)
            }
            return setup
        }
    }

    /// The endpoints are where only the false metadata says: whoever asks there has believed it.
    private static let metadataMismatch = ConformanceScenario(
        "auth/metadata-issuer-mismatch", versions: [.july2026], allowsClientError: true,
        expecting: [
            "sep-2468-client-validate-metadata-issuer", "authorization-server-metadata", "prm-pathbased-requested",
        ]
    ) { run in
        let seen = Shared(Seen())
        var settings = settings(seen, promises: true, .right)
        settings.routePrefix = "/mismatched-as"
        settings.issuer = { "https://attacker.example.com" }
        var setup = CodeFlow.setup(run, ledger: TokenLedger(run), settings)
        setup.finish = { _, checks in
            let used = seen.value.registration || seen.value.authorization || seen.value.token
            let wasRead = checks.holds("authorization-server-metadata")
            checks.add(
                "sep-2468-client-validate-metadata-issuer", wasRead && !used ? .success : .failure,
                used ? "an endpoint of the false metadata was asked" : wasRead ? "" : "the metadata was never read")
        }
        return setup
    }
}
