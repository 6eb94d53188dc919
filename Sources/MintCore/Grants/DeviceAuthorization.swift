import HTTPTypes

/// The device authorization grant (RFC 8628): asks for a code, shows it, and polls until the person has decided.
struct DeviceAuthorization: Sendable {
    let transport: any HTTPTransport
    let endpoint: TokenEndpoint
    let clock: any Clock<Duration>
    let now: WallClock

    /// What the server gave (RFC 8628 §3.2).
    struct Answer: Sendable {
        var deviceCode: Secret
        var prompt: DevicePrompt
        /// Seconds between two polls.
        var interval: Int
    }

    /// - Parameters:
    ///   - url: The device authorization endpoint, checked.
    ///   - question: The profile, the client's proof, the key to bind to; its grant is ours to set.
    /// - Throws: ``DeviceAuthorizationError``, ``TokenEndpointError``, ``TransportError``; `CancellationError`.
    func obtain(
        at url: HTTPURL, _ question: TokenEndpoint.Question, interaction: any LoginInteraction,
        observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> TokenEndpoint.Issue {
        let answer = try await start(at: url, question, observe: observe)
        await interaction.present(answer.prompt)
        return try await poll(answer, question, observe: observe)
    }

    private func start(
        at url: HTTPURL, _ question: TokenEndpoint.Question, observe: @Sendable (Trace.Hop) -> Void
    ) async throws -> Answer {
        let profile = question.profile
        let sentAt = now()
        let proof = try await ClientProof.make(
            for: profile, question.credential, to: url, at: sentAt + question.clockSkew)
        var (headers, fields) = proof.encoded(clientID: profile.clientID)
        headers[.accept] = "application/json"
        headers[.contentType] = "application/x-www-form-urlencoded"
        let settings = profile.settings
        let own: [(name: String, value: [UInt8])] = [
            ("scope", Array(profile.requestedScopes.joined(separator: " ").utf8)),
            ("resource", settings.sendsResource ? Array(profile.resource.utf8) : []),
            ("audience", Array((settings.audience ?? "").utf8)),
        ]
        let body = FormEncoding.body(own + settings.parameters.map { ($0.name, Array($0.value.utf8)) } + fields)
        let request = TransportRequest(.post, url, headers: headers, body: body, caFile: settings.caFile)
        let (result, milliseconds) = await timed { () async throws(TransportError) in
            try await transport.send(request, deadline: TokenEndpoint.deadline)
        }
        if case .failure(let error) = result {
            observe(Trace.Hop(request, purpose: "device", status: nil, milliseconds: milliseconds, error.headline))
        }
        let response = proof.wireSecrets(clientID: profile.clientID).reduce(try result.get()) { $0.without($1) }
        let context = TokenEndpointError.Context(profile, isNamed: question.isNamed)
        do throws(TokenEndpointError) {
            let answer = try Self.read(response, context, sentAt: sentAt)
            observe(
                Trace.Hop(
                    request, purpose: "device", status: response.status, milliseconds: milliseconds, "a code was given")
            )
            return answer
        } catch {
            observe(
                Trace.Hop(
                    request, purpose: "device", status: response.status, milliseconds: milliseconds,
                    "refused: \(error.code)"))
            throw error
        }
    }

    static func read(
        _ response: TransportResponse, _ context: TokenEndpointError.Context, sentAt: Timestamp
    ) throws(TokenEndpointError) -> Answer {
        let json = JSONValue(bytes: response.body)
        if let code = json?["error"]?.text {
            throw .refused(
                context, status: response.status, code: code.plainLine(limit: 60),
                description: json?["error_description"]?.text?.plainLine(limit: 300))
        }
        guard response.status == 200, let json else { throw TokenResponse.failure(response, context) }
        guard let device = json["device_code"]?.text, !device.isEmpty else {
            throw .incomplete(context, missing: "device_code")
        }
        guard let user = json["user_code"]?.text, !user.plainLine().isEmpty else {
            throw .incomplete(context, missing: "user_code")
        }
        // Some servers spell it as an early draft did.
        guard let uri = json["verification_uri"]?.text ?? json["verification_url"]?.text, HTTPURL(uri) != nil else {
            throw .incomplete(context, missing: "a usable verification_uri")
        }
        let lifetime = json["expires_in"]?.integer ?? 0
        guard lifetime > 0 else { throw .incomplete(context, missing: "expires_in") }
        let complete = json["verification_uri_complete"]?.text.flatMap { HTTPURL($0) == nil ? nil : $0 }
        return Answer(
            deviceCode: Secret(device),
            prompt: DevicePrompt(
                userCode: user.plainLine(limit: 60), verificationURI: uri, completeURI: complete,
                expiresAt: sentAt + min(lifetime, 86_400)),
            interval: min(max(json["interval"]?.integer ?? 5, 1), 300))
    }

    /// One poll after each interval (DV-4): 5 s more after `slow_down` (DV-5), twice as long after no answer (DV-6).
    private func poll(
        _ answer: Answer, _ asked: TokenEndpoint.Question, observe: @escaping @Sendable (Trace.Hop) -> Void
    ) async throws -> TokenEndpoint.Issue {
        var interval = answer.interval
        var polling = asked
        polling.grant = .deviceCode(answer.deviceCode)
        let (question, endpoint) = (polling, endpoint)
        while now() + interval < answer.prompt.expiresAt {
            try await clock.sleep(for: .seconds(interval))
            try Task.checkCancellation()
            do {
                // A poll may bring the token, which is not lost to a cancellation from the moment it is asked for.
                return try await Task { try await endpoint.issue(question, observe: observe) }.value
            } catch let error as TokenEndpointError {
                switch error.code {
                case "authorization_pending": continue
                case "slow_down": interval += 5
                case "access_denied": throw DeviceAuthorizationError.denied
                case "expired_token": throw DeviceAuthorizationError.expired
                default:
                    guard error.isTransient else { throw error }
                    interval = Self.slower(interval)
                }
            } catch let error as TransportError where error.mayPass {
                interval = Self.slower(interval)
            }
        }
        throw DeviceAuthorizationError.expired
    }

    /// Twice as long, up to two minutes, but never less than the server asked for.
    private static func slower(_ interval: Int) -> Int { max(interval, min(interval * 2, 120)) }
}

extension TransportError {
    /// Whether waiting may help.
    fileprivate var mayPass: Bool {
        switch self {
        case .timedOut, .closedEarly, .unreachable, .connectionRefused: true
        default: false
        }
    }
}

public enum DeviceAuthorizationError: Error, Equatable {
    case noEndpoint(issuer: String)
    case denied
    case expired
}

extension DeviceAuthorizationError: UserFacingError {
    public var headline: String {
        switch self {
        case .noEndpoint(let issuer): "\(issuer.plainLine(limit: 120)) publishes no device authorization endpoint"
        case .denied: "The login was denied in the browser"
        case .expired: "The code ran out before anybody approved it"
        }
    }

    public var hint: String? {
        switch self {
        case .noEndpoint: "Use --grant authorization-code or client-credentials, or ask the server's operator."
        case .denied: "Nothing was kept."
        case .expired: "Nothing was kept. Run the login again for a new code."
        }
    }

    public var exitStatus: ExitStatus { if case .noEndpoint = self { .server } else { .authentication } }
}
