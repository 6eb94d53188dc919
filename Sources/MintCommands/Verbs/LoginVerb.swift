import ArgumentParser
import MintCore

struct LoginVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Log in and keep the identity as a profile.",
        discussion: """
            The credential is tried with a real token request before anything is kept; a refused one leaves nothing behind.
            A pasted token (--grant static) is shown to the server instead, where that asks for one; it says whether it was.
            On an existing profile this is a re-login, which replaces the credential once the new one is verified.

            Examples:
              printf %s "$SECRET" | mintmark login mcp.example.com --client-id my-service --client-secret-stdin
              mintmark login https://mcp.example.com/mcp --client-id svc --client-key key.pem --profile billing-sync
              mintmark login api.example.com --client-id svc --client-secret-file s.txt \\
                       --token-endpoint https://auth.example.com/token --scope "tools:read"
              mintmark login mcp.example.com --grant device-code                  a person approves on another device
              mintmark login mcp.example.com --grant authorization-code --paste   … or in a browser; over SSH, paste back
              mintmark login mcp.example.com --grant jwt-bearer --assertion-file /var/run/secrets/token
            """)

    @Argument(help: "The MCP server or API: a URL, or a host name.")
    var server: String

    @Option(name: .long, help: "The profile's name; default is the host.", completion: .profileNames)
    var profile: String?

    @Option(
        name: [.customLong("grant"), .customLong("grant-type")],
        help: "How tokens are obtained: \(Grant.allCases.map(\.rawValue).joined(separator: ", ")).",
        completion: .list(Grant.allCases.map(\.rawValue)))
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
        name: .customLong("auth-method"),
        help: "client_secret_basic, client_secret_post, private_key_jwt, or none for a public client.",
        completion: .list(ClientAuthentication.allCases.map(\.rawValue)))
    var authMethod: String?

    @Option(
        name: .long,
        help: "Where secrets are kept: secret-service or vault; default is login.store, else secret-service.",
        completion: .list(["secret-service", "vault"]))
    var store: String?

    @Option(
        name: .customLong("secret-expires"),
        help: "When the client secret or key ends, where you know it: a day (2027-01-31), a span (90d), or never.")
    var secretExpires: String?

    @Flag(name: .long, help: "Bind tokens to a key that is made for the profile (DPoP).")
    var dpop = false

    @Flag(name: .customLong("legacy-discovery"), help: "Take a server without metadata for one of 2025-03-26.")
    var legacyDiscovery = false

    @OptionGroup(title: "Other grants") var grants: GrantOptions
    @OptionGroup(title: "What servers differ in") var settings: SettingsOptions
    @OptionGroup var common: CommonOptions

    func run(in context: CommandContext) async throws -> Int32 {
        let mayAsk = common.mayAsk(context.console)
        let draft = try draft()
        try grants.check(for: draft.grant)
        let services = try await context.services()
        let existing = try await services.login.name(
            for: draft.server, clientID: clientID, grant: draft.grant, asked: profile
        ).existing
        let request = try request(draft, existing, context, mayAsk: mayAsk)
        if common.noInput { try requireNobody(draft.grant) }
        let detail = "\(existing == nil ? "" : "again, ")\(draft.grant.rawValue) at \(draft.server.hostAndPort)"
        let record = try await services.noting(
            .login, of: existing?.profile, named: profile ?? draft.server.host, detail: detail, in: context
        ) {
            try await logIn(request, services, context, mayAsk: mayAsk)
        }
        await services.note(.login, of: record.profile, detail: detail, in: context)
        LoginReport(record: record, isNew: existing == nil).print(context, json: common.json)
        return 0
    }

    private func logIn(
        _ request: LoginRequest, _ services: Services, _ context: CommandContext, mayAsk: Bool
    ) async throws -> ProfileRecord {
        let observe = common.observer(context.console)
        var plan = try await scheming(request.server) { try await services.login.plan(request, observe: observe) }
        for notice in plan.notices { context.console.note("note: \(notice)") }
        try LoginConfirmation(plan: plan, console: context.console, mayAsk: mayAsk).settle()
        if grants.untried {
            context.console.note("note: the token was not tried")
        } else if let trial = try await services.login.tryPasted(plan, observe: observe) {
            context.console.note("note: \(trial.words)")
            plan.pastedTrial = trial
        }
        let interaction = TerminalInteraction(
            context: context, redirects: services.redirects, mayAsk: mayAsk, pastes: grants.paste,
            opensBrowser: !grants.noBrowser && !common.noInput)
        let choice = StoreChoice(keyrings: services.keyrings, console: context.console, mayAsk: mayAsk)
        do {
            return try await services.login.perform(
                plan, interaction: interaction, otherStore: { await choice.otherStore($0, $1) }, observe: observe)
        } catch let error as KeyringError {
            throw mayAsk ? Failure(error) : choice.failure(error, in: plan.profile.store)
        }
    }

    /// A port that speaks TLS makes nothing of plain http: the next thing to try is the other scheme.
    private func scheming<R>(_ server: HTTPURL, _ body: () async throws -> R) async throws -> R {
        do { return try await body() } catch let error as TransportError where !server.isSecure {
            switch error {
            case .malformed, .closedEarly:
                var failure = Failure(error)
                let secure = "https\(server.text.dropFirst(4))"
                failure.hint = "If that port speaks TLS: mintmark login \(secure.shellArgument) …"
                throw failure
            default: throw error
            }
        }
    }

    private func request(
        _ draft: Draft, _ existing: ProfileRecord?, _ context: CommandContext, mayAsk: Bool
    ) throws -> LoginRequest {
        let login = try context.configurationFile.configuration().login
        let end = try secretExpires.map { try SecretExpiry.read($0, at: context.now()) }
        try requireMaterial(draft.grant, existing?.profile, mayAsk: mayAsk)
        let credential = try credential(for: draft.grant, context, mayAsk: mayAsk)
        if end != nil, credential == nil, !draft.grant.isPersons {
            throw LoginError.needless(draft.grant, what: "--secret-expires")
        }
        var base = existing?.profile.settings ?? ProfileSettings()
        if existing == nil { base.keepWarm = login.keepWarm }
        if let end { base.isExemptFromMaxAge = end == .never }
        if case .key = credential { (base.keyAlgorithm, base.keyAlgorithmName, base.keyID) = (nil, nil, nil) }
        var request = LoginRequest(
            server: draft.server, name: profile, grant: draft.grant, clientID: clientID, credential: credential,
            scopes: scope.map(Scopes.split), issuer: issuer, tokenEndpoint: draft.endpoint,
            authentication: draft.method, settings: try settings.applied(to: base),
            store: try chosenStore(existing, login.store))
        request.said = settings.said
        request.secretEnd = end
        if dpop { request.settings.usesDPoP = true }
        if legacyDiscovery { request.settings.allowsLegacyDiscovery = true }
        if let source = try grants.assertionSource { request.settings.assertionSource = source }
        if let provider = try grants.identityProvider { request.settings.identityProvider = provider }
        if let uri = grants.redirectURI { request.settings.redirectURI = uri.isEmpty ? nil : uri }
        request.clientMetadataURL = try clientMetadataURL()
        request.authorizationEndpoint = try grants.url(grants.authorizationEndpoint, "--authorization-endpoint")
        request.deviceEndpoint = try grants.url(grants.deviceEndpoint, "--device-endpoint")
        if draft.grant == .static { request.pasted = try grants.pasted(context, mayAsk: mayAsk) }
        if let existing { request.inherit(existing.profile) }
        return request
    }

    /// Client credentials ask for one; people's grants take one where the client has one; the others have no use for it.
    private func credential(for grant: Grant, _ context: CommandContext, mayAsk: Bool) throws -> Credential? {
        switch grant {
        case .clientCredentials, .enterprise:
            // Before anybody is asked for a secret.
            guard clientID != nil else {
                throw LoginError.missing(grant, what: "a client id", flags: "--client-id ID")
            }
            return try credential.read(for: grant, context, mayAsk: mayAsk)
        case .deviceCode, .authorizationCode:
            if grants.paste, credential.secretFromInput, !mayAsk {
                throw UsageError(
                    "--paste and --client-secret-stdin both read stdin",
                    hint: "Give the secret with --client-secret-file or --client-secret-env.")
            }
            return credential.isNamed ? try credential.read(for: grant, context, mayAsk: mayAsk) : nil
        case .jwtBearer, .static:
            if credential.isNamed { throw LoginError.needless(grant, what: "a client credential") }
            return nil
        }
    }

    /// Before a client is registered and an address is printed that nobody may open.
    private func requireNobody(_ grant: Grant) throws {
        guard grant.isPersons else { return }
        throw UsageError(
            "\(grant.rawValue) waits for a person, which --no-input forbids",
            hint: """
                Leave --no-input out: the address is printed, and the login waits for whoever opens it.
                Without a person: --grant client-credentials, jwt-bearer, enterprise or static.
                """)
    }

    private func clientMetadataURL() throws -> String? {
        guard let url = grants.clientMetadataURL else { return nil }
        guard ClientMetadataDocument.isIdentifier(url) else {
            throw UsageError(
                "--client-metadata-url wants an https URL with a path",
                hint: "What to publish there: mintmark client-metadata URL")
        }
        return url
    }

    private struct Draft {
        var grant: Grant
        var server: HTTPURL
        var endpoint: HTTPURL?
        var method: ClientAuthentication?
    }

    private func draft() throws -> Draft {
        let chosen = try Choice.read(grant, "--grant", Grant.init(argument:), Grant.allCases.map(\.rawValue))
        guard let url = ResourceIdentifier.canonical(server) else {
            throw UsageError(
                "\"\(server.plainAddress())\" is no server address",
                hint: "Give a host name or an http(s) URL without user name and fragment.")
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
        return Draft(grant: chosen, server: url, endpoint: endpoint, method: method)
    }

    /// The named store; else the profile's own; else the configured one. There is no silent fallback.
    private func chosenStore(_ existing: ProfileRecord?, _ usual: StoreName) throws -> StoreName {
        guard let store else { return existing?.profile.store ?? usual }
        return try Choice.read(store, "--store", StoreName.init(rawValue:), StoreName.allCases.map(\.rawValue))
    }
}
