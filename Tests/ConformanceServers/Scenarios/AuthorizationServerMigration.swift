internal import HTTPTypes
internal import MintCore

/// After the first request the resource names another authorization server; what the old one gave must stay with it
/// (REG-7).
enum AuthorizationServerMigration {
    private static let oldClient = "as1-client-id-LEAKED-IF-SEEN-AT-AS2"
    private static let newToken = "test-token-as2"
    private static let reregister = "sep-2352-reregister-on-as-change"
    private static let noReuse = ["sep-2352-no-reuse-on-as-change", "sep-2352-no-cross-as-credential-reuse"]

    private struct Seen: Sendable {
        var hasMigrated = false
        var registeredAnew = false
        var oldClientAtNewServer = false
    }

    static let scenario = ConformanceScenario(
        "auth/authorization-server-migration", versions: [.july2026],
        expecting: {
            CodeFlow.checks(at: $0) + noReuse + [reregister, "prm-pathbased-requested", "valid-bearer-token"]
        },
        { run in
            let ledger = TokenLedger(run)
            let seen = Shared(Seen())
            var old = AuthorizationSettings()
            old.onRegistration = { _ in Registration(clientID: oldClient, secret: "as1-client-secret") }
            let server = ResourceServer(
                run: run, issuer: { run.origin(of: seen.value.hasMigrated ? .secondAuthorization : .authorization) },
                gate: gate(run, ledger, seen))
            return Setup(
                sites: [
                    .authorization: AuthorizationServer(run, ledger: ledger, old),
                    .secondAuthorization: AuthorizationServer(
                        run, role: .secondAuthorization, ledger: ledger, successor(seen)),
                    .server: server,
                ],
                finish: { _, checks in
                    checks.add(reregister, seen.value.registeredAnew ? .success : .failure)
                    for id in noReuse { checks.add(id, seen.value.oldClientAtNewServer ? .failure : .success) }
                })
        })

    private static func successor(_ seen: Shared<Seen>) -> AuthorizationSettings {
        var settings = AuthorizationSettings()
        settings.onRegistration = { _ in
            seen.update { $0.registeredAnew = true }
            return Registration(clientID: "as2-client-id", secret: "as2-client-secret")
        }
        settings.onAuthorization = { asked in
            if asked.clientID == oldClient { seen.update { $0.oldClientAtNewServer = true } }
        }
        settings.onToken = { request in
            if (request.parameters["client_id"] ?? request.basic?.name) == oldClient {
                seen.update { $0.oldClientAtNewServer = true }
            }
            let scopes = request.scopes.isEmpty ? ["mcp:basic"] : request.scopes
            return .grant(TokenLedger.token(newToken), scopes: scopes)
        }
        return settings
    }

    /// The first token is good once; from then on only the new server's tokens are.
    private static func gate(_ run: Run, _ ledger: TokenLedger, _ seen: Shared<Seen>) -> MethodGate {
        let challenge: @Sendable (String) -> Answer = { description in
            .challenge(
                .unauthorized, "invalid_token", description,
                [("scope", "mcp:basic"), ("resource_metadata", run.metadataURL)])
        }
        return MethodGate { _, request in
            guard let token = request.bearer else { return challenge("Missing Authorization header") }
            guard ledger.verify(token) != nil else { return Answer(status: .internalServerError) }
            let isFirst = seen.update { seen in
                defer { seen.hasMigrated = true }
                return !seen.hasMigrated
            }
            if isFirst || token.hasPrefix(newToken) { return nil }
            return challenge("The authorization server has changed")
        }
    }
}
