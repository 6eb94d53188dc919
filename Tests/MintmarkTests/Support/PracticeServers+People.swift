import Foundation
import HTTPTypes
import MintCore
import MintHTTP
import MintSandbox
import TestSupport
import Testing

/// What a person, a platform and an identity provider do around the program.
extension PracticeServers {
    /// `login` with the arguments that every test shares.
    func loginWords(_ grant: String, _ name: String, _ more: [String]) -> [String] {
        ["login", facts.mcp, "--grant", grant, "--profile", name, "--store", "vault"] + more
    }

    /// The address that a program printed for the browser.
    func address(in text: String) throws -> String {
        try #require(text.split(separator: "\n").first { $0.contains("/authorize?") }.map(String.init)).trimmed
    }

    /// Opens an address as a browser would, and says where it is sent; the redirect is not followed.
    func browse(_ address: String) async throws -> String {
        let answer = try await get(address)
        try #require(answer.status == 302, "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
        return try #require(answer.headers[.location])
    }

    func get(_ address: String) async throws -> TransportResponse {
        try await transport.send(TransportRequest(.get, try #require(HTTPURL(address))), deadline: .seconds(10))
    }

    /// A person's login with the address carried both ways by hand, in a pipe.
    func pasteLogin(
        _ name: String, _ more: String..., mangle: (String) -> String = { $0 }
    ) async throws -> (outcome: Program.Outcome, redirect: String) {
        let run = try LiveRun(program, loginWords("authorization-code", name, ["--paste"] + more))
        let text = try await run.err(with: "It ends at a page")
        let redirect = try await browse(try address(in: text))
        run.send(mangle(redirect) + "\n")
        return (await run.outcome(), redirect)
    }

    /// `laptop`, a public client with refresh tokens, logged in as a profile of that name.
    func loginLaptop(_ more: String...) async throws {
        let run = try LiveRun(
            program, loginWords("authorization-code", "laptop", ["--paste", "--client-id", "laptop"] + more))
        run.send(try await browse(try address(in: try await run.err(with: "It ends at a page"))))
        let outcome = await run.outcome()
        try #require(outcome.code == 0, "\(outcome.err)")
    }

    /// A platform's assertion for `ci-workload` in a file of its own.
    func workloadFile(_ body: JSONValue = [:], named name: String = "assertion") async throws -> String {
        let path = "\(program.home)-keys/\(name)"
        try Data(try await statement("workload-token", body).utf8).write(to: URL(filePath: path))
        return path
    }

    /// What a platform (`workload-token`) or an identity provider (`id-token`) signs.
    func statement(_ what: String, _ body: JSONValue = [:]) async throws -> String {
        try #require(try await ask(what, body)["token"]?.text)
    }

    /// What `show --json` says of a profile.
    func shown(_ name: String) async throws -> JSONValue {
        let outcome = try await program.run("show", name, "--json")
        return try #require(JSONValue(bytes: Array(outcome.out.utf8)), "\(outcome.err)")
    }

    /// The paths of the requests so far, with their statuses.
    func requests(below prefix: String) async throws -> [String] {
        try await log().filter { $0["path"]?.text?.hasPrefix(prefix) ?? false }.map { entry in
            "\(entry["path"]?.text ?? "") \(entry["status"]?.integer ?? 0)"
        }
    }

    /// Makes a token endpoint's next answer one whose secrets a test knows.
    func answerTokens(_ body: JSONValue, at path: String = tokenPath, count: Int = 1) async throws {
        try await control(
            "fault",
            [
                "path": .string(path), "status": 200, "content_type": "application/json", "body": body,
                "count": .int(Int64(count)),
            ])
    }
}

extension String {
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
