import MintCore
import MintMCP

extension Services {
    /// A client for a server, with a profile's tokens or without any.
    ///
    /// - Parameter stepUp: What to do when the server demands more scopes.
    func mcp(
        _ server: HTTPURL, profile: Profile?, stepUp: ProfileTokenSource.StepUp = .never,
        observe: @escaping @Sendable (Trace.Hop) -> Void
    ) -> MCPClient {
        let source: any TokenSource =
            profile.map { tokenSource(of: $0, stepUp: stepUp, observe: observe) } ?? AnonymousTokenSource()
        return MCPClient(
            server: server, transport: transport, tokens: source, caFile: profile?.settings.caFile,
            identity: ClientIdentity(version: version), trace: observe)
    }

    /// A profile's tokens, which stop where its server has moved to another issuer (LC-5).
    func tokenSource(
        of profile: Profile, stepUp: ProfileTokenSource.StepUp,
        observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in }
    ) -> ProfileTokenSource {
        let watch = bindingWatch, profiles = profiles
        return ProfileTokenSource(tokens, profile: profile.id, stepUp: stepUp) { id, challenges in
            guard let record = try await profiles.record(id) else { return }
            let look = try await watch.look(at: record.profile, challenges: challenges, observe: observe)
            guard case .issuerChanged = look.verdict, let held = try await profiles.record(id),
                let hold = held.bonds.block
            else { return }
            throw TokenServiceError.held(held.profile.name, hold, boundTo: held.profile.issuer ?? "")
        }
    }

    /// Runs `body` and notes on the profile whether the server was content.
    func withContact<R: Sendable>(
        _ profile: Profile?, _ body: () async throws -> R
    ) async throws -> R {
        do {
            let result = try await body()
            if let profile { try? await profiles.noteContact(ContactRecord(at: now()), of: profile.id) }
            return result
        } catch let error as MCPError {
            // A refused call or a busy server says nothing against the profile; a refused token does.
            if let profile, let code = error.contactCode {
                let failure = Failure(error, about: profile)
                let contact = ContactFailure(code: code, headline: failure.headline, hint: failure.hint)
                try? await profiles.noteContact(ContactRecord(at: now(), failure: contact), of: profile.id)
            }
            throw error
        }
    }
}

extension CommandContext {
    /// The profile's policy, with the default for whoever is here: ask on a terminal, else never (SC-5, SC-11).
    func stepUp(_ services: Services, mayAsk: Bool) -> ProfileTokenSource.StepUp {
        let console = console
        let context = self
        let again: @Sendable (Profile, [String]) async throws -> Void = { profile, scopes in
            try await LoginAgain(context: context, services: services).run(profile, scopes: scopes)
        }
        return ProfileTokenSource.StepUp(
            agrees: { profile, scopes in
                switch profile.settings.stepUp ?? (mayAsk ? .ask : .never) {
                case .never: return false
                case .auto: return true
                case .ask:
                    guard mayAsk else { return false }
                    console.note(
                        "\(profile.server.hostAndPort) demands more scopes for this: \(scopes.joined(separator: " ").plainLine())"
                    )
                    return console.ask("Ask for them from now on? [y/N] ")?.lowercased().hasPrefix("y") ?? false
                }
            }, loginAgain: mayAsk ? again : nil)
    }
}

/// A person's login once more, with other scopes.
private struct LoginAgain {
    let context: CommandContext
    let services: Services

    func run(_ profile: Profile, scopes: [String]) async throws {
        var request = LoginRequest(
            server: profile.server, name: profile.name, grant: profile.grant,
            clientID: profile.clientID, credential: try await credential(of: profile), scopes: scopes,
            settings: profile.settings, store: profile.store)
        request.inherit(profile)
        let asked = request
        let detail = "again, for more scopes"
        try await services.noting(.login, of: profile, detail: detail, in: context) { try await perform(asked) }
        await services.note(.login, of: profile, detail: detail, in: context)
    }

    private func perform(_ request: LoginRequest) async throws {
        let plan = try await services.login.plan(request)
        try LoginConfirmation(plan: plan, console: context.console, mayAsk: true).settle()
        let interaction = TerminalInteraction(
            context: context, redirects: services.redirects, mayAsk: true, pastes: false, opensBrowser: true)
        let choice = StoreChoice(keyrings: services.keyrings, console: context.console, mayAsk: true)
        _ = try await services.login.perform(
            plan, interaction: interaction, otherStore: { await choice.otherStore($0, $1) })
    }

    private func credential(of profile: Profile) async throws -> Credential? {
        // A registered client's own is found again by the login, with its dates.
        guard profile.clientAuthentication != .none, let record = try await services.profiles.record(profile.id),
            record.bonds.registration == nil
        else { return nil }
        return try await services.tokens.credential(of: record)
    }
}

extension MCPError {
    /// For the health column; `nil` where the failure is not the profile's.
    var contactCode: String? {
        switch self {
        case .unauthorized: "http 401"
        case .forbidden: "http 403"
        default: nil
        }
    }
}
