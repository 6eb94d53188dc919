/// All that can be told about profiles in numbers. No secret, and no text of a server's.
public struct ProfileMetrics: Sendable {
    let records: [ProfileRecord]
    /// Tokens that each profile was issued, ever.
    let issued: [ProfileID: Int]
    let policy: DuePolicy
    let now: Timestamp
    let version: String

    public init(
        _ records: [ProfileRecord], issued: [ProfileID: Int], policy: DuePolicy, at now: Timestamp, version: String
    ) {
        self.records = records.sorted { $0.profile.name < $1.profile.name }
        (self.issued, self.policy, self.now, self.version) = (issued, policy, now, version)
    }

    /// For a file that node_exporter's textfile collector reads.
    public var text: String { metrics.map(\.text).joined() }

    public var metrics: [Metric] { [build, profiles, info] + tokens + credentials + health }

    private var build: Metric {
        Metric(
            name: "mintmark_build_info", help: "The program that wrote this.", kind: .gauge,
            samples: [Metric.Sample(labels: [("version", version)], value: 1)])
    }

    private var profiles: Metric {
        Metric(
            name: "mintmark_profiles", help: "Profiles that there are.", kind: .gauge,
            samples: [Metric.Sample(labels: [], value: records.count)])
    }

    private var info: Metric {
        Metric(
            name: "mintmark_profile_info", help: "What a profile is.", kind: .gauge,
            samples: records.map { record in
                let profile = record.profile
                return Metric.Sample(
                    labels: [
                        ("profile", profile.name), ("grant", profile.grant.rawValue),
                        ("client_authentication", profile.clientAuthentication.rawValue),
                        ("server", profile.server.hostAndPort), ("store", profile.store.rawValue),
                    ], value: 1)
            })
    }

    private var tokens: [Metric] {
        [
            gauge("mintmark_token_issued_timestamp_seconds", "When the kept access token was asked for.") {
                $0.token?.issuedAt.rawValue
            },
            gauge(
                "mintmark_token_expiry_timestamp_seconds",
                "When the kept access token runs out; missing where the server does not say."
            ) { $0.token?.expiresAt?.rawValue },
            gauge(
                "mintmark_refresh_token_expiry_timestamp_seconds",
                "When the refresh token runs out; missing where the server does not say."
            ) { $0.bonds.refresh?.expiresAt?.rawValue },
            Metric(
                name: "mintmark_tokens_issued_total", help: "Access tokens that servers issued.", kind: .counter,
                samples: records.map { sample($0, issued[$0.id] ?? 0) }),
            gauge("mintmark_token_last_used_timestamp_seconds", "When a program last took the token.") {
                $0.lastUsedAt?.rawValue
            },
        ]
    }

    private var credentials: [Metric] {
        [
            Metric(
                name: "mintmark_credential_created_timestamp_seconds",
                help: "Since when the client secret or the private key is in use.", kind: .gauge,
                samples: records.compactMap { record in
                    record.credential.map { sample(record, $0.createdAt.rawValue, [("kind", $0.kind.rawValue)]) }
                }),
            Metric(
                name: "mintmark_credential_expiry_timestamp_seconds",
                help: "When the client secret or the private key runs out as stated, or is too old by policy.",
                kind: .gauge,
                samples: records.compactMap { record in
                    guard let credential = record.credential, let end = record.credentialEnd(under: policy) else {
                        return nil
                    }
                    let labels = [("kind", credential.kind.rawValue), ("source", end.source.rawValue)]
                    return sample(record, end.at.rawValue, labels)
                }),
        ]
    }

    private var health: [Metric] {
        [
            gauge("mintmark_profile_healthy", "1 where the last contact went well, 0 where it failed.") { record in
                record.health == .untried ? nil : record.health == .ok ? 1 : 0
            },
            gauge("mintmark_profile_last_contact_timestamp_seconds", "When the server was last asked for anything.") {
                $0.contact?.at.rawValue
            },
            gauge("mintmark_profile_on_hold", "1 where nothing is sent, for the server named another issuer.") {
                $0.bonds.block == nil ? 0 : 1
            },
            gauge("mintmark_profile_due", "0 nothing is due, 1 something is, 2 something is over or refused.") {
                DueRules(policy: policy, critical: 0, now: now).items(of: $0).map(\.urgency.rawValue).max() ?? 0
            },
        ]
    }

    private func gauge(_ name: String, _ help: String, _ value: (ProfileRecord) -> Int?) -> Metric {
        Metric(
            name: name, help: help, kind: .gauge,
            samples: records.compactMap { record in value(record).map { sample(record, $0) } })
    }

    private func sample(_ record: ProfileRecord, _ value: Int, _ more: [(String, String)] = []) -> Metric.Sample {
        Metric.Sample(labels: [("profile", record.profile.name)] + more, value: value)
    }
}
