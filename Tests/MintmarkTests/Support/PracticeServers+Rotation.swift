import Foundation
import HTTPTypes
import MintCore
import MintDatabase
import MintHTTP
import MintKeyring
import MintSandbox
import TestSupport
import Testing

/// What operators have around rotations: programs of their own, and clients that are registered elsewhere.
extension PracticeServers {
    /// A program that publishes what is on its standard input at an address that the sandbox reads.
    func publisher(of url: String) throws -> String {
        try script(
            "publish",
            """
            set=$(cat)
            curl -fsS -o /dev/null -H 'Content-Type: application/json' \
                -d "{\\"url\\":\\"\(url)\\",\\"document\\":$set}" \(facts.control)/client-document
            """)
    }

    /// A program that makes a secret that the sandbox takes from then on, beside the two before it: one that was made and
    /// never read, for its reader was ended, leaves the one in use alive.
    ///
    /// - Parameter refused: The client for which it fails.
    func secretMaker(refusing refused: String = "nobody") throws -> String {
        try script(
            "make-secret",
            """
            id=$(jq -r .client_id)
            [ "$id" != '\(refused)' ] || { echo 'no rights for this one' >&2; exit 3; }
            new=$(head -c 24 /dev/urandom | base64 | tr '+/' 'ab')
            kept="\(program.home)-secrets/$id"
            old=$(cat "$kept")
            older=$(cat "$kept.older" 2>/dev/null || printf %s "$old")
            curl -fsS -o /dev/null -H 'Content-Type: application/json' \
                -d "{\\"client_id\\":\\"$id\\",\\"client_secrets\\":[\\"$older\\",\\"$old\\",\\"$new\\"]}" \(facts.control)/client || exit 4
            printf %s "$old" > "$kept.older"
            printf %s "$new" > "$kept"
            printf '%s\\n' "$new"
            """)
    }

    private func script(_ name: String, _ body: String) throws -> String {
        let path = "\(program.home)-\(name)"
        try "#!/bin/sh\n\(body)\n".write(toFile: path, atomically: true, encoding: .utf8)
        // Not run as a program: while another test starts one, a file that was just written is busy (ETXTBSY).
        return "/bin/sh \(path)"
    }

    /// The public half of a practice client's key, as a JWK set.
    func publishedSet(of client: String) async throws -> JSONValue {
        let file = try #require(facts.clients.first { $0.clientID == client }?.privateKeyFile)
        let key = try SigningKey(Secret(Data(contentsOf: URL(filePath: file))), passphrase: nil)
        let shown = try await program.run("show", client, "--json")
        let kid = (shown.json["credential"] as? [String: Any])?["key_id"] as? String
        return try JSONWebKeySet([key.publicJWK(keyID: kid)]).json
    }

    /// A client that registered itself for client credentials, logged in as a profile.
    ///
    /// - Returns: The flags that tell `rotate` of its registration.
    func register(_ name: String) async throws -> (id: String, flags: [String]) {
        let body: JSONValue = [
            "client_name": .string(name), "grant_types": ["client_credentials"],
            "token_endpoint_auth_method": "client_secret_basic",
        ]
        let url = try #require(HTTPURL("\(facts.issuer)/register"))
        let answer = try await transport.send(
            TransportRequest(
                .post, url, headers: [.contentType: "application/json"], body: Array(body.serialized().utf8)),
            deadline: .seconds(10))
        let json = try #require(JSONValue(bytes: answer.body))
        let id = try #require(json["client_id"]?.text), secret = try #require(json["client_secret"]?.text)
        let login = try await program.run(
            [
                "login", facts.mcp, "--client-id", id, "--profile", name, "--store", "vault", "--auth-method",
                "client_secret_basic", "--client-secret-stdin",
            ], input: secret)
        try #require(login.code == 0, "\(login.err)")
        let file = "\(program.home)-rat-\(name)"
        try #require(json["registration_access_token"]?.text).write(toFile: file, atomically: true, encoding: .utf8)
        let uri = try #require(json["registration_client_uri"]?.text)
        return (id, ["--registration-uri", uri, "--registration-token-file", file])
    }

    /// Many clients with profiles, written as logins write them.
    func fill(_ count: Int) async throws -> [String] {
        let now = Timestamp(Int(Date().timeIntervalSince1970))
        let state = try SQLiteState.open(in: StateFolder(path: program.home)) { now }
        defer { state.close() }
        let vault = VaultKeyring(
            folder: "\(program.home)/vault", keyFile: "\(program.home)/config/vault.key", credential: nil,
            attendant: .nobody
        ) { _ in }
        let folder = "\(program.home)-secrets"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let server = try #require(HTTPURL(facts.mcp)), endpoint = try #require(HTTPURL("\(facts.issuer)/token"))
        var names: [String] = []
        for number in 1...count {
            let name = "client-\(number)", secret = "first-secret-of-\(number)"
            names.append(name)
            try secret.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            try await control(
                "client",
                ["client_id": .string(name), "method": "client_secret_basic", "client_secrets": [.string(secret)]])
            let profile = Profile(
                id: ProfileID(rawValue: UUID().uuidString.lowercased()), name: name, server: server,
                resource: facts.mcp, issuer: facts.issuer, tokenEndpoint: endpoint, grant: .clientCredentials,
                clientID: name, clientAuthentication: .clientSecretBasic, requestedScopes: [], store: .vault,
                createdAt: now)
            let key = try await state.reserve(.clientSecret, for: profile.id, in: .vault, at: now)
            try await vault.store(Secret(secret), at: key, bound: profile.binding)
            let token = try await state.reserve(.accessToken, for: profile.id, in: .vault, at: now)
            try await vault.store(Secret("none yet"), at: token, bound: profile.binding)
            try await state.commitLogin(
                profile, credential: CredentialRecord(kind: .clientSecret, generation: key.generation, createdAt: now),
                token: TokenRecord(
                    generation: token.generation, issuedAt: now + -7200, expiresAt: now + -3600, scopes: [],
                    tokenType: "Bearer"),
                contact: ContactRecord(at: now))
        }
        return names
    }
}
