import MintCore

/// The checks that need a login: one token request by the profile's own course, and what the server says to tokens.
struct LiveTrial: Sendable {
    let service: AuditService
    let question: AuditService.Question
    let record: ProfileRecord
    let observe: @Sendable (Trace.Hop) -> Void
    private(set) var result = LiveResult()
    private(set) var notices: [String] = []

    init(
        service: AuditService, question: AuditService.Question, record: ProfileRecord,
        observe: @escaping @Sendable (Trace.Hop) -> Void
    ) {
        self.service = service
        self.question = question
        self.record = record
        self.observe = observe
    }

    private var profile: Profile { record.profile }

    /// - Throws: `CancellationError`; everything else that goes wrong is in the result and the notices.
    mutating func run(_ evidence: inout AuditEvidence) async throws {
        let (tokens, id) = (service.tokens, record.id)
        // First: a new token takes the place of the one that has run out.
        let expired = try await attempt("the expired token") { try await tokens.expiredToken(of: id) }
        evidence.garbageToken = try await answer(to: Self.garbage, "made-up token")
        if let expired = expired ?? nil { evidence.expiredToken = try await answer(to: expired, "expired token") }
        guard let grant = try await token(&evidence) else { return }
        evidence.token = grant.facts
        evidence.assertionTrial =
            try await attempt("the assertion's audience") { try await tokens.assertionTrial(of: id) } ?? nil
        evidence.extensions = try await extensions(by: grant.access)
        if let other = question.other { evidence.secondResource = try await show(grant.access, to: other) }
        try await judge(grant)
    }

    private mutating func token(_ evidence: inout AuditEvidence) async throws -> TokenService.Grant? {
        do {
            let grant = try await service.tokens.token(
                of: record.id, TokenService.Need(isForced: profile.grant != .static))
            if let warning = grant.warning { notices.append(warning.headline) }
            return grant
        } catch let error as CancellationError {
            throw error
        } catch {
            try Task.checkCancellation()
            result.failure = Failure(error, about: profile)
            evidence.tokenIsRefused = true
            if let error = error as? TokenEndpointError, profile.clientAuthentication == .privateKeyJWT {
                evidence.assertionTrial = .refused(error.code)
            }
            return nil
        }
    }

    /// A token that nobody issued: well-formed, and new each time.
    private static var garbage: AccessToken {
        let words = (0..<3).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }
        return AccessToken(Secret("mintmark-audit." + words.joined(separator: ".")))
    }

    private mutating func answer(to token: AccessToken, _ purpose: String) async throws -> AuditEvidence.Answer? {
        let response = try await knock(at: question.server, with: token, purpose, "the answer to the \(purpose)")
        return response.map { AuditEvidence.Answer($0) }
    }

    /// The extensions that the server announces to the profile (AU-22).
    private mutating func extensions(by token: AccessToken) async throws -> [String]? {
        let client = MCPClient(
            server: question.server, transport: service.transport, tokens: HeldToken(token, question.server),
            caFile: question.caFile, identity: service.identity, trace: observe)
        do {
            let capabilities = try await client.withConnection { await $0.server.capabilities }
            return (capabilities["extensions"]?.members ?? [:]).keys.sorted()
        } catch let failure as Failure {
            result.failure = failure
        } catch let error as MCPError where error.exitStatus == .authentication {
            result.failure = Failure(error, about: profile)
        } catch {
            try pass(error, "the server's capabilities")
        }
        return nil
    }

    /// Shows the token to another server, which lets nobody in without one: else its answer tells nothing (AU-23).
    private mutating func show(
        _ token: AccessToken, to other: HTTPURL
    ) async throws -> AuditEvidence.SecondResource? {
        guard let stranger = try await knock(at: other, with: nil, "other server", "the other server") else {
            return nil
        }
        guard stranger.status == 401 || stranger.status == 403 else {
            notices.append(
                "\(other.hostAndPort) answers HTTP \(stranger.status) without a token, so it was not shown this one")
            return nil
        }
        let answer = try await knock(at: other, with: token, "other server, with the token", "the other server")
        return answer.map { AuditEvidence.SecondResource(url: other, status: $0.status) }
    }

    private mutating func judge(_ grant: TokenService.Grant) async throws {
        let reading = JWTClaims.read(grant.token)
        let told = try await introspection(of: grant.token)
        result.reading = reading.words
        result.isActive = told?.isActive
        result.principal = PrincipalVerdict.judge(
            reading, introspection: told?.claims, clientID: profile.clientID, grant: profile.grant,
            preset: profile.provider)
        result.warnings =
            reading.claims?.warnings(
                resource: profile.resource, clientID: profile.clientID, issuer: profile.issuer,
                preset: profile.provider, at: service.now()) ?? []
    }

    /// Where the profile's server offers it (IN-4).
    private mutating func introspection(of token: Secret) async throws -> TokenManagement.Introspection? {
        // A pasted token is not ours to show to anybody but its server.
        guard profile.grant != .static else { return nil }
        do {
            return try await service.introspection.ask(about: token, of: record, observe: observe)
        } catch TokenManagementError.noEndpoint, TokenManagementError.notOffered {
            return nil
        } catch {
            try pass(error, "introspection")
            return nil
        }
    }

    // MARK: - What must not end an audit

    private mutating func knock(
        at server: HTTPURL, with token: AccessToken?, _ purpose: String, _ what: String
    ) async throws -> TransportResponse? {
        let (discovery, caFile, observe) = (service.discovery, question.caFile, observe)
        return try await attempt(what) {
            try await discovery.knock(at: server, token: token, caFile: caFile, purpose: purpose, observe: observe)
        }
    }

    private mutating func attempt<Value: Sendable>(
        _ what: String, _ body: () async throws -> Value
    ) async throws -> Value? {
        do { return try await body() } catch {
            try pass(error, what)
            return nil
        }
    }

    private mutating func pass(_ error: any Error, _ what: String) throws {
        try Task.checkCancellation()
        if error is CancellationError || error as? TransportError == .cancelled { throw CancellationError() }
        notices.append("\(what) could not be checked: \(Failure(error).headline)")
    }
}

/// The token that was just obtained, and no other.
private struct HeldToken: TokenSource {
    let held: AccessToken
    let host: String

    init(_ held: AccessToken, _ server: HTTPURL) {
        self.held = held
        host = server.hostAndPort
    }

    func token() -> AccessToken? { held }

    func replacement(of rejected: AccessToken?, challenges: [String]) throws -> AccessToken {
        let code = Challenge.parse(challenges).leading?.error.map { ": " + $0.plainLine(limit: 60) } ?? ""
        throw Failure(
            headline: "\(host) refuses the token that was issued for it (401\(code))",
            hint: "Its issuer, its audience (`resource`) or its scopes may not be what this server wants.",
            exitStatus: .authentication)
    }
}
