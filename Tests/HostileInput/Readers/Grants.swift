import HTTPTypes

@testable import MintCore

extension Target {
    /// Answers of a token endpoint.
    static let token = Target("token") { one in
        guard let profile = Sample.profile(&one.dice) else { return }
        let body = one.dice.written(
            one.dice.object(Answers.token, always: [Member("access_token", .string(Words.canary))]))
        one.note(body)
        let response = Sample.response(&one.dice, body)
        let grants: [GrantRequest] = [
            .clientCredentials, .refreshToken(Secret("old")), .jwtBearer(Secret("assertion")),
            .deviceCode(Secret("code")),
            .tokenExchange(subject: Secret("subject"), type: "t", audience: "a"),
        ]
        let isBound = one.dice.once(in: 4)
        do {
            let answer = try TokenResponse(
                response, grant: one.dice.pick(grants), isBound: isBound,
                context: TokenEndpointError.Context(profile, isNamed: one.dice.once(in: 2)))
            let json = JSONValue(bytes: body)
            one.expect(response.status == 200, "a token of status \(response.status)")
            one.expect(json?["token_type"]?.text == answer.tokenType, "a token without token_type")
            let given = answer.accessToken.withText { $0 }
            one.expect(given != nil && given == json?["access_token"]?.text, "a token that was not sent")
            one.expect(
                answer.accessToken.withBytes { $0.allSatisfy { (0x21...0x7E).contains($0) } }, "no header can carry it")
            one.expectScopes(answer.scopes)
            one.expect((answer.expiresIn ?? 1) > 0, "a lifetime of \(answer.expiresIn ?? 0) s")
            one.expect((answer.refreshExpiresIn ?? 1) > 0, "a refresh lifetime of \(answer.refreshExpiresIn ?? 0) s")
            for remark in answer.remarks { one.expectPlain(remark, limit: 200, "a remark") }
            one.expect(!String(reflecting: answer).contains(Words.canary), "the description tells the token")
        } catch {
            one.expectFit(error, hiding: Sample.holdsCanary(body, only: ["access_token"]) ? Words.canary : nil)
        }
    }

    /// Answers of a device authorization endpoint.
    static let device = Target("device") { one in
        guard let profile = Sample.profile(&one.dice) else { return }
        let body = one.dice.written(
            one.dice.object(Answers.device, always: [Member("device_code", .string(Words.canary))]))
        one.note(body)
        do {
            let answer = try DeviceAuthorization.read(
                Sample.response(&one.dice, body), TokenEndpointError.Context(profile), sentAt: Sample.moment)
            one.expect(!answer.deviceCode.isEmpty, "an empty device code")
            one.expectPlain(answer.prompt.userCode, limit: 60, "the user code")
            one.expect(!answer.prompt.userCode.isEmpty, "an empty user code")
            one.expect(
                HTTPURL(answer.prompt.verificationURI) != nil, "no address to open: \(answer.prompt.verificationURI)")
            one.expect(answer.prompt.completeURI.map { HTTPURL($0) != nil } ?? true, "no complete address")
            one.expect((1...300).contains(answer.interval), "an interval of \(answer.interval) s")
            one.expect(
                (1...86_400).contains(answer.prompt.expiresAt - Sample.moment), "ends at \(answer.prompt.expiresAt)")
            one.expect(!String(reflecting: answer).contains(Words.canary), "the description tells the code")
        } catch {
            one.expectFit(error, hiding: Sample.holdsCanary(body, only: ["device_code"]) ? Words.canary : nil)
        }
    }

    /// Answers of a registration endpoint.
    static let registration = Target("registration") { one in
        let secrets = ["client_secret", "registration_access_token"]
        let canaries = secrets.map { Member($0, .string(Words.canary)) }
        let body = one.dice.written(one.dice.object(Answers.registration, always: one.dice.some(canaries)))
        one.note(body)
        guard let endpoint = HTTPURL("https://as.example/register") else { return }
        do {
            let client = try ClientRegistration.read(
                Sample.response(&one.dice, body, usual: 201), asked: ["token_endpoint_auth_method": "none"],
                at: Sample.moment, from: endpoint)
            one.expect(
                client.record.clientURI.map { $0.origin == endpoint.origin } ?? true, "an address of somebody else's")
            one.expect(!client.clientID.isEmpty, "an empty client id")
            one.expect(client.authentication == .none || client.secret != nil, "a client without its secret")
            one.expect((client.secretExpiresAt?.rawValue ?? 1) > 0, "ended before it began")
            _ = client.secretExpiresAt?.utcText
            one.expect(client.record.clientURI?.mayCarryCredentials ?? true, "an address in the clear")
            one.expect(
                JSONValue(bytes: Array(client.record.metadata.utf8))?.members != nil, "metadata that does not read")
            guard Sample.holdsCanary(body, only: secrets) else { return }
            one.expect(!String(reflecting: client).contains(Words.canary), "what is kept or printed tells the secret")
        } catch {
            one.expectFit(error, hiding: Sample.holdsCanary(body, only: secrets) ? Words.canary : nil)
        }
    }

    /// Answers of an introspection endpoint that echo the token, spelled in any way.
    static let introspection = Target("introspection") { one in
        guard var profile = Sample.profile(&one.dice), let url = HTTPURL("https://as.example/introspect") else {
            return
        }
        profile.grant = .clientCredentials
        profile.clientAuthentication = .clientSecretPost
        let echo = JSONValue.string("token " + one.dice.pick([Words.canary, "hostile-canary%2F7f3a9c%2Be1"]))
        let members = Answers.introspection + ["token", "error_description", "sub"].map { Member($0, echo) }
        let body = one.dice.written(one.dice.object(members))
        one.note(body)
        let transport = OneAnswer(response: Sample.response(&one.dice, body))
        let caller = TokenManagement.Caller(profile, credential: .secret(Secret("client-secret")))
        do {
            let found = try await TokenManagement(transport: transport, now: { Sample.moment })
                .introspect(Secret(Words.canary), at: url, as: caller)
            one.expectEqual(JSONValue(bytes: body)?["active"]?.flag, found.isActive, "whether it is active")
            one.expect(!found.claims.serialized().contains(Words.canary), "the claims tell the token")
            _ = PrincipalVerdict.judge(
                .opaque(""), introspection: found.claims, clientID: "client", grant: .clientCredentials)
        } catch {
            // What is no JSON may hold half an escape of it, but never is shown.
            one.expectFit(error, hiding: Words.canary)
        }
    }
}

/// A network on which there is one answer to everything.
private struct OneAnswer: HTTPTransport {
    let response: TransportResponse

    func send(_ request: TransportRequest, deadline: Duration) async throws(TransportError) -> TransportResponse {
        response
    }

    func open(_ request: TransportRequest, deadline: Duration) async throws(TransportError) -> TransportStream {
        throw .closedEarly(host: "as.example")
    }
}

private enum Answers {
    static let token = [
        Member("token_type", "Bearer", "bearer", "DPoP", "N_A", "mac", ""), Member("token_type", "Bearer"),
        Member(
            "expires_in", 3600, "3600", 0, -1, .double(1e300), "1e400", "nan", "0x10", .int(.max), .int(.min),
            .double(0.5)),
        Member("scope", "read write", "a\"b read", "", "read  read"),
        Member("refresh_token", "refresh", ""), Member("refresh_expires_in", 1800, 0, .int(.max)),
        Member("issued_token_type", "urn:ietf:params:oauth:token-type:id-jag"), Member("authorization_expires_in", 60),
    ]

    static let device = [
        Member("user_code", "WDJB-MJHT", "\u{202E}", "\u{1B}[2J"), Member("user_code", "WDJB-MJHT"),
        Member("verification_uri", "https://as.example/device", "javascript:alert(1)", "http://as.example/"),
        Member("verification_url", "https://as.example/device"),
        Member("expires_in", 1800, .int(.max), 0, -5, .double(0.5)),
        Member("verification_uri_complete", "https://as.example/device?user_code=WDJB-MJHT", "file:///etc"),
        Member("interval", 5, .int(.max), .int(.min), 0, "5"),
    ]

    static let registration = [
        Member("client_id", "c-1", "", "\r\n", "a:b"),
        Member("client_secret_expires_at", 0, .int(.max), .int(.min), -1),
        Member("token_endpoint_auth_method", "none", "client_secret_basic", "client_secret_post", "private_key_jwt"),
        Member(
            "registration_client_uri", "https://as.example/r/1", "http://as.example/r/1", "https://127.0.0.1/r/1", "//"),
        Member("redirect_uris", ["http://127.0.0.1/callback"]), Member("grant_types", ["authorization_code"]),
    ]

    static let introspection = [
        Member("active", true, false, "true"), Member("scope", "read"), Member("client_id", "client"),
        Member("exp", 1_800_000_000, .int(.min)), Member("act", ["sub": "somebody"]), Member("username", "admin"),
    ]
}
