import Foundation
import MintCore
import TestSupport
import Testing

/// Rotations on glewlwyd, from the board and by keys alone: its RFC 7592 endpoint, and what an operator makes there by hand.
@Suite(.serialized, .enabled(if: Completeness.hasServers, "Tests/Interop/with-servers starts them"))
struct BoardRotationInteropTests {
    private static let issuer = InteropTests.glewlwyd, server = "http://127.0.0.1:28080/mcp"
    private static let admin = "http://127.0.0.1:24593/api"

    private struct Client {
        var id: String, secret: String, uri: String, token: String
    }

    /// Registers a client there (RFC 7591), and logs it in.
    private func register(_ program: Program, _ more: [String: JSONValue], _ login: [String], input: (String) -> String)
        async throws -> Client
    {
        let body: [String: JSONValue] = [
            "client_name": "rotated", "redirect_uris": ["https://client.example/callback"], "scope": "mcp:read",
            "grant_types": ["client_credentials"], "response_types": ["token"], "resource": [.string(Self.server)],
        ]
        let text = JSONValue.object(body.merging(more) { $1 }).serialized()
        let answer = try await Shell.run(
            "curl -fsS -H 'Content-Type: application/json' -d '\(text)' \(Self.issuer)/register")
        let json = try #require(JSONValue(bytes: Array(answer.out.utf8)), "\(answer.out)")
        let client = Client(
            id: try #require(json["client_id"]?.text), secret: json["client_secret"]?.text ?? "",
            uri: try #require(json["registration_client_uri"]?.text),
            token: try #require(json["registration_access_token"]?.text))
        let logged = try await program.run(
            [
                "login", Self.server, "--profile", "rotated", "--store", "vault", "--client-id", client.id, "--scope",
                "mcp:read",
            ] + login, input: input(client.secret))
        try #require(logged.code == 0, "\(logged.err)")
        return client
    }

    private func board(_ program: Program, _ body: (TmuxSession) async throws -> Void) async throws {
        let command = "LC_ALL=C.UTF-8 MINTMARK_HOME=\(program.home) \(Program.path) board"
        try await TmuxSession.with(columns: 100, rows: 30, running: command, body)
    }

    private func open(_ session: TmuxSession, overlap: [String]) async throws {
        _ = try await session.wait(for: "r rotate")
        try await session.send("r")
        _ = try await session.wait(for: "What is due")
        for key in overlap { try await session.send(key) }
        try await session.send("C-n")
        _ = try await session.wait(for: "Where does the new one come from?")
    }

    /// Enter for Enter until the old one is retired.
    private func finish(_ session: TmuxSession) async throws {
        try await session.send("Enter")
        _ = try await session.wait(for: "Verified: it works")
        try await session.send("Enter")
        _ = try await session.wait(for: "retire the old one")
        try await session.send("Enter")
        _ = try await session.wait(for: "Rotated")
        try await session.send("Enter")
        _ = try await session.wait(for: "r rotate")
        try await session.send("q")
        _ = try await session.wait(for: "left 0")
    }

    @Test func `a secret through the client configuration endpoint`() async throws {
        try await Program.withHome { program in
            let client = try await register(
                program, ["token_endpoint_auth_method": "client_secret_basic"],
                ["--auth-method", "client_secret_basic", "--basic-encoding", "raw", "--client-secret-stdin"]
            ) { $0 }
            try await board(program) { session in
                try await open(session, overlap: ["Down", "Down", "Space"])
                try await session.send(
                    "Down", "Down", "Down", "Space", "Tab", client.uri, "Tab", client.token, "Tab", "y", "Enter")
                _ = try await session.wait(for: "Staged: kept, and not used")
                try await finish(session)
            }
            #expect(try await program.run("token", "rotated", "--force-new").code == 0)
            #expect(program.filesHolding(client.secret).isEmpty && program.filesHolding(client.token).isEmpty)
        }
    }

    @Test func `a secret by paste: kept first, then switched at the server`() async throws {
        try await Program.withHome { program in
            let client = try await register(
                program, ["token_endpoint_auth_method": "client_secret_basic"],
                ["--auth-method", "client_secret_basic", "--basic-encoding", "raw", "--client-secret-stdin"]
            ) { $0 }
            let new = "made-by-an-administrator-0123456789"
            try await board(program) { session in
                try await open(session, overlap: ["Down", "Down", "Space"])
                try await session.send("Tab", new, "C-n")
                _ = try await session.wait(for: "Staged: kept, and not used")
                try await session.send("Enter")
                _ = try await session.wait(for: "does not take the new one")
                try await change(client.id, #".client_secret="\#(new)""#)
                try await finish(session)
            }
            #expect(try await program.run("token", "rotated", "--force-new").code == 0)
            #expect(program.filesHolding(new).isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func `a key, told to its registration or to an administrator`(isRegistration: Bool) async throws {
        try await Program.withHome { program in
            let key = try SigningKey.generate(.es256), file = "\(program.home)-key.pem"
            try key.serialized.withText { try $0.write(toFile: file, atomically: true, encoding: .utf8) }
            let jwk = key.publicJWK(keyID: nil, algorithm: .es256)
            let client = try await register(
                program, ["token_endpoint_auth_method": "private_key_jwt", "jwks": ["keys": [jwk]]],
                ["--auth-method", "private_key_jwt", "--client-key", file, "--assertion-audience", "endpoint"]
            ) { _ in "" }
            try await board(program) { session in
                try await open(session, overlap: ["Down", "Down", "Space"])
                try await session.send("C-n")
                _ = try await session.wait(for: "How does the server hear of it?")
                if isRegistration {
                    try await session.send("End", "Space", "Tab", client.uri, "Tab", client.token, "C-n")
                    _ = try await session.wait(for: "Staged: the server is to be told")
                    try await session.send("Enter")
                    _ = try await session.wait(for: "Staged: kept, and not used")
                    try await session.send("Enter")
                } else {
                    let saved = "\(program.home)-public.json"
                    try await session.send("C-n")
                    // The key is read after the step is shown, and keys pressed meanwhile do nothing.
                    _ = try await session.wait(for: "Save the public key")
                    try await session.send("Down", "Space", "Tab", saved, "Tab", "Enter")
                    _ = try await session.wait(for: "saved") { _ in
                        (try? String(contentsOfFile: saved, encoding: .utf8))?.hasSuffix("\n") ?? false
                    }
                    let set = try String(contentsOfFile: saved, encoding: .utf8)
                    try await change(client.id, ".jwks=\(set.trimmingCharacters(in: .newlines))")
                    try await session.send("Enter")
                }
                _ = try await session.wait(for: "Verified: it works")
                try await session.send("Enter")
                _ = try await session.wait(for: isRegistration ? "withdraw the old key" : "retire the old one")
                try await session.send("C-c")
                _ = try await session.wait(for: "left 0")
            }
            #expect(try await program.run("token", "rotated", "--force-new").code == 0)
        }
    }

    /// What an administrator does there by hand.
    ///
    /// - Parameter change: To the client, in the language of jq.
    private func change(_ client: String, _ change: String) async throws {
        let done = try await Shell.run(
            """
            set -e; jar=$(mktemp); trap 'rm -f "$jar"' EXIT
            curl -fsS -c "$jar" -H 'Content-Type: application/json' -d '{"username":"admin","password":"password"}' \(Self.admin)/auth/
            curl -fsS -b "$jar" \(Self.admin)/client/\(client) | jq -c '\(change)' > "$jar.json"
            curl -fsS -b "$jar" -X PUT -H 'Content-Type: application/json' -d @"$jar.json" \(Self.admin)/client/\(client)
            rm -f "$jar.json"
            """)
        try #require(done.code == 0, "\(done.out)")
    }
}
