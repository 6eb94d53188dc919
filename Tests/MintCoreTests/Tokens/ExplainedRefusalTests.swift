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
            hint.contains("https://as.example/v2/token") && hint.contains("mintmark login SERVER --profile billing"))
        #expect(plain.failure.hint?.contains("v2") != true)
    }

    @Test(arguments: [
        ScriptedAnswer.json(400, ["error": "invalid_scope"]),
        .body(503, headers: [.retryAfter: "3600"]),  // a shorter wait would be waited for on a clock that stands still
        .failing(.connectionRefused(host: "as.example")),
    ]) func `other refusals are no reason to ask again`(_ answer: ScriptedAnswer) async throws {
        #expect(try await refusal(answer, changes: [Self.moved]).looks == 0)
    }
}
