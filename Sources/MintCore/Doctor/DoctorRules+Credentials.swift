extension DoctorRules {
    /// Days after which a credential is old, and too old.
    private static let old = 90, tooOld = 365
    /// Days before its end at which it is time to see to it.
    private static let soon = 14, later = 30
    private static let day = 86_400

    static func credentials(_ facts: HostFacts) -> [DoctorFinding] {
        var findings = facts.profiles.flatMap { profile(of: $0, facts) }
        findings += shared(facts)
        guard findings.allSatisfy({ $0.severity < .attention }), !facts.profiles.isEmpty else { return findings }
        let with = facts.profiles.filter { $0.credential != nil }.count
        let unseen = facts.secrets.map { $0.unseen == 0 ? "" : "; \($0.unseen) could not be looked at" } ?? "; not read"
        let words = with == 1 ? "1 credential" : "\(with) credentials"
        findings.append(DoctorFinding(.credentials, "credentials", .ok, "\(words)\(unseen)"))
        return findings
    }

    private static func profile(of record: ProfileRecord, _ facts: HostFacts) -> [DoctorFinding] {
        let name = record.profile.name
        func finding(
            _ id: String, _ severity: DoctorFinding.Severity, _ seen: String, _ remedy: String? = nil
        ) -> DoctorFinding {
            DoctorFinding(
                .credentials, id, severity, "\(name.plainLine(limit: 64)): \(seen)", remedy: remedy, profile: name)
        }
        let login = record.loginCommand
        var findings: [DoctorFinding] = []
        if let hold = record.bonds.hold {
            findings.append(
                finding(
                    "profile-held", .attention,
                    "on hold since \(hold.since.utcText): its server names the issuer \(hold.issuer.plainLine(limit: 120))",
                    "mintmark show \(name.shellArgument)    says more; to go on with the old issuer:\n"
                        + "mintmark set \(name.shellArgument) --keep-issuer"))
        }
        for change in facts.drifts[record.id] ?? [] {
            findings.append(
                finding(
                    "server-drift", change.isGrave ? .attention : .notice,
                    "its server publishes something else: \(change.words)",
                    "mintmark set \(name.shellArgument) --accept-drift    if it is right"))
        }
        if let credential = record.credential {
            findings += age(of: credential, record, facts).map { finding($0.id, $0.severity, $0.seen, login) }
            if credential.kind == .privateKey, credential.keyID == nil {
                findings.append(
                    finding(
                        "key-without-id", .notice, "its key has no key id; servers with several keys cannot tell which",
                        "mintmark set \(name.shellArgument) --key-id ID"))
            }
        }
        if let end = record.bonds.refresh?.expiresAt, end - facts.now < soon * day {
            let words = end <= facts.now ? "has run out" : "runs out on \(end.utcText)"
            findings.append(finding("refresh-ending", .attention, "its refresh token \(words)", login))
        }
        if record.profile.settings.allowsLegacyDiscovery {
            findings.append(
                finding("legacy-discovery", .notice, "takes a server without metadata for one of 2025-03-26", login))
        }
        if let item = facts.secrets?.items.first(where: { $0.profile == record.id }) {
            findings += weakness(of: item, in: record.profile.store)
                .map { finding($0.id, $0.severity, $0.seen, Self.weak.contains($0.id) ? record.rotateCommand : login) }
        }
        return findings
    }

    // MARK: - One credential

    /// What is there, and should be another one.
    private static let weak: Set<String> = ["key-weak", "secret-short", "secret-plain"]

    private typealias Trait = (id: String, severity: DoctorFinding.Severity, seen: String)

    /// An operator's own rule about ages goes before ours.
    private static func age(of credential: CredentialRecord, _ record: ProfileRecord, _ facts: HostFacts) -> [Trait] {
        var traits: [Trait] = []
        let words = credential.kind.words, now = facts.now
        let days = (now - credential.createdAt) / day
        if let end = record.credentialEnd(under: facts.policy), end.source == .policy {
            guard end.at <= now else { return [] }
            let rule = TimeSpan.text(end.at - credential.createdAt)
            return [("credential-old", .attention, "its \(words) is \(days) days old; your rule is \(rule)")]
        }
        if record.profile.settings.isExemptFromMaxAge {
            // Somebody said that it never ends.
        } else if days > tooOld {
            traits.append(("credential-too-old", .attention, "its \(words) is \(days) days old"))
        } else if days > old {
            traits.append(("credential-old", .notice, "its \(words) is \(days) days old"))
        }
        guard let end = credential.expiresAt else { return traits }
        let left = end - now
        if left <= 0 {
            traits.append(("credential-expired", .attention, "its \(words) ran out on \(end.utcText)"))
        } else if left < later * day {
            let severity: DoctorFinding.Severity = left < soon * day ? .attention : .notice
            traits.append(("credential-ending", severity, "its \(words) runs out in \(left / day) days"))
        }
        return traits
    }

    private static func weakness(of item: SecretTraits.Item, in store: StoreName) -> [Trait] {
        switch item.look {
        case .missing:
            return [("credential-gone", .attention, "its \(item.kind.words) is not in the \(store.words) any more")]
        case .unreadable(let failure):
            return [("credential-unreadable", .attention, "its \(item.kind.words): \(failure.headline)")]
        case .key(.rsa(let bits)) where bits < 2048:
            return [("key-weak", .attention, "its key is RSA \(bits); less than 2048 bits can be broken")]
        case .key: return []
        case .secret(let bytes, _) where bytes < 16:
            return [("secret-short", .attention, "its client secret has \(bytes) bytes; 16 random ones are the least")]
        case .secret(_, let variety) where variety < 8:
            return [
                (
                    "secret-plain", .attention,
                    "its client secret is made of \(variety) different bytes and can be guessed"
                )
            ]
        case .secret: return []
        }
    }

    /// The same secret for two clients: one of them tells the other's. Two profiles of one client share it rightly.
    private static func shared(_ facts: HostFacts) -> [DoctorFinding] {
        let known = Dictionary(facts.profiles.map { ($0.id, $0.profile) }) { first, _ in first }
        return (facts.secrets?.shared ?? []).compactMap { ids in
            let profiles = ids.compactMap { known[$0] }
            let clients = Set(profiles.map { [$0.issuer ?? $0.tokenEndpoint.origin, $0.clientID] })
            guard clients.count > 1 else { return nil }
            let names = profiles.prefix(5).map { $0.name.plainLine(limit: 40) }.joined(separator: ", ")
            return DoctorFinding(
                .credentials, "credential-shared", .attention,
                "\(clients.count) clients have the same credential: \(names)",
                remedy: "Give each its own: mintmark login SERVER --profile NAME …")
        }
    }
}
