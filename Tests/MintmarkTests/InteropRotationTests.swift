import Foundation
import HTTPTypes
import MintCore
import MintHTTP
import TestSupport
import Testing

/// Rotations at a server that nobody here wrote: glewlwyd's client configuration endpoint (RFC 7592), from the command line.
@Suite(.serialized, .enabled(if: Completeness.hasServers, "Tests/Interop/with-servers starts them"))
struct InteropRotationTests {
    private static let issuer = "http://127.0.0.1:24593/api/oidc"

    @Test func `glewlwyd makes a new secret, then is told of one key, and of another beside it`() async throws {
        try await Program.withHome { program in
            let client = try await register()
            let login = try await program.run(
                [
                    "login", Self.issuer, "--issuer", Self.issuer, "--profile", "g", "--client-id", client.id,
                    "--client-secret-stdin", "--store", "vault", "--basic-encoding", "raw", "--no-resource", "--scope",
                    "mcp:read", "--auth-method", "client_secret_basic", "--assertion-audience", "endpoint",
                ], input: client.secret)
            try #require(login.code == 0, "\(login.err)")
            let file = "\(program.home)/token"
            try client.token.write(toFile: file, atomically: true, encoding: .utf8)

            let secret = try await program.run(
                "rotate", "g", "--register", "--registration-uri", client.uri, "--registration-token-file", file,
                "--overlap", "none")
            #expect(secret.code == 0 && secret.out.contains("client secret 2"), "\(secret.err)")
            #expect(secret.err.contains("refuses the old one"), "\(secret.err)")
            #expect(try await program.run("token", "g", "--force-new").code == 0)

            // It takes one method at a time: the secret is dead once the first key is there.
            for (algorithm, number) in [("ES256", 1), ("EdDSA", 2)] {
                let key = try await program.run("rotate", "g", "--register", "--generate-key", algorithm)
                #expect(key.code == 0 && key.out.contains("overlapping"), "\(key.err)")
                #expect(try await program.run("token", "g", "--force-new").code == 0)
                let retired = try await program.run("rotate", "g", "--retire")
                #expect(retired.code == 0 && retired.out.contains("private key \(number)"), "\(retired.err)")
                #expect(try await program.run("token", "g", "--force-new").code == 0)
            }
            #expect(program.filesHolding(client.secret).isEmpty)
        }
    }

    private func register() async throws -> (id: String, secret: String, token: String, uri: String) {
        let body: JSONValue = [
            "client_name": "rotation", "redirect_uris": ["https://client.example/callback"],
            "grant_types": ["client_credentials"], "response_types": ["token"],
            "token_endpoint_auth_method": "client_secret_basic", "scope": "mcp:read",
        ]
        let transport = AsyncHTTPTransport(
            proxy: ProxySettings(), trust: TrustSettings(), now: { Timestamp(Int(Date().timeIntervalSince1970)) })
        let url = try #require(HTTPURL("\(Self.issuer)/register"))
        let answer = await Result {
            try await transport.send(
                TransportRequest(
                    .post, url, headers: [.contentType: "application/json"], body: Array(body.serialized().utf8)),
                deadline: .seconds(20))
        }
        await transport.shutdown()
        let json = try #require(JSONValue(bytes: try answer.get().body))
        func text(_ name: String) throws -> String { try #require(json[name]?.text) }
        return (
            try text("client_id"), try text("client_secret"), try text("registration_access_token"),
            try text("registration_client_uri")
        )
    }
}
