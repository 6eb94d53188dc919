import TestSupport
import Testing

@testable import MintCore

/// What is due, by the record, the policy and the clock alone.
@Suite struct DueRulesTests {
    typealias Change = @Sendable (inout ProfileRecord, inout DuePolicy) -> Void

    private static let now = Practice.start, day = 86_400

    private static func record(_ grant: Grant = .clientCredentials) -> ProfileRecord {
        ProfileRecord(
            profile: Practice.profile("billing", grant: grant),
            credential: grant == .clientCredentials ? Practice.credential(1) : nil, token: Practice.token(1),
            contact: ContactRecord(at: now))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var grant: Grant
        /// `urgency matter command…`, the most urgent first; empty where nothing is due.
        var items: [String]
        var change: Change

        init(_ name: String, _ grant: Grant, _ items: [String], _ change: @escaping Change) {
            (testDescription, self.grant, self.items, self.change) = (name, grant, items, change)
        }

        init(_ name: String, _ items: [String], _ change: @escaping Change) {
            self.init(name, .clientCredentials, items, change)
        }
    }

    /// A rotation as it stands after some events, the last of them so many seconds ago.
    private static func rotation(
        _ events: [Rotation.Event], _ ago: Int, isCompromise: Bool = false, overlap: Rotation.Overlap = .unknown
    ) -> Rotation? {
        let plan = Rotation.Plan(
            source: .pasted, kind: .clientSecret, use: CredentialUse(Practice.profile("billing")), overlap: overlap,
            isCompromise: isCompromise)
        return try? events.reduce(Rotation(plan, place: 2, at: now + -ago)) { try $0.after($1, at: now + -ago) }
    }

    private static let inUse: [Rotation.Event] = [
        .staged(Practice.credential(2)), .verified(nil),
        .committed(
            previous: Practice.credential(1), use: CredentialUse(Practice.profile("billing")), oldToken: nil),
        .overlapBegan,
    ]

    private static let rotations: [Case] = [
        Case("a rotation that somebody is at", []) { record, _ in
            record.rotation = rotation([.staged(Practice.credential(2))], 3599)
        },
        Case("a rotation that was left", ["warning rotation mintmark rotate billing --resume"]) { record, _ in
            record.rotation = rotation([.staged(Practice.credential(2))], 3600)
        },
        Case("a rotation that does not go on", ["warning rotation mintmark rotate billing --resume"]) { record, _ in
            let failure = ContactFailure(code: "refused", headline: "no", hint: nil)
            record.rotation = rotation([.staged(Practice.credential(2)), .failed(failure)], 1)
        },
        Case("both are kept until a date", []) { record, _ in
            record.rotation = rotation(inUse, day, overlap: .lasting(7 * day))
        },
        Case("the date is over", ["warning rotation mintmark rotate billing --retire"]) { record, _ in
            record.rotation = rotation(inUse, 7 * day, overlap: .lasting(7 * day))
        },
        Case("both are kept without a date", []) { record, _ in record.rotation = rotation(inUse, 29 * day) },
        Case("both are kept for long", ["warning rotation mintmark rotate billing --retire"]) { record, _ in
            record.rotation = rotation(inUse, 30 * day)
        },
        Case(
            "the old one is in wrong hands, and works", ["critical rotation mintmark rotate billing --retire"]
        ) { record, _ in
            let failure = ContactFailure(code: "attention", headline: "STILL ACCEPTS", hint: nil)
            record.rotation = rotation(inUse + [.failed(failure)], 1, isCompromise: true)
        },
    ]

    private static let cases: [Case] = [
        Case("a credential without an end", []) { _, _ in },
        Case("an end that is far", []) { record, _ in record.credential?.expiresAt = now + 14 * day + 1 },
        Case("an end inside the warning", ["warning credential mintmark rotate billing"]) { record, _ in
            record.credential?.expiresAt = now + 14 * day
        },
        Case("an end that is over", ["critical credential mintmark rotate billing"]) { record, _ in
            record.credential?.expiresAt = now
        },
        Case("young enough by the rule", []) { _, policy in policy.secretMaxAge = 14 * day + 1 },
        Case("soon too old by the rule", ["warning credential mintmark rotate billing"]) { _, policy in
            policy.secretMaxAge = 14 * day
        },
        Case("too old by the rule is no outage", ["warning credential mintmark rotate billing"]) { record, policy in
            record.credential?.createdAt = now + -100 * day
            policy.secretMaxAge = 90 * day
        },
        Case("a stated end goes before the rule", []) { record, policy in
            record.credential?.createdAt = now + -100 * day
            record.credential?.expiresAt = now + 100 * day
            policy.secretMaxAge = 90 * day
        },
        Case("exempt from the rule", []) { record, policy in
            record.profile.settings.isExemptFromMaxAge = true
            policy.secretMaxAge = 1
        },
        Case("exempt, but a stated end counts", ["critical credential mintmark rotate billing"]) { record, _ in
            record.profile.settings.isExemptFromMaxAge = true
            record.credential?.expiresAt = now + -1
        },
        Case("the rule for secrets is none for keys", []) { record, policy in
            record.credential?.kind = .privateKey
            policy.secretMaxAge = 1
        },
        Case("the rule for keys", ["warning credential mintmark rotate billing"]) { record, policy in
            record.credential?.kind = .privateKey
            policy.keyMaxAge = 1
        },
        Case("a machine's token renews itself", []) { record, _ in record.token?.expiresAt = now + -1 },
        Case(
            "a refresh token in its last quarter", .deviceCode,
            [
                "warning refresh-token mintmark login https://mcp.example/7 --profile billing --grant device-code"
            ]
        ) { record, _ in
            record.bonds.refresh = RefreshRecord(generation: 1, issuedAt: now + -6 * day, expiresAt: now + 2 * day)
        },
        Case("a refresh token that never lives long, while it is young", .deviceCode, []) { record, _ in
            record.bonds.refresh = RefreshRecord(generation: 1, issuedAt: now, expiresAt: now + day)
        },
        Case("a refresh token without a known end", .authorizationCode, []) { record, _ in
            record.bonds.refresh = RefreshRecord(generation: 1, issuedAt: now + -900 * day)
        },
        Case(
            "a refresh token that is over", .authorizationCode,
            [
                "critical refresh-token mintmark login https://mcp.example/7 --profile billing "
                    + "--grant authorization-code"
            ]
        ) { record, _ in
            record.bonds.refresh = RefreshRecord(generation: 1, issuedAt: now + -day, expiresAt: now)
        },
        Case(
            "a person's token that nothing renews", .deviceCode,
            ["critical token mintmark login https://mcp.example/7 --profile billing --grant device-code"]
        ) { record, _ in record.token?.expiresAt = now },
        Case(
            "a pasted token", .static,
            ["warning token mintmark login https://mcp.example/7 --profile billing --grant static --token-stdin"]
        ) { record, _ in
            record.token?.issuedAt = now + -27 * day
            record.token?.expiresAt = now + 3 * day
        },
        Case("a pasted token without a known end", .static, []) { record, _ in record.token?.expiresAt = nil },
        Case(
            "a hold and a far end", ["critical hold mintmark show billing"]
        ) { record, _ in record.bonds.hold = .init(issuer: "https://other.example\u{1B}", since: now) },
        Case("a hold that was accepted", []) { record, _ in
            record.bonds.hold = .init(issuer: "https://other.example", since: now, isAccepted: true)
        },
        Case("a refusal", ["critical refusal mintmark probe billing"]) { record, _ in
            record.contact?.failure = ContactFailure(code: "invalid_client", headline: "no", hint: nil)
        },
        Case("a refusal of the credential before this one", ["warning contact mintmark probe billing"]) { record, _ in
            record.contact?.failure = ContactFailure(code: "invalid_client", headline: "no", hint: nil)
            record.credential?.createdAt = now + 1
        },
        Case(
            "a network that is down, and an end",
            [
                "critical credential mintmark rotate billing", "warning contact mintmark probe billing",
            ]
        ) { record, _ in
            record.contact?.failure = ContactFailure(code: "network", headline: "no answer", hint: nil)
            record.credential?.expiresAt = now + -1
        },
        Case(
            "a person's grant that is refused", .deviceCode,
            ["critical refusal mintmark login https://mcp.example/7 --profile billing --grant device-code"]
        ) { record, _ in
            record.bonds.refresh = RefreshRecord(generation: 1, issuedAt: now)
            record.contact?.failure = ContactFailure(code: "invalid_grant", headline: "no", hint: nil)
        },
    ]

    @Test(arguments: cases + rotations)
    func `what is due is told with the command to run`(_ it: Case) {
        var record = Self.record(it.grant), policy = DuePolicy()
        it.change(&record, &policy)
        let items = DueRules(policy: policy, critical: 0, now: Self.now).items(of: record)
        #expect(items.map { "\($0.urgency.word) \($0.matter.rawValue) \($0.command)" } == it.items)
        for item in items { #expect(item.why.unicodeScalars.allSatisfy { $0.isSafeToShow }) }
    }

    @Test func `an end inside the critical span is critical before it is over`() {
        var record = Self.record()
        record.credential?.expiresAt = Self.now + 2 * Self.day
        let rules = DueRules(policy: DuePolicy(), critical: 3 * Self.day, now: Self.now)
        #expect(rules.items(of: record).map(\.urgency) == [.critical])
        #expect(rules.items(of: record).map(\.why) == ["its client secret runs out in 2 days, on 2026-11-20"])
    }

    @Test func `a report has the urgent first, counts all, and knows the next end`() {
        func record(_ name: String, endsIn seconds: Int?) -> ProfileRecord {
            var credential = Practice.credential(1)
            credential.expiresAt = seconds.map { Self.now + $0 }
            return ProfileRecord(profile: Practice.profile(name), credential: credential)
        }
        let report = DueReport(
            [
                record("d", endsIn: 5 * Self.day), record("b", endsIn: -2), record("a", endsIn: 3 * Self.day),
                record("c", endsIn: nil), record("e", endsIn: 90 * Self.day),
            ], policy: DuePolicy(), at: Self.now)
        #expect(report.due.map(\.profile.name) == ["b", "a", "d"])
        #expect(report.checked == 5 && report.urgency == .critical)
        #expect(report.soonest == Self.now + -2)
        #expect(DueReport([], policy: DuePolicy(), at: Self.now).urgency == nil)
    }

    @Test(arguments: [
        ("90d", SecretEnd.at(now + 90 * day)), ("never", .never), ("", .unknown),
        ("2027-01-31", .at(Timestamp(1_801_439_999))), ("2027-01-31T09:00:00Z", .at(Timestamp(1_801_386_000))),
    ])
    func `an end that is typed in is read`(_ text: String, _ end: SecretEnd) {
        #expect(SecretEnd(text, at: Self.now) == end)
    }

    @Test(arguments: ["2020-01-01", "soon", "0", "0d", "2027-13-01", "90 d", "-1d"])
    func `what is no end to come is none`(_ text: String) {
        #expect(SecretEnd(text, at: Self.now) == nil)
    }
}
