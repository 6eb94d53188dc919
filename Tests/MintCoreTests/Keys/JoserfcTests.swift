import Foundation
import MintCore
import TestSupport
import Testing

/// Signatures and thumbprints before a JOSE library in another language. Under a complete run its absence is a failure.
@Suite struct JoserfcTests {
    static let isComplete = ProcessInfo.processInfo.environment["MINTMARK_TESTS_COMPLETE"] != nil

    static func isImportable() async -> Bool { (try? await python("import joserfc", input: "")) != nil }

    struct PythonFailed: Error { var code: Int32, words: String }

    static func python(_ program: String, input: String) async throws -> String {
        let run = try await Shell.python(program, input: input)
        guard run.code == 0 else { throw PythonFailed(code: run.code, words: run.err) }
        return run.out
    }

    static let program = """
        import json, sys
        from joserfc import jwk, jwt
        results = []
        for case in json.load(sys.stdin):
            key = jwk.import_key(case["jwk"])
            token = jwt.decode(case["token"], key, algorithms=[case["alg"]])
            results.append({"header": token.header, "claims": token.claims, "thumbprint": key.thumbprint()})
        json.dump(results, sys.stdout)
        """

    @Test(.enabled("python3 with joserfc is not installed") { if isComplete { true } else { await isImportable() } })
    func `joserfc verifies each algorithm and finds the same thumbprint`() async throws {
        _ = try await Self.python("import joserfc", input: "")
        let assertion = ClientAssertion(clientID: "svc-1", audience: "https://as/", issuedAt: Timestamp(1_790_000_000))
        var cases: [JSONValue] = []
        var thumbprints: [String] = []
        for form in SigningKeyReadingTests.forms {
            let key = try SigningKey(Secret(form.file))
            for algorithm in key.algorithms {
                let token = try await assertion.signed(
                    with: key, algorithm: algorithm, type: "client-authentication+jwt")
                let text = try #require(token.withText { $0 })
                let jwk = key.publicJWK(algorithm: algorithm)
                cases.append(["jwk": jwk, "token": .string(text), "alg": .string(algorithm.rawValue)])
                thumbprints.append(key.thumbprint)
            }
        }
        let output = try await Self.python(Self.program, input: JSONValue.array(cases).serialized())
        let results = try #require(JSONValue(bytes: Array(output.utf8))?.items)
        try #require(results.count == cases.count && cases.count == 10)
        for (result, thumbprint) in zip(results, thumbprints) {
            #expect(result["thumbprint"]?.text == thumbprint)
            #expect(result["header"]?["kid"]?.text == thumbprint)
            #expect(result["claims"]?["sub"] == "svc-1")
        }
    }
}
