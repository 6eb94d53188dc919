import Foundation
import MintCore
import MintSandbox
import Synchronization
import TestSupport
import Testing

/// One method for each way in; each leaves a profile whose secrets nobody has seen before.
extension CanaryWalk {
    func machineBySecret() async throws {
        try await practice.control(
            "client", ["client_id": "search-worker", "client_secrets": [.string(secret.value)]])
        let words = ["--client-id", "search-worker"]
        // Refused, with each form of it in the refusal.
        for form in wrongSecret.spellings {
            try await echo(form)
            try await run(
                loginWords("machine", words + ["--client-secret-stdin"]), input: wrongSecret.value, code: 4)
        }
        try await run(
            loginWords("machine", words + ["--client-secret-env", "WRONG", "--json"]),
            environment: ["WRONG": wrongSecret.value], code: 4)
        // In the arguments: warned of, and overwritten; refused together with another one, and never repeated.
        try await run(
            loginWords("machine", words + ["--client-secret", wrongSecret.value, "--client-secret-stdin"]), code: 1)
        try await run(loginWords("machine", words + ["--client-secret", wrongSecret.value, "--no-such-flag"]), code: 1)
        try await run(loginWords("machine", words + ["--client-secret-env", wrongSecret.value]), code: 1)
        try await run(loginWords("machine", words + ["--param", "client_secret=\(wrongSecret.value)"]), code: 1)
        try await run(loginWords("machine", words + ["--param", "my_password=\(wrongSecret.value)"]), code: 1)
        try await run(["login", "https://user:\(wrongSecret.value)@mcp.example"] + words, code: 1)
        try await freshTokens("a machine")
        try await run(loginWords("machine", words + ["--client-secret=\(secret.value)"]))
        for form in secret.spellings.prefix(4) {
            try await echo(form)
            try await run(["token", "machine", "--force-new", "--json"], code: 4)
        }
        try await freshTokens("a machine, renewed")
        try await run(["renew", "machine", "--force", "--json"])
        try await run(["token", "machine", "--headers-json"], handsOut: true)
    }

    func machineByKey(_ folder: String) async throws {
        let client = try #require(practice.facts.clients.first { $0.clientID == "billing-sync" })
        let file = try #require(client.privateKeyFile), sealed = folder + "/sealed.pem", words = folder + "/passphrase"
        let body = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("-") }.joined()
        let der = try #require(Data(base64Encoded: body))
        evidence.keep(Canary("private key", String(body.dropFirst(16).prefix(48))))
        evidence.keep(Canary("private key's number", bytes: Array(der.dropFirst(40).prefix(24))))
        try Data(passphrase.value.utf8).write(to: URL(filePath: words))
        let made = try await Shell.run(
            "openssl pkcs8 -topk8 -v2 aes-256-cbc -in '\(file)' -passout 'file:\(words)' -out '\(sealed)'")
        try #require(made.code == 0, "\(made.out)")
        let login = loginWords("keyed", ["--client-id", "billing-sync", "--client-key", sealed])
        try await run(login, code: 1)
        try await run(login + ["--client-key-passphrase-file", file], code: 1)
        try await freshTokens("a key's machine")
        try await run(login + ["--client-key-passphrase-file", words, "--dpop"], code: 2)
        try await freshTokens("a key's machine")
        try await run(login + ["--client-key-passphrase-file", words])
    }

    func personByDevice() async throws {
        try await practice.control(
            "fault",
            [
                "path": "/as/device_authorization", "status": 200,
                "body": [
                    "device_code": .string(deviceCode.value), "user_code": "ABCD-EFGH", "expires_in": 600,
                    "interval": 1, "verification_uri": .string("\(practice.facts.issuer)/device"),
                ],
            ])
        try await freshTokens("a person", refresh: true)
        try await run(loginWords("person", ["--grant", "device-code", "--client-id", "laptop"]))
        try await freshTokens("a person, refreshed", refresh: true)
        try await run(["token", "person", "--force-new"], handsOut: true)
        let refresh = try #require(evidence.canaries.withLock(\.self).last)
        try await echo(refresh.spellings[0])
        try await run(["renew", "person", "--force"], code: 4)
    }

    func personByBrowser() async throws {
        try await practice.control(
            "client", ["client_id": "web-console", "client_secrets": [.string(secret.value)]])
        let words = loginWords(
            "browser",
            ["--grant", "authorization-code", "--client-id", "web-console", "--client-secret-env", "S", "--paste"])
        let run = try LiveRun(practice.program, words + ["--verbose"], environment: ["S": secret.value])
        let redirect = try await practice.browse(practice.address(in: try await run.err(with: "It ends at a page")))
        let code = try #require(redirect.split(separator: "code=").last?.split(separator: "&").first)
        evidence.keep(Canary("authorization code", String(code)))
        try await freshTokens("a browser's person", refresh: true)
        run.send(redirect)
        let outcome = await run.outcome()
        #expect(outcome.code == 0, "\(outcome.err)")
        evidence.say("stderr of a browser's login", outcome.err)
        evidence.say("stdout of a browser's login", outcome.out)
    }

    func registered() async throws {
        try await practice.control(
            "metadata",
            ["authorization_server": ["token_endpoint_auth_methods_supported": ["client_secret_post"]]])
        try await practice.control(
            "fault",
            [
                "path": "/as/register", "status": 201,
                "body": [
                    "client_id": "laptop", "client_secret": .string(registeredSecret.value),
                    "client_secret_expires_at": 0, "token_endpoint_auth_method": "client_secret_post",
                    "registration_access_token": .string(registrationToken.value),
                    "registration_client_uri": .string("\(practice.facts.issuer)/register/laptop"),
                ],
            ])
        try await freshTokens("a registered client", refresh: true)
        let (outcome, _) = try await practice.pasteLogin("registered", "--verbose")
        #expect(outcome.code == 0, "\(outcome.err)")
        evidence.say("stderr of a registration", outcome.err)
        evidence.say("stdout of a registration", outcome.out)
        try await practice.control(
            "metadata",
            [
                "authorization_server": [
                    "token_endpoint_auth_methods_supported": [
                        "client_secret_basic", "client_secret_post", "private_key_jwt", "none",
                    ]
                ]
            ])
    }

    func workloadAndEnterprise() async throws {
        let assertion = try await practice.statement("workload-token")
        let person = try await practice.statement("id-token")
        for (name, text) in [("workload's assertion", assertion), ("person's token", person)] {
            evidence.keep(Canary(name, String(text.split(separator: ".").last ?? "")))
        }
        let workload = loginWords("workload", ["--grant", "jwt-bearer", "--assertion-env", "CI_TOKEN"])
        try await echo(Data(assertion.utf8))
        try await run(workload, environment: ["CI_TOKEN": assertion], code: 4)
        try await freshTokens("a workload")
        try await run(workload, environment: ["CI_TOKEN": assertion])
        let origin = practice.facts.issuer.dropLast("/as".count)
        let environment = ["APP": secret.value, "IDP": providerSecret.value, "PERSON": person]
        let words = loginWords(
            "company",
            [
                "--grant", "enterprise", "--client-id", "enterprise-app", "--client-secret-env", "APP",
                "--idp-token-endpoint", "\(origin)/idp/token", "--idp-client-id", "enterprise-app",
                "--idp-client-secret-env", "IDP", "--subject-token-env", "PERSON",
            ])
        try await echo(providerSecret.spellings[7], at: "/idp/token")
        try await run(words, environment: environment, code: 4)
        let statement = Canary.random("identity assertion")
        evidence.keep(statement)
        try await practice.answerTokens(
            [
                "access_token": .string(statement.value), "token_type": "N_A", "expires_in": 300,
                "issued_token_type": "urn:ietf:params:oauth:token-type:id-jag",
            ], at: "/idp/token")
        try await freshTokens("a company")
        try await run(words, environment: environment)
    }

    func pastedToken() async throws {
        try await run(loginWords("pasted", ["--grant", "static", "--token-stdin", "--untried"]), input: pasted.value)
        try await run(["token", "pasted", "--header"], handsOut: true)
    }
}
