import Foundation
import MintCore
import TestSupport
import Testing

/// What each grant needs and cannot use, said before anybody is asked: exit 1, no profile, no prompt.
@Suite struct GrantsFlagTests {
    @Test(
        arguments: [
            ("client-credentials", [], "needs a client id", "--client-id"),
            ("client-credentials", ["--client-id", "x"], "needs a credential", "--client-secret-stdin"),
            (
                "client-credentials", ["--client-id", "x", "--assertion-file", "f"], "no use for --assertion-file",
                "jwt"
            ),
            (
                "client-credentials", ["--client-id", "x", "--paste"], "no use for --paste",
                "--grant authorization-code"
            ),
            (
                "device-code", ["--redirect-uri", "http://127.0.0.1/"], "no use for --redirect-uri",
                "authorization-code"
            ),
            ("device-code", ["--token-stdin"], "no use for --token-stdin", "--grant static"),
            ("authorization-code", ["--device-endpoint", "https://x.example/d"], "no use for", "--grant device-code"),
            (
                "authorization-code", ["--paste", "--client-id", "x", "--client-secret-stdin"], "both read stdin",
                "file"
            ),
            ("jwt-bearer", [], "needs an assertion", "--assertion-file"),
            ("jwt-bearer", ["--assertion-file", "a", "--assertion-env", "B"], "exclude each other", ""),
            (
                "jwt-bearer", ["--assertion-env", "A", "--client-secret-env", "HOME"], "no use for a client credential",
                ""
            ),
            ("jwt-bearer", ["--assertion-command", "  "], "names nothing", ""),
            ("jwt-bearer", ["--assertion-env", "A", "--client-metadata-url", "https://x.example/y"], "no use for", ""),
            ("enterprise", [], "needs a client id", "--client-id"),
            ("enterprise", ["--client-id", "x"], "enterprise needs a credential", "--client-key"),
            (
                "enterprise", ["--client-id", "x", "--client-secret-env", "HOME"], "needs an identity provider",
                "--idp-token-endpoint"
            ),
            (
                "enterprise", ["--client-id", "x", "--client-secret-env", "HOME", "--subject-token-env", "A"],
                "the identity provider", "--idp-token-endpoint URL"
            ),
            (
                "enterprise",
                [
                    "--client-id", "x", "--client-secret-env", "HOME", "--idp-token-endpoint", "http://idp.example/t",
                    "--idp-client-id", "y", "--subject-token-env", "A",
                ], "--idp-token-endpoint wants an https URL", "this machine"
            ),
            (
                "enterprise",
                [
                    "--client-id", "x", "--client-secret-env", "HOME", "--idp-token-endpoint", "https://idp.example/t",
                    "--idp-client-id", "y",
                ], "a person's token", "--subject-token-file"
            ),
            ("static", [], "needs a token", "--token-stdin"),
            ("static", ["--token-env", "NOT_SET_ANYWHERE"], "not set", ""),
            ("static", ["--token-env", "HOME", "--dpop"], "no use for --dpop", ""),
            ("static", ["--token-env", "HOME", "--client-secret-env", "HOME"], "no use for a client credential", ""),
            ("password", [], "does not know", "authorization-code"),
        ] as [(String, [String], String, String)])
    func `what is missing or too much is named`(grant: String, flags: [String], words: String, hint: String)
        async throws
    {
        try await Program.withHome { program in
            let words0 = ["login", "http://127.0.0.1:9", "--store", "vault", "--no-input", "--grant", grant] + flags
            let outcome = try await program.run(words0)
            #expect(outcome.code == 1 && outcome.out.isEmpty, "\(outcome.err)")
            #expect(outcome.err.contains(words) && (hint.isEmpty || outcome.err.contains(hint)), "\(outcome.err)")
            let json = try await program.run(words0 + ["--json"])
            let error = JSONValue(bytes: Array(json.err.utf8))?["error"]
            #expect(json.code == 1 && json.out.isEmpty && error?["exit_status"] == 1, "\(json.err)")
            #expect(error?["headline"]?.text?.contains("\n") == false)
            #expect(try await program.run("list", "--json").out == "[]\n")
        }
    }

    @Test(arguments: [
        "authorization_code", "urn:ietf:params:oauth:grant-type:device_code", "device_code", "jwt_bearer",
        "urn:ietf:params:oauth:grant-type:jwt-bearer", "client_credentials",
    ])
    func `a grant is also known by its registered name`(name: String) async throws {
        try await Program.withHome { program in
            let outcome = try await program.run(
                ["login", "http://127.0.0.1:9", "--store", "vault", "--no-input", "--grant-type", name])
            #expect([1, 3].contains(outcome.code) && !outcome.err.contains("does not know"), "\(outcome.err)")
        }
    }
}
