import HTTPTypes
import MintCore
import TestSupport
import Testing

@Suite struct DoctorReportTests {
    @Test func `what is worst comes first in its area, and the areas keep their order`() {
        var facts = DoctorRuleTests.sound()
        facts.files.append(.init(path: "/a", kind: .file, mode: 0o644, owner: DoctorRuleTests.user))
        facts.database.orphanedSessions = ["s"]
        facts.database.damage = ["broken"]
        let findings = DoctorReport(facts).findings
        #expect(findings.filter { $0.area == .database }.map(\.severity) == [.failing, .notice, .ok])
        let areas = findings.map { finding in DoctorFinding.Area.allCases.firstIndex(of: finding.area) ?? 0 }
        #expect(areas == areas.sorted())
    }

    @Test func `a store that no profile uses does not fail the host, one that is used does`() {
        var facts = DoctorRuleTests.sound()
        facts.stores[0].state = .keyUnavailable("the key file is missing")
        #expect(DoctorReport(facts).exitStatus == .store)
        facts.stores[0].profiles = 0
        #expect(DoctorReport(facts).exitStatus == .ok)
        facts.files[0].mode = 0o777
        #expect(DoctorReport(facts).exitStatus == .attention)
        facts.stores[0].profiles = 1
        #expect(DoctorReport(facts).exitStatus == .store, "a store that is used goes before the rest")
    }

    @Test func `text from anywhere steers no terminal, and a name is one word of the shell`() {
        let evil = "x\u{1B}[2J\u{202E}; rm -rf ~"
        var facts = DoctorRuleTests.sound()
        facts.profiles = [
            DoctorRuleTests.record(evil) { record in
                record.bonds.hold = ProfileBonds.Hold(issuer: evil, since: Practice.start)
                record.credential?.createdAt = Timestamp(0)
            }
        ]
        facts.database.orphanedSessions = [evil]
        facts.stores[0].state = .refused(evil)
        facts.files[0].path = "/home/" + evil
        facts.files[0].mode = 0o777
        facts.bus.addresses = [.init(text: evil, isNamed: true, state: .gone)]
        facts.certificates.file = .init(path: evil, trouble: evil)
        facts.certificates.ofProfiles = [(evil, .init(path: evil, trouble: evil))]
        facts.locale.setting = evil
        facts.terminal.name = evil
        facts.process.plainSwap = [evil]
        let report = DoctorReport(facts)
        for finding in report.findings {
            let words = finding.seen + (finding.remedy ?? "").replacing("\n", with: " ")
            #expect(words.unicodeScalars.allSatisfy { $0.isSafeToShow }, "\(finding.id)")
        }
        let hold = report.findings.first { $0.id == "profile-held" }
        #expect(
            hold?.remedy?.contains("mintmark set 'x[2J; rm -rf ~' --keep-issuer") == true, "\(String(describing: hold))"
        )
    }

    // MARK: - Looking at secrets

    @Test func `credentials are judged by what they are, and one that two clients have is found`() async throws {
        let bench = StoreBench()
        let weak = try await bench.profiles.logIn(Practice.profile("weak"))
        let same = try await bench.profiles.logIn(Practice.profile("same"))
        let gone = try await bench.profiles.logIn(Practice.profile("gone"))
        let away = try await bench.profiles.logIn(Practice.profile("away", store: .secretService))
        var keyed = try await bench.profiles.logIn(Practice.profile("keyed"))
        let key = await bench.profiles.reserve(.privateKey, for: keyed.id, in: .vault, at: bench.now())
        keyed.credential = Practice.credential(key.generation, kind: .privateKey)
        for record in [weak, same] {
            try await bench.vault.store(Secret("aaaa"), at: record.items[0], bound: record.profile.binding)
        }
        try await bench.vault.store(
            SigningKey.generate(.es256).serialized, at: key, bound: keyed.profile.binding)
        let traits = await SecretTraits.read(
            [weak, same, gone, away, keyed], from: bench.keyrings, ready: [.vault])
        #expect(
            traits.items.map(\.look) == [
                .secret(bytes: 4, variety: 1), .secret(bytes: 4, variety: 1), .missing, .key(.p256),
            ])
        #expect(traits.shared == [[weak.id, same.id]] && traits.unseen == 1)
    }

    @Test func `a store that says no is told, and no secret is in the words`() async throws {
        let bench = StoreBench()
        let record = try await bench.seedMachine()
        var foreign = record
        foreign.profile.issuer = "https://other.example"
        let traits = await SecretTraits.read([foreign], from: bench.keyrings, ready: [.vault])
        guard case .unreadable(let failure) = traits.items.first?.look else {
            Issue.record("\(traits)")
            return
        }
        #expect(failure.headline.contains("another issuer"))
        let read = await SecretTraits.read([record], from: bench.keyrings, ready: [.vault])
        #expect(!"\(read)".contains("client-secret of billing"))
    }

    @Test func `a host's clock is read from any answer, refusals too`() async throws {
        let now: WallClock = { Practice.start }
        let late = ScriptedTransport { _, _ in
            ScriptedAnswer(
                status: 404, headers: [.date: "Wed, 18 Nov 2026 08:54:20 GMT"], chunks: [], ending: .finished)
        }
        let skew = try await ClockLook(transport: late, now: now)
            .skew(of: Practice.url("https://as.example/token"), caFile: "/ca.pem")
        #expect(skew == Timestamp(httpDate: "Wed, 18 Nov 2026 08:54:20 GMT").map { $0 - Practice.start })
        #expect(late.requests.first?.url.text == "https://as.example/" && late.requests.first?.sent.caFile == "/ca.pem")
        let silent = ScriptedTransport { _, _ in .body(200, "") }
        #expect(
            try await ClockLook(transport: silent, now: now).skew(of: Practice.url("https://as.example/t"), caFile: nil)
                == nil)
    }
}
