/// A login after everything that a person or a registration had to give: only the token request is left.
struct AuthorizedLogin: Sendable {
    var profile: Profile
    var credential: Credential?
    var dpopKey: SigningKey?
    var registered: ClientRegistration.Client?
    /// When the operator says that the credential ends.
    var secretExpiresAt: Timestamp?
    var step: Step

    enum Step: Sendable {
        case ask(GrantRequest)
        /// The device grant's own polling has ended with a token.
        case issued(TokenEndpoint.Issue)
        case pasted(LoginRequest.PastedToken)
    }
}

extension LoginService {
    /// Registers the client where it must be, makes the key that tokens are bound to, and lets a person agree.
    func authorized(
        _ plan: LoginPlan, _ interaction: any LoginInteraction, observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> AuthorizedLogin {
        let key = plan.profile.settings.usesDPoP ? try await dpopKey(of: plan) : nil
        var login = AuthorizedLogin(
            profile: plan.profile, credential: plan.credential, dpopKey: key, step: .ask(.clientCredentials))
        switch plan.profile.grant {
        case .clientCredentials: break
        case .static:
            if let pasted = plan.pasted { login.step = .pasted(pasted) }
        case .jwtBearer:
            guard let assertion = plan.assertion else { throw WorkloadAssertionError.noSource(plan.profile.name) }
            login.step = .ask(.jwtBearer(assertion))
        case .enterprise:
            let exchange = EnterpriseExchange(endpoint: endpoint, read: sources)
            let assertion = try await exchange.assertion(
                for: plan.profile, isNamed: plan.replaced != nil, observe: observe)
            login.step = .ask(.jwtBearer(assertion))
        case .deviceCode:
            if let url = plan.registrationEndpoint {
                try await register(&login, at: url, redirectURI: nil, plan, observe: observe)
            }
            do { login.step = .issued(try await pollDevice(login, plan, interaction, observe: observe)) } catch {
                await takeBack(login, interaction, observe: observe)
                throw error
            }
        case .authorizationCode:
            do { try await authorizeInBrowser(&login, plan, interaction, observe: observe) } catch {
                await takeBack(login, interaction, observe: observe)
                throw error
            }
        }
        return login
    }

    /// The token request itself; from here on nothing is cancelled.
    func issue(
        _ plan: LoginPlan, _ login: AuthorizedLogin, observe: @Sendable (Trace.Hop) -> Void
    ) async throws -> TokenEndpoint.Issue {
        switch login.step {
        case .issued(let issue): return issue
        case .ask(let grant):
            do {
                return try await endpoint.issue(question(login, plan, grant), observe: observe)
            } catch let refusal as TokenEndpointError {
                throw refusal.knowing(TokenEndpointError.Known(plan.found?.metadata, nil))
            }
        case .pasted(let pasted):
            let moment = now()
            let response = TokenResponse(pasted: pasted.token, expiresIn: pasted.expiresAt.map { $0 - moment })
            return TokenEndpoint.Issue(
                response: response, sentAt: moment, clockSkew: nil, uptime: endpoint.uptime())
        }
    }

    private func question(
        _ login: AuthorizedLogin, _ plan: LoginPlan, _ grant: GrantRequest
    ) -> TokenEndpoint.Question {
        let skew = plan.replaced?.bonds.clockSkew ?? 0
        let prover = login.dpopKey.map { DPoPProver(key: $0, nonces: nonces, clockSkew: skew, now: now) }
        return TokenEndpoint.Question(
            login.profile, grant, credential: login.credential, prover: prover, isNamed: plan.replaced != nil,
            clockSkew: skew)
    }

    /// The profile's own key where it has one: tokens that are out stay usable.
    private func dpopKey(of plan: LoginPlan) async throws -> SigningKey {
        if let old = plan.replaced, let record = old.bonds.dpopKey, old.profile.store == plan.profile.store {
            let key = KeyringKey(profile: old.id, kind: .dpopKey, generation: record.generation)
            if let stored = try await keyrings[plan.profile.store].secret(at: key, bound: old.profile.binding) {
                return try SigningKey(stored)
            }
        }
        return try SigningKey.generate(.es256)
    }

    // MARK: - People's grants

    private func pollDevice(
        _ login: AuthorizedLogin, _ plan: LoginPlan, _ interaction: any LoginInteraction,
        observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> TokenEndpoint.Issue {
        guard let url = plan.personEndpoint else {
            throw DeviceAuthorizationError.noEndpoint(issuer: plan.profile.issuer ?? plan.profile.tokenEndpoint.text)
        }
        let device = DeviceAuthorization(
            transport: endpoint.transport, endpoint: endpoint, clock: endpoint.clock, now: now)
        return try await device.obtain(
            at: url, question(login, plan, .clientCredentials), interaction: interaction, observe: observe)
    }

    private func authorizeInBrowser(
        _ login: inout AuthorizedLogin, _ plan: LoginPlan, _ interaction: any LoginInteraction,
        observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws {
        guard let url = plan.personEndpoint else {
            throw AuthorizationError.noEndpoint(issuer: plan.profile.issuer ?? plan.profile.tokenEndpoint.text)
        }
        let visit = try await interaction.openUserAgent(redirectURI: plan.profile.settings.redirectURI)
        do {
            if let registration = plan.registrationEndpoint {
                try await register(&login, at: registration, redirectURI: visit.redirectURI, plan, observe: observe)
                login.profile.settings.redirectURI = visit.redirectURI
            }
            let request = AuthorizationRequest(
                login.profile, at: url, redirectURI: visit.redirectURI,
                promisesIssuer: plan.found?.metadata.supportsIssParameter ?? false,
                parameters: plan.authorizationParameters)
            guard let address = request.url else { throw AuthorizationError.endpointUnusable(url.withoutQuery) }
            let answer = try await visit.response(to: address)
            let code = try AuthorizationResponse(answer, to: request).code
            login.step = .ask(
                .authorizationCode(code, verifier: request.pkce.verifier, redirectURI: visit.redirectURI))
        } catch {
            await visit.close()
            throw error
        }
        await visit.close()
    }

    private func register(
        _ login: inout AuthorizedLogin, at url: HTTPURL, redirectURI: String?, _ plan: LoginPlan,
        observe: @Sendable (Trace.Hop) -> Void
    ) async throws {
        let registration = ClientRegistration(transport: endpoint.transport, now: now)
        let client = try await registration.register(
            at: url, grant: login.profile.grant, redirectURI: redirectURI,
            methods: plan.found?.metadata.methods ?? AuthorizationServerMetadata.defaultMethods,
            usesDPoP: login.profile.settings.usesDPoP, caFile: login.profile.settings.caFile, observe: observe)
        login.profile.clientID = client.clientID
        login.profile.clientAuthentication = client.authentication
        login.credential = client.secret.map { .secret($0) }
        login.registered = client
    }
}
