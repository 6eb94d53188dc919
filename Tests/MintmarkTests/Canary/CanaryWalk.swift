import Foundation
import MintCore
import MintSandbox
import Synchronization
import TestSupport
import Testing

/// Secrets that nobody has seen before, sent through all that the program does with secrets.
struct CanaryWalk: Sendable {
    let practice: PracticeServers
    let evidence = Evidence()

    let secret = Canary.random("client secret", odd: true)
    let wrongSecret = Canary.random("refused client secret")
    let passphrase = Canary.random("passphrase of a key")
    let deviceCode = Canary.random("device code")
    let registeredSecret = Canary.random("registered client secret")
    let registrationToken = Canary.random("registration token")
    let providerSecret = Canary.random("provider's client secret")
    let pasted = Canary.random("pasted token")

    /// What was said where it was not asked for, and what was made on the way.
    final class Evidence: Sendable {
        let said = Mutex<[(place: String, text: String)]>([])
        let canaries = Mutex<[Canary]>([])

        func keep(_ canary: Canary) { canaries.withLock { $0.append(canary) } }
        func say(_ place: String, _ text: String) { said.withLock { $0.append((place, text)) } }
    }

    var search: CanarySearch {
        let fixed = [
            secret, wrongSecret, passphrase, deviceCode, registeredSecret, registrationToken, providerSecret, pasted,
        ]
        return CanarySearch(canaries: fixed + evidence.canaries.withLock(\.self))
    }

    /// Everything that was said, searched.
    var found: [String] {
        let search = search
        return evidence.said.withLock(\.self).flatMap { search.found(in: $0.text, $0.place) }
    }

    // MARK: - Steps

    /// - Parameter handsOut: The verb's purpose is a secret on stdout.
    @discardableResult
    func run(
        _ words: [String], input: String = "", environment: [String: String] = [:], code: Int32 = 0,
        handsOut: Bool = false
    ) async throws -> Program.Outcome {
        let outcome = try await practice.program.run(words + ["--verbose"], input: input, environment: environment)
        #expect(outcome.code == code, "\(words.prefix(3)): \(outcome.err)")
        say(words, outcome, handsOut: handsOut)
        return outcome
    }

    private func say(_ words: [String], _ outcome: Program.Outcome, handsOut: Bool = false) {
        let verb = words.prefix(2).joined(separator: " ")
        evidence.say("stderr of \(verb)", outcome.err)
        if !handsOut { evidence.say("stdout of \(verb)", outcome.out) }
    }

    /// The next answer of the token endpoint has tokens that nobody has seen before.
    func freshTokens(_ owner: String, refresh: Bool = false) async throws {
        let access = Canary.random("access token of \(owner)"), second = Canary.random("refresh token of \(owner)")
        evidence.keep(access)
        var body: [String: JSONValue] = [
            "access_token": .string(access.value), "token_type": "Bearer", "expires_in": 600, "scope": "mcp:read",
        ]
        if refresh {
            evidence.keep(second)
            body["refresh_token"] = .string(second.value)
        }
        try await practice.answerTokens(.object(body))
    }

    /// An endpoint that refuses, and repeats what it knows in some form.
    func echo(_ text: Data, at path: String = PracticeServers.tokenPath, count: Int = 1) async throws {
        let words = "you sent \(String(decoding: text, as: UTF8.self)), did you"
        try await practice.control(
            "fault",
            [
                "path": .string(path), "status": 400, "count": .int(Int64(count)),
                "body": ["error": "invalid_grant", "error_description": .string(words)],
            ])
    }

    func loginWords(_ name: String, _ more: [String]) -> [String] {
        ["login", practice.facts.mcp, "--profile", name, "--store", "vault"] + more
    }
}
