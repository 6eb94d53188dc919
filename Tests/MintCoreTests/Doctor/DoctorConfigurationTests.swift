import MintCore
import TestSupport
import Testing

/// What doctor makes of the configuration file, and of the rules in it.
@Suite struct DoctorConfigurationTests {
    private func findings(_ change: (inout HostFacts) -> Void) -> [DoctorFinding] {
        var facts = DoctorRuleTests.sound()
        change(&facts)
        return DoctorReport(facts).findings
    }

    @Test func `a file that is right is told with its keys`() {
        let found = findings { facts in
            (facts.configuration.path, facts.configuration.isThere, facts.configuration.keys) = (
                "/c/config.toml", true, 3
            )
        }
        #expect(found.first { $0.area == .configuration }?.seen == "/c/config.toml is right and sets 3 keys")
    }

    @Test func `every mistake is a finding with its place and what to write`() throws {
        let problems = [
            ConfigurationProblem(at: TextPosition(line: 4, column: 1), words: "no key x", advice: "Write y."),
            ConfigurationProblem(at: TextPosition(line: 2, column: 9), words: "no look", advice: "Write red."),
        ]
        let error = try #require(ConfigurationError(path: "/c/config.toml", problems: problems))
        let found = findings { $0.configuration.error = error }.filter { $0.area == .configuration }
        #expect(found.map(\.seen) == ["/c/config.toml:2:9: no look", "/c/config.toml:4:1: no key x"])
        #expect(found.map(\.remedy) == ["Write red.", "Write y."])
        #expect(found.allSatisfy { $0.severity == .attention && $0.id == "configuration-wrong" })
    }

    @Test func `a file that cannot be read is attention`() {
        let found = findings { $0.configuration.failure = Failure(headline: "no", hint: "chmod") }
        #expect(found.first { $0.id == "configuration-unread" }?.remedy == "chmod")
    }

    @Test(
        arguments: [
            (0o600, 1000, nil), (0o644, 1000, nil), (0o644, 0, nil), (0o664, 1000, "file-open"),
            (0o600, 1001, "file-owner"),
        ] as [(UInt32, UInt32, String?)])
    func `others may read the file and not change it`(_ mode: UInt32, _ owner: UInt32, _ id: String?) {
        let found = findings { facts in
            facts.files.append(
                .init(path: "/c/config.toml", kind: .file, role: .settings, mode: mode, owner: owner))
        }
        #expect(found.first { $0.area == .files && $0.severity >= .attention }?.id == id)
    }

    @Test func `the operator's rule about ages goes before ours`() {
        func ages(_ days: Int, _ rule: Int?, isExempt: Bool = false) -> [String] {
            findings { facts in
                facts.policy.secretMaxAge = rule.map { $0 * 86_400 }
                facts.profiles = [
                    DoctorRuleTests.record { record in
                        record.credential?.createdAt = DoctorRuleTests.now + -days * 86_400
                        record.profile.settings.isExemptFromMaxAge = isExempt
                    }
                ]
            }.filter { $0.id.hasPrefix("credential-") }.map { "\($0.severity.rawValue) \($0.id)" }
        }
        #expect(ages(100, nil) == ["notice credential-old"])
        #expect(ages(400, nil) == ["attention credential-too-old"])
        #expect(ages(100, 180) == [])
        #expect(ages(31, 30) == ["attention credential-old"])
        #expect(ages(400, 30, isExempt: true) == [])
    }
}
