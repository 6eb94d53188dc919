/// What is due about a profile, told by its record and the clock alone.
struct DueRules: Sendable {
    let policy: DuePolicy
    /// Seconds before a stated end from which on it is critical.
    let critical: Int
    let now: Timestamp

    /// The most urgent first, then the soonest.
    func items(of record: ProfileRecord) -> [DueItem] {
        let found = [hold(record), refusal(record), rotation(record), credential(record), grant(record)].compactMap {
            $0
        }
        return found.sorted {
            $0.urgency != $1.urgency
                ? $0.urgency > $1.urgency : ($0.at?.rawValue ?? .min) < ($1.at?.rawValue ?? .min)
        }
    }

    /// Of the credential, or of what a person's login lasts.
    func firstEnd(of record: ProfileRecord) -> Timestamp? {
        [record.credentialEnd(under: policy)?.at, lastingEnd(of: record)?.at].compactMap { $0 }.min()
    }

    // MARK: - Ends

    private func credential(_ record: ProfileRecord) -> DueItem? {
        guard let credential = record.credential, let end = record.credentialEnd(under: policy),
            end.at - now <= policy.warn
        else { return nil }
        let words = credential.kind.words, days = max(now - credential.createdAt, 0) / 86_400
        let isOver = end.at <= now
        let why: String
        switch end.source {
        case .stated: why = "its \(words) \(ends(end.at))"
        case .policy:
            let rule = TimeSpan.text(end.at - credential.createdAt)
            let age = days == 1 ? "1 day old" : "\(days) days old"
            why = "its \(words) is \(age), and \(isOver ? "should have been" : "is to be") replaced at \(rule)"
        }
        // What is only too old by a rule goes on working.
        let isCritical = end.source == .stated && end.at - now <= critical
        return DueItem(
            matter: .credential, urgency: isCritical ? .critical : .warning, at: end.at, source: end.source, why: why,
            command: record.rotateCommand)
    }

    /// What a person's grant, or a pasted token, lives by.
    private func grant(_ record: ProfileRecord) -> DueItem? {
        guard let lasting = lastingEnd(of: record) else { return nil }
        let left = lasting.at - now
        // What never lives long is not due all its life: only in its last quarter.
        guard left <= min(policy.warn, max(lasting.lifetime / 4, 0)) else { return nil }
        let what: (DueItem.Matter, String) =
            lasting.isRefresh
            ? (.refreshToken, "its refresh token \(ends(lasting.at))")
            : (
                .token,
                "its token \(ends(lasting.at)), and "
                    + (record.profile.grant == .static ? "a pasted one is not renewed" : "there is no refresh token")
            )
        return DueItem(
            matter: what.0, urgency: left <= min(critical, lasting.lifetime / 8) || left <= 0 ? .critical : .warning,
            at: lasting.at, source: nil, why: what.1, command: record.loginCommand)
    }

    private func lastingEnd(of record: ProfileRecord) -> (at: Timestamp, lifetime: Int, isRefresh: Bool)? {
        let grant = record.profile.grant
        guard grant.isPersons || grant == .static else { return nil }
        if grant.isPersons, let refresh = record.bonds.refresh {
            return refresh.expiresAt.map { ($0, $0 - refresh.issuedAt, true) }
        }
        guard let token = record.token, let end = token.expiresAt, let lifetime = token.lifetime else { return nil }
        return (end, lifetime, false)
    }

    private func ends(_ end: Timestamp) -> String {
        let day = end.utcText.prefix(10), left = end - now
        return left > 0
            ? "runs out in \(TimeSpan.words(left)), on \(day)" : "ran out \(TimeSpan.words(-left)) ago, on \(day)"
    }

    // MARK: - What is wrong now

    private func hold(_ record: ProfileRecord) -> DueItem? {
        guard let hold = record.bonds.block else { return nil }
        return DueItem(
            matter: .hold, urgency: .critical, at: nil, source: nil,
            why: "on hold since \(hold.since.utcText.prefix(10)): its server names another issuer, "
                + hold.issuer.plainLine(limit: 120),
            command: "mintmark show \(record.profile.name.shellArgument)")
    }

    private func refusal(_ record: ProfileRecord) -> DueItem? {
        guard let failure = record.contact?.failure else { return nil }
        let isRefused = record.isRefused
        let needsPerson = isRefused && (record.profile.grant.isPersons || record.profile.grant == .static)
        return DueItem(
            matter: isRefused ? .refusal : .contact, urgency: isRefused ? .critical : .warning, at: nil, source: nil,
            why: "failing: " + failure.headline.plainLine(limit: 160),
            command: needsPerson ? record.loginCommand : "mintmark probe \(record.profile.name.shellArgument)")
    }

    /// A rotation goes on by itself in nobody's hands: what it waits for is told, unless somebody is at it just now.
    private func rotation(_ record: ProfileRecord) -> DueItem? {
        guard let rotation = record.rotation, rotation.isOpen, let why = waiting(rotation) else { return nil }
        let isOver = rotation.retireAt.map { $0 <= now } ?? false
        let flag =
            switch rotation.state {
            case .committed, .overlapping: "--retire"
            case .rolledBack: "--status"
            default: "--resume"
            }
        return DueItem(
            matter: .rotation, urgency: rotation.plan.isCompromise ? .critical : .warning,
            at: isOver ? rotation.retireAt : nil, source: nil, why: why, command: "\(record.rotateCommand) \(flag)")
    }

    /// - Returns: `nil` for one that needs nobody now.
    private func waiting(_ rotation: Rotation) -> String? {
        let age = now - rotation.changedAt, hour = 3600, month = 30 * 86_400
        if let failure = rotation.failure {
            return
                "its rotation is \(rotation.state.rawValue), and does not go on: \(failure.headline.plainLine(limit: 160))"
        }
        switch rotation.state {
        case .overlapping:
            if let end = rotation.retireAt {
                return end <= now
                    ? "the old credential is to be retired: its time was over on \(end.utcText.prefix(10))" : nil
            }
            return age >= month
                ? "the old credential is kept since \(rotation.changedAt.utcText.prefix(10)), without a date" : nil
        case .retired, .abandoned: return nil
        default:
            return age >= hour ? "its rotation is \(rotation.state.rawValue) since \(rotation.changedAt.utcText)" : nil
        }
    }
}
