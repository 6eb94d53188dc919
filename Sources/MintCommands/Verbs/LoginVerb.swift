import ArgumentParser
import MintCore

struct LoginVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Log a machine in and keep it as a profile.",
        discussion: """
            The credential is tried with a real token request before anything is kept; a refused one leaves nothing behind.
            On an existing profile this is a re-login, which replaces the credential once the new one is verified.

            Examples:
              printf %s "$SECRET" | mintmark login mcp.example.com --client-id my-service --client-secret-stdin
              mintmark login https://mcp.example.com/mcp --client-id svc --client-key key.pem --profile billing-sync
              mintmark login api.example.com --client-id svc --client-secret-file s.txt \\
                       --token-endpoint https://auth.example.com/token --scope "tools:read"
            """)

    @Argument(help: "The MCP server or API: a URL, or a host name.")
    var server: String

    @Option(name: .long, help: "The profile's name; default is the host.", completion: .profileNames)
    var profile: String?

    @Option(
        name: [.customLong("grant"), .customLong("grant-type")], help: "How tokens are obtained.",
        completion: .list(["client-credentials"]))
    var grant: String = Grant.clientCredentials.rawValue

    @Option(name: .customLong("client-id"), help: "The client's id at the authorization server.")
    var clientID: String?

    @OptionGroup(title: "Credential") var credential: CredentialOptions

    @Option(name: .long, help: "Scopes to ask for, separated by spaces; default is what the server suggests.")
    var scope: String?

    @Option(name: .long, help: "The issuer to trust, as the server's metadata spells it.")
    var issuer: String?

    @Option(name: .customLong("token-endpoint"), help: "Pin the token endpoint; nothing is discovered.")
    var tokenEndpoint: String?

    @Option(
        name: .customLong("auth-method"), help: "client_secret_basic, client_secret_post or private_key_jwt.",
        completion: .list(["client_secret_basic", "client_secret_post", "private_key_jwt"]))
    var authMethod: String?

    @Option(
        name: .long, help: "Where secrets are kept: secret-service or vault.",
        completion: .list(["secret-service", "vault"]))
    var store: String?

    @OptionGroup(title: "What servers differ in") var settings: SettingsOptions
    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let mayAsk = common.mayAsk(context.console)
        let draft = try draft()
        let services = try await context.services()
        let existing = try await services.login.name(for: draft.server, clientID: draft.clientID, asked: profile)
            .existing
        let store = try chosenStore(existing)
        let credential = try credential.read(context, mayAsk: mayAsk)
        var base = existing?.profile.settings ?? ProfileSettings()
        if case .key = credential { (base.keyAlgorithm, base.keyAlgorithmName, base.keyID) = (nil, nil, nil) }
        var request = LoginRequest(
            server: draft.server, name: profile, clientID: draft.clientID, credential: credential,
            scopes: scope.map(Scopes.split), issuer: issuer, tokenEndpoint: draft.endpoint,
            authentication: draft.method,
            settings: try settings.applied(to: base), store: store)
        if let existing { request.inherit(existing.profile) }
        let observe = common.observer(context.console)
        let plan = try await services.login.plan(request, observe: observe)
        for notice in plan.notices { context.console.note("note: \(notice)") }
        try LoginConfirmation(plan: plan, console: context.console, mayAsk: mayAsk).settle()
        let record = try await services.login.perform(plan, observe: observe)
        report(record, isNew: plan.replaced == nil, context)
        return 0
    }

    private func draft() throws -> (
        server: HTTPURL, clientID: String, endpoint: HTTPURL?, method: ClientAuthentication?
    ) {
        let chosen = try Choice.read(grant, "--grant", Grant.init(argument:), Grant.allCases.map(\.rawValue))
        guard chosen == .clientCredentials else {
            throw UsageError(
                "\(chosen.rawValue) cannot be logged in with this version",
                hint: "Use --grant client-credentials.")
        }
        guard let url = ResourceIdentifier.canonical(server) else {
            throw UsageError(
                "\"\(server.plainLine(limit: 80))\" is no server address",
                hint: "Give a host name or an http(s) URL without user name and fragment.")
        }
        guard let clientID else {
            throw UsageError("client-credentials needs a client id", hint: "Give it with --client-id.")
        }
        let endpoint = try tokenEndpoint.map { text in
            guard let url = HTTPURL(text), !url.hasFragment else {
                throw UsageError("--token-endpoint wants an https URL without fragment")
            }
            return url
        }
        let method = try authMethod.map {
            try Choice.read(
                $0, "--auth-method", ClientAuthentication.init(argument:), ClientAuthentication.allCases.map(\.rawValue)
            )
        }
        return (url, clientID, endpoint, method)
    }

    /// The named store; else the profile's own; else the Secret Service. There is no silent fallback.
    private func chosenStore(_ existing: ProfileRecord?) throws -> StoreName {
        guard let store else { return existing?.profile.store ?? .secretService }
        return try Choice.read(store, "--store", StoreName.init(rawValue:), StoreName.allCases.map(\.rawValue))
    }

    private func report(_ record: ProfileRecord, isNew: Bool, _ context: CommandContext) {
        guard !common.json else {
            context.console.print(JSONOutput.details(record, at: context.now()).serialized())
            return
        }
        let profile = record.profile
        let left = record.token?.secondsLeft(at: context.now())
        context.console.print("\(isNew ? "Logged in" : "Logged in again"): \(profile.name) \(profile.grant.tag)")
        let facts: [(String, String)] = [
            ("server", profile.server.text), ("issuer", profile.issuer ?? "none (token endpoint pinned)"),
            ("client", "\(profile.clientID.plainLine()), \(profile.clientAuthentication.rawValue)"),
            (
                "scopes",
                record.token.map { $0.scopes.isEmpty ? "none named" : $0.scopes.joined(separator: " ").plainLine() }
                    ?? "none"
            ),
            ("token", left.map { "valid for \(Countdown.text($0))" } ?? "valid; the server does not say how long"),
            ("store", profile.store.words),
        ]
        for (name, value) in facts {
            context.console.print("  \(name)\(String(repeating: " ", count: 8 - name.count))\(value)")
        }
        let missing = profile.requestedScopes.filter { !(record.token?.scopes.contains($0) ?? true) }
        if !missing.isEmpty { context.console.note("note: not granted: \(missing.joined(separator: " "))") }
    }
}
