import Foundation
import MintCore
import MintSandbox
import TestSupport
import Testing

/// Ends that are typed in, and everything that tells of them.
@Suite struct DueTests {
    @Test func `an end is typed in, shown everywhere, and checked`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("search-worker", "--secret-expires", "3d")
            try await practice.login("billing-sync")
            let program = practice.program
            let list = try await program.run("list")
            #expect(
                list.out.contains("SECRET") && list.out.contains("  2d !") || list.out.contains("  3d !"), "\(list.out)"
            )
            let show = try await program.run("show", "search-worker")
            #expect(
                show.out.contains("secret ends") && show.out.contains("mintmark rotate search-worker"), "\(show.out)")

            let check = try await program.run("check")
            #expect(check.code == 8, "\(check)")
            #expect(
                check.out.contains("its client secret runs out in")
                    && check.out.contains("mintmark rotate search-worker"))
            #expect(!check.out.contains("billing-sync"))
            #expect(try await program.run("check", "billing-sync").code == 0)
            #expect(try await program.run("check", "--warn", "1h").code == 0)
            let json = try await program.run("check", "--json")
            #expect(json.code == 8 && json.json["verdict"] as? String == "warning" && json.json["checked"] as? Int == 2)

            let never = try await program.run("set", "search-worker", "--secret-expires", "never")
            #expect(never.code == 0 && never.err == "search-worker: its client secret never ends.\n", "\(never)")
            #expect(try await program.run("check").code == 0)
            let dated = try await program.run("set", "search-worker", "--secret-expires", "2099-01-31", "--json")
            #expect(dated.code == 0 && dated.json["credential_expires_at"] as? Int == 4_073_587_199, "\(dated)")
            #expect(try await program.run("set", "search-worker", "--secret-expires", "").err.contains("no end"))
            let past = try await program.run("set", "search-worker", "--secret-expires", "2020-01-01")
            #expect(past.code == 1 && past.err.contains("a day to come"), "\(past)")
        }
    }

    @Test func `old credentials are due by the operator's rule, and never where one never ends`() async throws {
        try await PracticeServers.with { practice in
            try await practice.login("search-worker")
            let program = practice.program
            let path = "\(program.home)/config/config.toml"
            try #require(
                FileManager.default.createFile(
                    atPath: path, contents: Data("[policy]\nsecret-max-age = \"10d\"\n".utf8),
                    attributes: [.posixPermissions: 0o600]))
            let check = try await program.run("check")
            #expect(check.code == 8 && check.out.contains("is to be replaced at 10d"), "\(check)")
            let nagios = try await program.run("check", "--nagios")
            #expect(nagios.code == 1 && nagios.out.hasPrefix("MINTMARK WARNING - 1 of 1 profile due"), "\(nagios)")
            #expect(
                try await program.run("list", "--json").jsonItems[0]["credential_expiry_source"] as? String == "policy")
            #expect(try await program.run("set", "search-worker", "--secret-expires", "never").code == 0)
            #expect(try await program.run("check").code == 0)
            let fine = try await program.run("check", "--nagios")
            #expect(fine.code == 0 && fine.out.hasPrefix("MINTMARK OK - nothing is due, 1 profile | "), "\(fine)")
        }
    }

    @Test func `what cannot be looked at is UNKNOWN to a monitor, on stdout`() async throws {
        try await Program.withHome { program in
            let nobody = try await program.run("check", "nobody", "--nagios")
            #expect(nobody.code == 3 && nobody.out == "MINTMARK UNKNOWN - There is no profile nobody\n", "\(nobody)")
            #expect(try await program.run("check", "--nagios", "--warn", "soon").code == 3)
            #expect(try await program.run("check", "--nagios", "--json").code == 3)
            #expect(try await program.run("check", "nobody").code == 1)
            let empty = try await program.run("check")
            #expect(empty.code == 0 && empty.err.contains("0 profiles"), "\(empty)")
        }
    }

    @Test func `a person's login that ends is due, with the login to run`() async throws {
        try await Program.withHome { program in
            let login = try await program.run(
                "login", "http://127.0.0.1:9/mcp", "--profile", "pasted", "--grant", "static", "--token-stdin",
                "--token-expires", "30m", "--store", "vault", input: "pasted-token")
            #expect(login.code == 0, "\(login.err)")
            let wrong = try await program.run(
                "login", "http://127.0.0.1:9/mcp", "--profile", "x", "--grant", "static", "--token-stdin",
                "--secret-expires", "3d", "--store", "vault", input: "pasted-token")
            #expect(wrong.code == 1 && wrong.err.contains("--secret-expires"), "\(wrong)")
            let none = try await program.run("set", "pasted", "--secret-expires", "3d")
            #expect(none.code == 1 && none.err.contains("no client credential"), "\(none)")
        }
    }

    @Test func `metrics are read by another project's parser, and replaced whole`() async throws {
        let python = try #require(
            ProcessInfo.processInfo.environment["MINTMARK_TEST_PYTHON"] ?? (Completeness.isDemanded ? nil : "python3"))
        try await PracticeServers.with { practice in
            try await practice.login("search-worker", "--secret-expires", "3d")
            let program = practice.program, secret = try practice.secret(of: "search-worker")
            #expect(try await program.run("rename", "search-worker", "we\"ird \\ 支").code == 0)
            _ = try await program.run("token", "we\"ird \\ 支", "--force-new")
            let printed = try await program.run("metrics")
            #expect(printed.code == 0 && !printed.out.contains(secret))

            let file = "\(program.home)/out.prom"
            let written = try await program.run("metrics", "--output", file)
            #expect(written.code == 0 && written.out.isEmpty, "\(written)")
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o644)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: program.home).allSatisfy { !$0.hasPrefix(".out") })

            let lost = try await program.run("metrics", "--output", "\(program.home)/no/such.prom")
            #expect(lost.code == 1 && lost.err.contains("could not be written"), "\(lost)")

            guard try await Shell.run("'\(python)' -c 'import prometheus_client'").code == 0 || Completeness.isDemanded
            else { return }
            let script = """
                import sys
                from prometheus_client.parser import text_string_to_metric_families
                families = list(text_string_to_metric_families(open(sys.argv[1]).read()))
                names = [f.name for f in families]
                assert len(names) == len(set(names)), names
                samples = {s.name: s for f in families for s in f.samples}
                print(samples["mintmark_tokens_issued_total"].labels["profile"])
                print(int(samples["mintmark_tokens_issued_total"].value))
                print(samples["mintmark_credential_expiry_timestamp_seconds"].labels["source"])
                """
            let parsed = try await Shell.run("'\(python)' -c '\(script)' '\(file)'")
            #expect(parsed.code == 0 && parsed.out == "we\"ird \\ 支\n2\nstated\n", "\(parsed.out)")
        }
    }
}
