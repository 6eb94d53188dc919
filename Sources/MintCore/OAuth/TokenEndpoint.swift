import HTTPTypes

/// Asks a token endpoint for a token. The one place that sends a credential for one.
public struct TokenEndpoint: Sendable {
    let transport: any HTTPTransport
    let clock: any Clock<Duration>
    let now: WallClock
    let uptime: UptimeClock

    /// - Parameters:
    ///   - clock: Waits between repetitions.
    ///   - now: Stamps requests and assertions.
    ///   - uptime: Stamps tokens, beside the wall clock (TK-5).
    public init(
        transport: any HTTPTransport, clock: any Clock<Duration> = ContinuousClock(), now: @escaping WallClock,
        uptime: @escaping UptimeClock = { nil }
    ) {
        self.transport = transport
        self.clock = clock
        self.now = now
        self.uptime = uptime
    }

    /// For one request; a repetition has its own.
    public static let deadline: Duration = .seconds(30)

    /// One question to the endpoint.
    public struct Question: Sendable {
        public var profile: Profile
        public var grant: GrantRequest
        /// `nil` for a public client and for a workload.
        public var credential: Credential?
        /// Binds the token to a key (RFC 9449).
        public var prover: DPoPProver?
        /// Whether errors name the profile; `false` before it is saved.
        public var isNamed = true
        /// Seconds that the server's clock is ahead, for what is signed (JA-7).
        public var clockSkew = 0

        public init(
            _ profile: Profile, _ grant: GrantRequest = .clientCredentials, credential: Credential?,
            prover: DPoPProver? = nil, isNamed: Bool = true, clockSkew: Int = 0
        ) {
            self.profile = profile
            self.grant = grant
            self.credential = credential
            self.prover = prover
            self.isNamed = isNamed
            self.clockSkew = clockSkew
        }
    }

    /// What came of it.
    public struct Issue: Sendable {
        public var response: TokenResponse
        /// When the request left (TK-5).
        public var sentAt: Timestamp
        /// Seconds that the server's clock is ahead, by its `Date`; `nil` where it sent none.
        public var clockSkew: Int?
        /// The machine's when the request left.
        public var uptime: Uptime?
        /// How the server answered, for an audit; not what.
        public var facts: AuditEvidence.TokenFacts?

        public func record(generation: Int, asked: [String]) -> TokenRecord {
            TokenRecord(
                generation: generation, issuedAt: sentAt, expiresAt: response.expiresIn.map { sentAt + $0 },
                scopes: response.scopes ?? asked, tokenType: response.tokenType, uptime: uptime)
        }
    }

    /// Readies the network for a question of this profile, while its credential is still being read.
    func prepare(for profile: Profile) async {
        await transport.prepare(
            for: TransportRequest(.post, profile.tokenEndpoint, caFile: profile.settings.caFile))
    }

    /// A token by client credentials.
    public func issue(
        to profile: Profile, with credential: Credential, named: Bool = true,
        observe: @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> Issue {
        try await issue(Question(profile, credential: credential, isNamed: named), observe: observe)
    }

    /// One token. Only what is transient (429, 5xx) is asked for again, at most twice, with new proofs each time, and only
    /// where the grant can be used twice; a refusal is asked again only for a nonce (DP-6) or with the server's own time.
    ///
    /// - Throws: ``TokenEndpointError``, ``TransportError``, ``SigningKeyError``.
    public func issue(
        _ question: Question, observe: @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> Issue {
        for pause in question.grant.isRepeatable ? [1, 3] : [] {
            do {
                return try await issueInTime(question, observe: observe)
            } catch let error as TokenEndpointError where error.isTransient {
                guard let wait = error.wait(usually: .seconds(pause)) else { throw error }
                try await clock.sleep(for: wait)
            }
        }
        return try await issueInTime(question, observe: observe)
    }

    /// Once more with the server's time where what we signed was refused by a clock that differs from ours: the proof is a
    /// new one, so this locks nobody out.
    private func issueInTime(
        _ question: Question, observe: @Sendable (Trace.Hop) -> Void
    ) async throws -> Issue {
        do {
            return try await issueWithNonce(question, observe: observe)
        } catch let refusal as TimedRefusal {
            guard abs(refusal.clockSkew - question.clockSkew) > 30 else { throw refusal.error }
            var corrected = question
            corrected.clockSkew = refusal.clockSkew
            do { return try await issueWithNonce(corrected, observe: observe) } catch let second as TimedRefusal {
                throw second.error
            }
        }
    }

    private func issueWithNonce(
        _ question: Question, observe: @Sendable (Trace.Hop) -> Void
    ) async throws -> Issue {
        do {
            return try await issueOnce(question, observe: observe)
        } catch is NonceWanted {
            return try await issueOnce(question, mayWantNonce: false, observe: observe)
        }
    }

    private func issueOnce(
        _ question: Question, mayWantNonce: Bool = true, observe: @Sendable (Trace.Hop) -> Void
    ) async throws -> Issue {
        let profile = question.profile
        let (sentAt, uptime) = (now(), uptime())
        let proof = try await ClientProof.make(for: profile, question.credential, at: sentAt + question.clockSkew)
        let request = TokenRequest(profile, question.grant)
        var (headers, body) = request.encoded(proof)
        try await question.prover?.ahead(by: question.clockSkew).proof(.post, profile.tokenEndpoint)
            .withText { headers[.dpop] = $0 }
        let sent = TransportRequest(
            .post, profile.tokenEndpoint, headers: headers, body: body, caFile: profile.settings.caFile)
        let (answer, milliseconds) = try await self.answer(to: sent, observe: observe)
        func note(_ verdict: String) {
            observe(Trace.Hop(sent, purpose: "token", status: answer.status, milliseconds: milliseconds, verdict))
        }
        let skew = answer.headers[.date].flatMap { Timestamp(httpDate: $0) }.map { $0 - now() }
        let hasNonce =
            question.prover?.noteNonce(in: answer.headers, from: profile.tokenEndpoint, as: .authorizationServer)
            ?? false
        do throws(TokenEndpointError) {
            let response = try TokenResponse(
                answer, withoutEchoesOf: proof.wireSecrets(clientID: profile.clientID) + question.grant.secrets,
                grant: question.grant, isBound: question.prover != nil,
                context: TokenEndpointError.Context(profile, request, isNamed: question.isNamed, clockSkew: skew))
            note((["token granted"] + response.remarks).joined(separator: "; "))
            return Issue(
                response: response, sentAt: sentAt, clockSkew: skew, uptime: uptime,
                facts: AuditEvidence.TokenFacts(answer))
        } catch {
            note("refused: \(error.code)")
            if error.code == "use_dpop_nonce", hasNonce, mayWantNonce { throw NonceWanted() }
            if let skew, Self.mayBeAboutTime(error, question, proof) {
                throw TimedRefusal(error: error, clockSkew: skew)
            }
            throw error
        }
    }

    /// Whether something that we signed may have been refused for our clock.
    private static func mayBeAboutTime(
        _ error: TokenEndpointError, _ question: Question, _ proof: ClientProof
    ) -> Bool {
        if case .refused(_, _, "invalid_dpop_proof", _) = error { return question.prover != nil }
        // A secret is never sent twice, and a workload's platform signs its own assertion, whose refusal is final (WF-7).
        guard proof.isTimed, question.profile.grant != .jwtBearer else { return false }
        guard case .refused(_, _, let code, _) = error else {
            if case .refusedWithoutReason = error { return true }
            return false
        }
        return ["invalid_client", "invalid_request"].contains(code)
    }

    private func answer(
        to request: TransportRequest, observe: @Sendable (Trace.Hop) -> Void
    ) async throws(TransportError) -> (TransportResponse, Int) {
        let (result, milliseconds) = await timed { () async throws(TransportError) in
            try await transport.send(request, deadline: Self.deadline)
        }
        switch result {
        case .success(let response): return (response, milliseconds)
        case .failure(let error):
            observe(Trace.Hop(request, purpose: "token", status: nil, milliseconds: milliseconds, error.headline))
            throw error
        }
    }
}

/// The server wants a nonce, and gave one.
private struct NonceWanted: Error {}

/// A refusal of something that we signed at a time, and how far the server's clock is ahead.
private struct TimedRefusal: Error {
    var error: TokenEndpointError
    var clockSkew: Int
}

extension TokenEndpointError {
    /// The time before the next try: what the server asks for, or about the given pause, for not all that failed together
    /// should come back together; `nil` where it asks for too much.
    fileprivate func wait(usually pause: Duration) -> Duration? {
        guard let asked = retryAfter else { return pause * Double.random(in: 0.5...1) }
        return asked <= 10 ? .seconds(max(asked, 1)) : nil
    }

    private var retryAfter: Int? {
        if case .unavailable(_, _, let asked, _) = self { asked } else { context.retryAfter }
    }
}

extension Trace.Hop {
    init(_ request: TransportRequest, purpose: String, status: Int?, milliseconds: Int, _ verdict: String) {
        self.init(
            purpose: purpose, method: request.method.rawValue, url: request.url.withoutQuery, status: status,
            milliseconds: milliseconds, verdict: verdict)
    }
}
