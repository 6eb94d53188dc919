import HTTPTypes
import MintCore
import Synchronization
import TestSupport
import Testing

/// AS-14: the metadata is read anew where a token call fails in a way that it could explain.
struct ExplainedRefusalTests {
    private static let moved = DriftChange(
        member: "token_endpoint", was: "https://as.example/token", now: "https://as.example/v2/token")

    /// What a forced renewal says, and how often the metadata was looked at.
    private func refusal(
        _ answer: ScriptedAnswer, changes: [DriftChange]
    ) async throws -> (failure: Failure, looks: Int) {
        let bench = ServiceBench { _, _ in answer }
        let profile = try await bench.seed()
        let looks = Mutex(0)
        let service = TokenService(
            profiles: bench.profiles, keyrings: bench.keyrings, locks: bench.locks, endpoint: bench.endpoint,
            look: { _ in
                looks.withLock { $0 += 1 }
                return changes
            }, now: bench.now)
        do {
            _ = try await service.token(of: profile.id, TokenService.Need(isForced: true))
            throw Failure(headline: "a token came")
        } catch {
            return (Failure(error), looks.withLock { $0 })
        }
    }

    @Test(arguments: [
        ScriptedAnswer.failing(.nameNotFound(host: "as.example")),
        .body(404), .body(410, "<html>gone</html>"), .body(401),
        .json(401, ["error": "invalid_client"]),
    ]) func `an endpoint that is gone, and a client that is not known, are compared with what is published now (AS-14)`(
        _ answer: ScriptedAnswer
    ) async throws {
        let plain = try await refusal(answer, changes: [])
        let explained = try await refusal(answer, changes: [Self.moved])
        #expect(plain.looks == 1 && explained.looks == 1)
        #expect(explained.failure.headline == plain.failure.headline)
        #expect(explained.failure.exitStatus == plain.failure.exitStatus)
        let hint = try #require(explained.failure.hint)
        #expect(
            hint.contains("https://as.example/v2/token") && hint.contains("mintmark set billing --accept-drift"))
        #expect(plain.failure.hint?.contains("v2") != true)
    }

    @Test func `a refusal is told with what the server lists and what was used (ER-1, ER-3)`() async throws {
        let answers: [(ScriptedAnswer, String)] = [
            (.json(401, ["error": "invalid_client"]), "lists private_key_jwt, not client_secret_basic"),
            (.json(400, ["error": "invalid_scope"]), "The server does not list tools:read tools:call."),
            (.body(401), "lists private_key_jwt, not client_secret_basic"),
        ]
        for (answer, words) in answers {
            let bench = ServiceBench { _, _ in answer }
            let profile = try await bench.seed()
            let service = TokenService(
                profiles: bench.profiles, keyrings: bench.keyrings, locks: bench.locks, endpoint: bench.endpoint,
                published: { _ in
                    AuthorizationServerMetadata([
                        "issuer": "https://as.example", "scopes_supported": ["other"],
                        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
                    ])
                }, now: bench.now)
            let error = await #expect(throws: (any Error).self) {
                try await service.token(of: profile.id, TokenService.Need(isForced: true))
            }
            let hint = try #require(error.flatMap { Failure($0).hint })
            #expect(hint.contains(words), "\(hint)")
            #expect(await bench.memory.record(profile.id)?.contact?.failure?.hint == hint, "it is kept as it is told")
        }
    }

    @Test(arguments: [
        ScriptedAnswer.json(400, ["error": "invalid_scope"]),
        .body(503, headers: [.retryAfter: "3600"]),  // a shorter wait would be waited for on a clock that stands still
        .failing(.connectionRefused(host: "as.example")),
    ]) func `other refusals are no reason to ask again`(_ answer: ScriptedAnswer) async throws {
        #expect(try await refusal(answer, changes: [Self.moved]).looks == 0)
    }
}
