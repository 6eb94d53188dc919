import HTTPTypes

/// Asks a token endpoint for a token. The one place that sends a credential.
public struct TokenEndpoint: Sendable {
    let transport: any HTTPTransport
    let clock: any Clock<Duration>
    let now: WallClock

    /// - Parameters:
    ///   - clock: Waits between repetitions.
    ///   - now: Stamps requests and assertions.
    public init(transport: any HTTPTransport, clock: any Clock<Duration> = ContinuousClock(), now: @escaping WallClock)
    {
        self.transport = transport
        self.clock = clock
        self.now = now
    }

    /// For one request; a repetition has its own.
    public static let deadline: Duration = .seconds(30)

    /// What came of it.
    public struct Issue: Sendable {
        public var response: TokenResponse
        /// When the request left (TK-5).
        public var sentAt: Timestamp

        public func record(generation: Int, asked: [String]) -> TokenRecord {
            TokenRecord(
                generation: generation, issuedAt: sentAt, expiresAt: response.expiresIn.map { sentAt + $0 },
                scopes: response.scopes ?? asked, tokenType: response.tokenType)
        }
    }

    /// One token by client credentials. Only what is transient (429, 5xx) is asked for again, at most twice, with a new
    /// assertion each time; a refusal never is (lock-out).
    ///
    /// - Parameter named: Whether errors name the profile; `false` before it is saved.
    /// - Throws: ``TokenEndpointError``, ``TransportError``, ``SigningKeyError``.
    public func issue(
        to profile: Profile, with credential: Credential, named: Bool = true,
        observe: @Sendable (Trace.Hop) -> Void = { _ in }
    ) async throws -> Issue {
        for pause in [1, 3] {
            do {
                return try await issueOnce(to: profile, with: credential, named: named, observe: observe)
            } catch let error as TokenEndpointError where error.isTransient {
                guard let wait = error.wait(atLeast: pause) else { throw error }
                try await clock.sleep(for: .seconds(wait))
            }
        }
        return try await issueOnce(to: profile, with: credential, named: named, observe: observe)
    }

    private func issueOnce(
        to profile: Profile, with credential: Credential, named: Bool, observe: @Sendable (Trace.Hop) -> Void
    ) async throws -> Issue {
        let context = TokenEndpointError.Context(profile, named: named)
        let sentAt = now()
        let proof = try await proof(for: profile, credential, at: sentAt)
        let (headers, body) = TokenRequest(profile).encoded(proof)
        let request = TransportRequest(
            .post, profile.tokenEndpoint, headers: headers, body: body, caFile: profile.settings.caFile)
        let (result, milliseconds) = await timed { () async throws(TransportError) in
            try await transport.send(request, deadline: Self.deadline)
        }
        func note(_ status: Int?, _ verdict: String) {
            observe(
                Trace.Hop(
                    purpose: "token", method: "POST", url: profile.tokenEndpoint.withoutQuery, status: status,
                    milliseconds: milliseconds, verdict: verdict))
        }
        let answer: TransportResponse
        switch result {
        // A server that echoes what proves the client would carry it into errors, the database and logs.
        case .success(let response):
            answer = response.isGrant ? response : response.without(proof.secret).without(Secret(headers.basicValue))
        case .failure(let error):
            note(nil, error.headline)
            throw error
        }
        do throws(TokenEndpointError) {
            let response = try TokenResponse(answer, context: context)
            note(answer.status, (["token granted"] + response.remarks).joined(separator: "; "))
            return Issue(response: response, sentAt: sentAt)
        } catch {
            note(answer.status, "refused: \(error.code)")
            throw error
        }
    }

    private func proof(
        for profile: Profile, _ credential: Credential, at moment: Timestamp
    ) async throws -> ClientProof {
        switch (profile.clientAuthentication, credential) {
        case (.clientSecretBasic, .secret(let secret)): return .basic(secret, profile.settings.basicEncoding)
        case (.clientSecretPost, .secret(let secret)): return .post(secret)
        case (.privateKeyJWT, .key(let key)):
            let settings = profile.settings
            let assertion = ClientAssertion(
                clientID: profile.clientID, audience: profile.assertionAudience, issuedAt: moment)
            let signed = try await assertion.signed(
                with: key, algorithm: settings.keyAlgorithm ?? key.algorithms[0], keyID: settings.keyID,
                type: settings.assertionType, algorithmName: settings.keyAlgorithmName)
            return .assertion(signed, withClientID: settings.sendsClientIDWithAssertion)
        case (let method, _): throw AuthenticationChoiceError.methodNeedsOther(method, credential.kind)
        }
    }
}

extension Profile {
    /// The `aud` of an assertion (JA-2, JA-3). Without an issuer, the endpoint is all that there is to name.
    var assertionAudience: String {
        switch settings.assertionAudience {
        case .issuer: issuer ?? tokenEndpoint.text
        case .endpoint: tokenEndpoint.text
        case .literal(let text): text
        }
    }
}

extension TokenEndpointError {
    /// Seconds to wait before the next try: what the server asks for, or the given pause; `nil` where it asks for too much.
    fileprivate func wait(atLeast pause: Int) -> Int? {
        guard case .unavailable(_, _, let asked?, _) = self else { return pause }
        return asked <= 10 ? max(asked, 1) : nil
    }
}

extension HTTPFields {
    /// What follows `Basic ` in `Authorization`; empty where there is none.
    fileprivate var basicValue: String {
        (self[.authorization] ?? "").split(separator: " ").last.map(String.init) ?? ""
    }
}
