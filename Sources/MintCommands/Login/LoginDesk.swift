import MintBoard
import MintCore
import MintMCP

/// What a login on the board must not lose and must not show: what was typed, the key that was made, what was granted. One
/// login at a time; everything is wiped when it is kept or discarded.
actor LoginDesk {
    let services: Services
    /// Opens a person's browser; whether there was one.
    let openBrowser: @Sendable (String) -> Bool
    /// What `~` stands for.
    let home: String?

    private var secrets: [FieldID: Secret] = [:]
    private var made: SigningKey?
    private var granted: GrantedLogin?
    /// Counts the logins: what comes back for a former one is discarded.
    private var epoch = 0
    private var pasted: AsyncStream<Secret>.Continuation?

    init(_ services: Services, home: String?, openBrowser: @escaping @Sendable (String) -> Bool) {
        self.services = services
        self.home = home
        self.openBrowser = openBrowser
    }

    func hold(_ field: FieldID, _ secret: Secret) {
        if field == .pastedRedirect {
            pasted?.yield(secret)
        } else {
            secrets[field] = secret.isEmpty ? nil : secret
        }
    }

    // MARK: Credentials

    func facts(of wish: CredentialWish) async throws -> CredentialFacts {
        guard let credential = try await credential(of: wish) else {
            throw Failure(headline: "There is no credential to read")
        }
        return CredentialFacts(credential)
    }

    func makeKey(_ algorithm: SigningAlgorithm) async throws -> CredentialFacts {
        let key = try await Self.generate(algorithm)
        try Task.checkCancellation()
        made = key
        return CredentialFacts(.key(key))
    }

    /// RSA takes its time: not here, where everything else waits.
    @concurrent private static func generate(_ algorithm: SigningAlgorithm) async throws -> SigningKey {
        try SigningKey.generate(algorithm)
    }

    func credential(of wish: CredentialWish) async throws -> Credential? {
        let material = CredentialMaterial(home: home)
        switch wish {
        case .none: return nil
        case .typed(let field): return .secret(try material.line(secrets[field]))
        case .secretFile(let path): return .secret(try material.line(try material.file(path)))
        case .pastedKey(let field, let passphrase):
            return .key(try material.key(secrets[field] ?? Secret(""), secrets[passphrase]))
        case .keyFile(let path, let passphrase):
            return .key(try material.key(try material.file(path), secrets[passphrase]))
        case .made:
            guard let made else { throw Failure(headline: "There is no key yet", hint: "Make it first.") }
            return .key(made)
        case .kept(let id):
            guard let record = try await services.profiles.record(id) else {
                throw StateError.noSuchProfile(id.rawValue)
            }
            return try await services.tokens.credential(of: record)
        }
    }

    // MARK: The exchange

    func tryOut(
        _ wish: LoginWish, _ report: @escaping @Sendable (LoginNews) -> Void
    ) async throws -> LoginTrial {
        let begun = epoch
        let detail = "board, \(wish.grant.rawValue) at \(wish.server.hostAndPort)"
        do {
            await discardGranted()
            let request = try await request(for: wish)
            let plan = try await services.login.plan(request) { report(.hop($0)) }
            let interaction = BoardInteraction(
                redirects: services.redirects, pastes: wish.pastesRedirect, openBrowser: openBrowser, report: report,
                pasted: { await self.awaitPaste() })
            let result = try await services.login.tryOut(plan, interaction: interaction) { report(.hop($0)) }
            guard begun == epoch, !Task.isCancelled else {
                // Nobody waits for it any more; it is not left lying around.
                _ = await services.login.discard(result)
                throw CancellationError()
            }
            granted = result
            return try await trial(of: result, report)
        } catch {
            if !(error is CancellationError) {
                await services.audit.note(.login, named: wish.server.host, failure: error, detail: detail)
            }
            throw error
        }
    }

    private func request(for wish: LoginWish) async throws -> LoginRequest {
        var request = LoginRequest(
            server: wish.server, grant: wish.grant, clientID: wish.clientID, credential: nil, scopes: wish.scopes,
            issuer: wish.issuer, tokenEndpoint: wish.tokenEndpoint, authentication: wish.authentication,
            settings: wish.settings, store: wish.store)
        request.target = wish.target
        request.discovered = wish.discovered
        request.clientMetadataURL = wish.clientMetadataURL
        request.authorizationEndpoint = wish.authorizationEndpoint
        request.deviceEndpoint = wish.deviceEndpoint
        // The wizard took the provider's habits over and showed them.
        request.said = Set(ProviderPreset.Setting.allCases)
        let credential = try await credential(of: wish.credential)
        guard wish.grant == .static else {
            request.credential = credential
            return request
        }
        guard case .secret(let token) = credential else {
            throw Failure(headline: "There is no token to keep", hint: "Paste it, or name a file.")
        }
        request.pasted = LoginRequest.PastedToken(
            try CredentialMaterial.token(token), expiresAt: wish.tokenExpiresAt)
        return request
    }

    private func awaitPaste() async -> Secret? {
        let (stream, continuation) = AsyncStream<Secret>.makeStream(bufferingPolicy: .bufferingNewest(1))
        pasted = continuation
        defer { pasted = nil }
        for await secret in stream where !secret.isEmpty { return secret }
        return nil
    }

    private func trial(
        of granted: GrantedLogin, _ report: @escaping @Sendable (LoginNews) -> Void
    ) async throws -> LoginTrial {
        report(.agreed)
        let profile = granted.profile
        let name = try await suggestedName(granted)
        let client = MCPClient(
            server: profile.server, transport: services.transport, tokens: services.login.tokens(of: granted),
            caFile: profile.settings.caFile, identity: ClientIdentity(version: services.version)
        ) { report(.hop($0)) }
        let tools: LoginTrial.Tools
        do {
            let listing = try await client.withConnection { try await $0.listTools() }
            tools = .listed(listing.tools.map(\.label))
        } catch {
            try Task.checkCancellation()
            tools = .failed(Failure(error))
        }
        return LoginTrial(
            granted, reading: services.login.reading(of: granted), tools: tools, name: name, at: services.now())
    }

    private func suggestedName(_ granted: GrantedLogin) async throws -> String {
        if let replaced = granted.replaced { return replaced.profile.name }
        return try await services.login.freeName(for: granted.profile.server)
    }

    // MARK: The end

    func keep(_ naming: LoginNaming) async throws -> ProfileRecord {
        guard var login = granted else {
            throw Failure(headline: "Nothing was granted yet", hint: "Go back, and try the login.")
        }
        let begun = epoch
        let former = login.replaced?.profile
        if naming.name != former?.name {
            _ = try await services.login.freeName(for: login.profile.server, asked: naming.name)
        }
        login.profile.name = naming.name
        login.profile.settings.tags = naming.tags
        login.profile.settings.note = naming.note
        login.profile.store = naming.store
        login.secretExpiresAt = naming.secretExpiresAt
        let profile = login.profile
        let detail =
            "board, \(former == nil ? "" : "again, ")\(profile.grant.rawValue) at \(profile.server.hostAndPort)"
        do {
            let record = try await services.login.keep(login)
            await services.audit.note(.login, of: record.profile, detail: detail)
            if begun == epoch { forget() }
            return record
        } catch {
            await services.audit.note(.login, of: former, named: naming.name, failure: error, detail: detail)
            throw error
        }
    }

    func change(_ id: ProfileID, _ naming: LoginNaming) async throws -> ProfileRecord {
        guard let record = try await services.profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
        var profile = record.profile
        try LoginError.checkName(naming.name)
        profile.name = naming.name
        profile.settings.tags = naming.tags
        profile.settings.note = naming.note
        do {
            try await services.profiles.update(profile)
            await services.audit.note(.set, of: profile, detail: "board: name, tags, note")
        } catch {
            await services.audit.note(.set, of: record.profile, failure: error, detail: "board: name, tags, note")
            throw error
        }
        forget()
        return try await services.profiles.record(id) ?? record
    }

    /// - Returns: What became of what was granted; plain lines.
    func discard() async -> [String] {
        let login = granted
        forget()
        guard let login else { return [] }
        let outcome = await services.login.discard(login)
        await services.audit.note(
            .login, named: login.profile.server.host, failure: CancellationError(),
            detail: "board, granted and not kept")
        return outcome.done + outcome.left
    }

    private func discardGranted() async {
        guard let login = granted else { return }
        granted = nil
        _ = await services.login.discard(login)
    }

    private func forget() {
        epoch += 1
        pasted?.finish()
        (secrets, made, granted, pasted) = ([:], nil, nil, nil)
    }
}
