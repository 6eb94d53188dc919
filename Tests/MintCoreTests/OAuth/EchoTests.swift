import HTTPTypes
import TestSupport
import Testing

@testable import MintCore

/// Servers that send back what they were sent: none of it may get into an error, a trace, or what a store keeps.
@Suite struct EchoTests {
    /// With what servers escape: JSON's `\/`, form encoding's `%2B`.
    private static let secrets = ["c/CANARY+1 x", "v/CANARY+2", "r/CANARY+3", "d/CANARY+4", "s/CANARY+5", "p/CANARY+6"]

    private static let grants: [GrantRequest] = [
        .clientCredentials, .refreshToken(Secret(secrets[2])), .deviceCode(Secret(secrets[3])),
        .authorizationCode(Secret(secrets[0]), verifier: Secret(secrets[1]), redirectURI: "http://127.0.0.1/cb"),
        .jwtBearer(Secret(secrets[4])),
        .tokenExchange(subject: Secret(secrets[4]), type: "urn:x", audience: "https://as.example"),
    ]

    private enum Shape: CaseIterable {
        case description, code, escaped, unicode, form, html, location, grantType, brokenGrant, tokenInError, notFound
    }

    private static func answer(_ shape: Shape, to request: ScriptedRequest) -> ScriptedAnswer {
        let sent = request.form.values.sorted().joined(separator: " ") + " " + (request.authorization ?? "")
        let encoded = String(decoding: FormEncoding.encode(sent.utf8), as: UTF8.self)
        switch shape {
        case .description: return .json(400, ["error": "invalid_request", "error_description": .string(sent)])
        case .code: return .json(401, ["error": .string(sent)])
        case .escaped: return .body(400, #"{"error":"x","error_description":"\#(sent.replacing("/", with: #"\/"#))"}"#)
        case .unicode:
            let text = sent.unicodeScalars.map { "\\u" + String(String($0.value + 0x10000, radix: 16).dropFirst()) }
            return .body(400, #"{"error":"x","error_description":"\#(text.joined())"}"#)
        case .form: return .body(403, encoded)
        case .html: return .body(401, "<p>You sent: \(sent)</p>")
        case .location: return .body(302, headers: [.location: "https://x.example/?\(encoded)"])
        case .grantType:
            return .json(200, ["access_token": "granted-CANARY", "token_type": .string("granted-CANARY " + sent)])
        case .brokenGrant:
            return .json(200, ["access_token": "granted-CANARY", "refresh_token": "again-CANARY", "expires_in": 60])
        case .tokenInError:
            return .json(500, ["access_token": "granted-CANARY", "refresh_token": "again-CANARY"])
        case .notFound: return .body(404, sent)
        }
    }

    @Test(arguments: grants) func `no echo of a grant's secrets gets into words`(grant: GrantRequest) async throws {
        for method in [ClientAuthentication.clientSecretBasic, .clientSecretPost, .none] {
            for shape in Shape.allCases {
                let log = TraceLog()
                let bench = ServiceBench { request, _ in Self.answer(shape, to: request) }
                var profile = Practice.profile("p")
                profile.clientAuthentication = method
                let question = TokenEndpoint.Question(
                    profile, grant, credential: method == .none ? nil : .secret(Secret(Self.secrets[5])))
                let task = Task { try await bench.endpoint.issue(question, observe: { log.note($0) }) }
                if shape == .tokenInError, grant.isRepeatable {
                    for pause in [1, 3] {
                        await bench.clock.sleepers(1)
                        bench.clock.advance(by: .seconds(pause))
                    }
                }
                let error = await #expect(throws: TokenEndpointError.self) { try await task.value }
                let kept = error.map { ContactFailure($0) } as Any
                let words = everyWord(of: error as Any) + everyWord(of: log.hops) + everyWord(of: kept)
                #expect(!words.contains("CANARY"), "\(grant) \(method) \(shape)")
                let basic = ClientProof.basic(profile.clientID, Secret(Self.secrets[5]), .form)
                #expect(!words.contains(basic), "\(grant) \(method) \(shape)")
            }
        }
    }

    @Test func `a signed assertion is not echoed either (JA-15)`() async throws {
        let log = TraceLog()
        let bench = ServiceBench { request, _ in
            .json(
                401, ["error": "invalid_client", "error_description": .string(request.form["client_assertion"] ?? "")])
        }
        var profile = Practice.profile("p")
        profile.clientAuthentication = .privateKeyJWT
        let question = TokenEndpoint.Question(profile, credential: .key(try SigningKey.generate(.es256)))
        let error = await #expect(throws: TokenEndpointError.self) {
            try await bench.endpoint.issue(question, observe: { log.note($0) })
        }
        #expect(error?.headline.contains("<secret>") == true)
        #expect(!everyWord(of: error as Any).contains("eyJh") && !everyWord(of: log.hops).contains("eyJh"))
    }

    @Test func `a grant is read as it came, even where it repeats what was sent`() async throws {
        let bench = ServiceBench { _, _ in
            .json(
                200,
                [
                    "access_token": "token-2", "token_type": "Bearer", "expires_in": 60, "refresh_token": "refresh-1",
                    "scope": "refresh-1",
                ])
        }
        var profile = Practice.profile("p")
        profile.clientAuthentication = .none
        let issue = try await bench.endpoint.issue(
            TokenEndpoint.Question(profile, .refreshToken(Secret("refresh-1")), credential: nil))
        #expect(issue.response.refreshToken == Secret("refresh-1") && issue.response.scopes == ["refresh-1"])
        #expect(!everyWord(of: issue).contains("token-2"))
    }

    @Test func `a trace has neither query nor secrets`() async throws {
        let log = TraceLog()
        let bench = ServiceBench { _, _ in
            .json(
                200,
                [
                    "access_token": "granted-CANARY", "token_type": "Bearer", "refresh_token": "again-CANARY",
                    "expires_in": "CANARY",
                ])
        }
        var profile = Practice.profile("p")
        profile.tokenEndpoint = Practice.url("https://as.example/token?key=CANARY")
        _ = try await bench.endpoint.issue(
            TokenEndpoint.Question(profile, credential: .secret(Secret("p-CANARY"))), observe: { log.note($0) })
        #expect(log.hops.map(\.purpose) == ["token"] && !everyWord(of: log.hops).contains("CANARY"))
    }

    @Test func `an echo that would be found everywhere is left alone`() {
        let answer = TransportResponse(status: 400, headers: [:], body: Array("a bad request".utf8))
        #expect(answer.without(Secret("bad")).body == answer.body)
        #expect(answer.without(Secret("")).body == answer.body)
    }
}
