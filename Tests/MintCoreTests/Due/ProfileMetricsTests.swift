import MintCore
import TestSupport
import Testing

@Suite struct ProfileMetricsTests {
    private func text(_ records: [ProfileRecord], _ policy: DuePolicy = DuePolicy()) -> String {
        ProfileMetrics(
            records, issued: [records.first?.id ?? "": 41], policy: policy, at: Practice.start, version: "1.2"
        ).text
    }

    @Test func `everything that is known of a profile is a sample`() {
        var policy = DuePolicy()
        policy.secretMaxAge = 90 * 86_400
        let record = ProfileRecord(
            profile: Practice.profile("billing"), credential: Practice.credential(1), token: Practice.token(1),
            contact: ContactRecord(at: Practice.start), lastUsedAt: Practice.start + 5,
            bonds: ProfileBonds(
                refresh: RefreshRecord(generation: 1, issuedAt: Practice.start, expiresAt: Practice.start + 9)))
        let lines = text([record], policy).split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(
            lines == [
                #"mintmark_build_info{version="1.2"} 1"#, "mintmark_profiles 1",
                #"mintmark_profile_info{profile="billing",grant="client-credentials",client_authentication="client_secret_basic",server="mcp.example",store="vault"} 1"#,
                #"mintmark_token_issued_timestamp_seconds{profile="billing"} 1795000000"#,
                #"mintmark_token_expiry_timestamp_seconds{profile="billing"} 1795003600"#,
                #"mintmark_refresh_token_expiry_timestamp_seconds{profile="billing"} 1795000009"#,
                #"mintmark_tokens_issued_total{profile="billing"} 41"#,
                #"mintmark_token_last_used_timestamp_seconds{profile="billing"} 1795000005"#,
                #"mintmark_credential_created_timestamp_seconds{profile="billing",kind="client-secret"} 1795000000"#,
                #"mintmark_credential_expiry_timestamp_seconds{profile="billing",kind="client-secret",source="policy"} 1802776000"#,
                #"mintmark_profile_healthy{profile="billing"} 1"#,
                #"mintmark_profile_last_contact_timestamp_seconds{profile="billing"} 1795000000"#,
                #"mintmark_profile_on_hold{profile="billing"} 0"#, #"mintmark_profile_due{profile="billing"} 0"#,
            ])
    }

    @Test func `what is unknown has no sample, and a family without samples no heading`() {
        let text = text([ProfileRecord(profile: Practice.profile("billing"))])
        #expect(!text.contains("expiry") && !text.contains("healthy") && !text.contains("refresh_token"))
        #expect(text.contains(#"mintmark_tokens_issued_total{profile="billing"} 41"#))
        #expect(
            self.text([]) == """
                # HELP mintmark_build_info The program that wrote this.
                # TYPE mintmark_build_info gauge
                mintmark_build_info{version="1.2"} 1
                # HELP mintmark_profiles Profiles that there are.
                # TYPE mintmark_profiles gauge
                mintmark_profiles 0

                """)
    }

    @Test func `each family is told once, and its type fits its name`() {
        let families = ProfileMetrics(
            [], issued: [:], policy: DuePolicy(), at: Practice.start, version: "1"
        ).metrics
        #expect(Set(families.map(\.name)).count == families.count)
        for family in families {
            #expect((family.kind == .counter) == family.name.hasSuffix("_total"), "\(family.name)")
            #expect(family.name.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_") })
        }
    }

    @Test func `labels are escaped`() {
        let text = text([ProfileRecord(profile: Practice.profile("a\"b\\c\n支"))])
        #expect(text.contains(#"{profile="a\"b\\c\n支"} 41"#))
    }

    @Test func `a failing profile is not healthy, and due`() {
        var record = ProfileRecord(profile: Practice.profile("x"), credential: Practice.credential(1))
        record.contact = ContactRecord(
            at: Practice.start, failure: ContactFailure(code: "invalid_client", headline: "no", hint: nil))
        let text = text([record])
        #expect(text.contains(#"mintmark_profile_healthy{profile="x"} 0"#))
        #expect(text.contains(#"mintmark_profile_due{profile="x"} 2"#))
    }
}
