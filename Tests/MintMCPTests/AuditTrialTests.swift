import HTTPTypes
import MintCore
import MintMCP
import TestSupport
import Testing

/// What an audit tries with a profile's key and token beyond its own server.
@Suite struct AuditTrialTests {
    private let server = AuditBench.server

    private func audit(
        _ bench: AuditBench, _ record: ProfileRecord, other: HTTPURL? = nil
    ) async throws -> AuditResult {
        try await bench.service.audit(.init(server: server, profile: record, other: other))
    }

    // MARK: - The audience of assertions (AU-28)

    /// Takes assertions with these audiences.
    private func taking(_ audiences: [String]) -> AuditBench {
        AuditBench { pages in
            pages[AuditBench.token] = { request, number in
                audiences.contains(request.assertionAudience ?? "")
                    ? .json(200, AuditBench.grant(number), headers: [.cacheControl: "no-store"])
                    : .json(401, ["error": "invalid_client"])
            }
        }
    }

    @Test(
        arguments: [
            (.issuer, ["https://as.example"], 1, "accepted"),
            (.endpoint, ["https://as.example", AuditBench.token], 2, "accepted"),
            (.endpoint, [AuditBench.token], 2, "only the token endpoint's URL is accepted"),
            (.literal("urn:as"), ["urn:as"], 2, "only urn:as is accepted"),
            (.literal("https://as.example"), ["https://as.example"], 1, "accepted"),
        ] as [(ProfileSettings.AssertionAudience, [String], Int, String)])
    func `one more request tells whether the issuer will do, and the profile stays as it is`(
        own: ProfileSettings.AssertionAudience, accepted: [String], requests: Int, seen: String
    ) async throws {
        let bench = taking(accepted)
        let record = try await bench.seed(key: try SigningKey.generate(.es256)) {
            $0.settings.assertionAudience = own
            $0.settings.keyAlgorithm = .es256
        }
        let result = try await audit(bench, record)
        #expect(result.report["AU-28"]?.seen == seen && bench.count(AuditBench.token) == requests)
        let kept = try #require(await bench.profiles.record(record.id))
        #expect(kept.profile.settings.assertionAudience == own)
        // The trial's own token is dropped: the profile has the one before.
        let key = KeyringKey(profile: record.id, kind: .accessToken, generation: kept.token?.generation ?? 0)
        let token = try await bench.keyring.secret(at: key, bound: kept.profile.binding)
        #expect(token == Secret("token-\(bench.urls.firstIndex(of: AuditBench.token) ?? -1)"))
        #expect(await bench.keyring.keys.count == 2)
    }

    @Test func `a client with a secret has no assertion to try, and trouble is no verdict`() async throws {
        let plain = AuditBench()
        _ = try await audit(plain, try await plain.seed())
        #expect(plain.count(AuditBench.token) == 1)

        let down = AuditBench { pages in
            pages[AuditBench.token] = { request, number in
                request.assertionAudience == AuditBench.token
                    ? .json(200, AuditBench.grant(number)) : .failing(.closedEarly(host: "as.example"))
            }
        }
        let record = try await down.seed(key: try SigningKey.generate(.es256)) {
            $0.settings.assertionAudience = .endpoint
        }
        let result = try await audit(down, record)
        #expect(result.report["AU-28"]?.outcome == .notChecked(reason: "no key was given to try it with"))
        #expect(result.notices.contains { $0.contains("as.example closed the connection") })
    }

    // MARK: - A second server (AU-23)

    @Test(
        arguments: [(401, .passed, 2), (403, .passed, 2), (200, .failed, 2)] as [(Int, AuditFinding.Outcome, Int)])
    func `a second server is shown the token once it has asked for one`(
        status: Int, outcome: AuditFinding.Outcome, requests: Int
    ) async throws {
        let bench = AuditBench { pages in
            pages[AuditBench.other.text] = { request, _ in
                request.authorization == nil ? .challenge("Bearer") : .challenge("Bearer", status: status)
            }
        }
        let finding = try await audit(bench, try await bench.seed(), other: AuditBench.other).report["AU-23"]
        #expect(finding?.outcome == outcome && bench.count(AuditBench.other.text) == requests)
        let shown = bench.transport.requests.filter { $0.url == AuditBench.other }.map(\.authorization)
        #expect(shown.first == .some(nil) && shown.last??.hasPrefix("Bearer token-") == true)
    }

    @Test func `a second server that lets anybody in is shown nothing`() async throws {
        let bench = AuditBench { $0[AuditBench.other.text] = AuditBench.answering(.body(200, "{}")) }
        let result = try await audit(bench, try await bench.seed(), other: AuditBench.other)
        #expect(bench.transport.requests.allSatisfy { $0.url != AuditBench.other || $0.authorization == nil })
        #expect(result.report["AU-23"]?.outcome == .notChecked(reason: "no second server was named"))
        #expect(result.notices == ["n.example answers HTTP 200 without a token, so it was not shown this one"])
    }

    @Test func `a token never travels in plain text to another machine (NET-1)`() async throws {
        let bench = AuditBench()
        let plain = Practice.url("http://n.example/mcp")
        await #expect(throws: TransportError.insecure(plain)) {
            try await bench.discovery.knock(
                at: plain, token: AccessToken(Secret("t")), caFile: nil, purpose: "other server")
        }
        #expect(bench.urls.isEmpty)
    }

    // MARK: - Introspection

    @Test(
        arguments: [
            (.json(200, ["active": false]), false, 0), (.json(403, ["error": "access_denied"]), nil, 0),
            (.body(401), nil, 0), (.body(500), nil, 1), (.body(200, "<html>"), nil, 1),
        ] as [(ScriptedAnswer, Bool?, Int)])
    func `what the server says of the token is further evidence, where it says something (IN-4)`(
        answer: ScriptedAnswer, isActive: Bool?, notices: Int
    ) async throws {
        let bench = AuditBench { $0[AuditBench.introspection] = AuditBench.answering(answer) }
        let result = try await audit(bench, try await bench.seed())
        #expect(result.live?.isActive == isActive && result.notices.count == notices, "\(result.notices)")
        #expect(result.live?.principal != nil && result.exitStatus.rawValue == 0)
    }

    @Test func `hostile claims reach nobody's terminal`() async throws {
        let bench = AuditBench { pages in
            pages[AuditBench.introspection] = AuditBench.answering(
                .json(200, ["active": true, "sub": "me", "act": ["sub": "\u{1B}[2J\u{202E}evil\n"]]))
        }
        let verdict = try #require(try await audit(bench, try await bench.seed()).live?.principal)
        #expect(verdict.evidence.contains { $0.words.contains("evil") })
        #expect(verdict.evidence.allSatisfy { $0.words.unicodeScalars.allSatisfy(\.isSafeToShow) })
    }

    @Test func `a pasted token is tried as it is, renewed by nobody and introspected by nobody`() async throws {
        let bench = AuditBench { pages in
            pages[AuditBench.server.text] = { request, number in
                request.authorization == "Bearer pasted"
                    ? Server.modern(request) : AuditBench.guarded(AuditBench.path)(request, number)
            }
        }
        var profile = Practice.profile("pasted", grant: .static)
        (profile.server, profile.clientAuthentication) = (server, .none)
        let key = await bench.profiles.reserve(.staticToken, for: profile.id, in: .vault, at: Practice.start)
        try await bench.keyring.store(Secret("pasted"), at: key, bound: profile.binding)
        try await bench.profiles.commitLogin(
            LoginRecord(
                profile: profile, credential: nil, token: Practice.token(key.generation),
                contact: ContactRecord(at: Practice.start)))
        let record = try #require(await bench.profiles.record(profile.id))
        let result = try await audit(bench, record)
        #expect(bench.count(AuditBench.token) == 0 && bench.count(AuditBench.introspection) == 0)
        #expect(result.live?.failure == nil && result.report["AU-19"]?.seen == "no token was asked for")
        #expect(result.report["AU-22"]?.outcome == .notApplicable)
    }
}

extension ScriptedRequest {
    /// The `aud` of the client assertion in a token request.
    fileprivate var assertionAudience: String? {
        let body = String(decoding: sent.body, as: UTF8.self)
        let fields = body.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1) }
        guard let assertion = fields.first(where: { $0.first == "client_assertion" })?.last,
            let payload = assertion.split(separator: ".").dropFirst().first
        else { return nil }
        return JWTClaims.read(Secret(String(assertion))).claims?.audience.first ?? String(payload)
    }
}
