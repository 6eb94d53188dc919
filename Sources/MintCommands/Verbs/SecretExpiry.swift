import MintCore

/// `--secret-expires`, of `login` and of `set`.
enum SecretExpiry {
    /// - Throws: ``UsageError`` where it is none of what can be said, or over.
    static func read(_ text: String, at now: Timestamp) throws(UsageError) -> SecretEnd {
        guard let end = SecretEnd(text, at: now) else {
            throw UsageError(
                "--secret-expires wants a day to come, a span of time, or never",
                hint: "For example: 2027-01-31, 90d, never; \"\" takes back what was said.")
        }
        return end
    }

    /// A moment alone.
    static func moment(_ text: String, of flag: String, at now: Timestamp) throws(UsageError) -> Timestamp {
        guard case .at(let end)? = SecretEnd(text, at: now) else {
            throw UsageError("\(flag) wants a day to come, or a span of time", hint: "For example: 2027-01-31, 90d")
        }
        return end
    }

    /// What holds from now on.
    static func words(_ record: ProfileRecord) -> String {
        let name = record.profile.name.plainLine(limit: 64), kind = record.credential?.kind.words ?? "credential"
        if let end = record.credential?.expiresAt { return "\(name): its \(kind) ends on \(end.utcText)." }
        return record.profile.settings.isExemptFromMaxAge
            ? "\(name): its \(kind) never ends." : "\(name): no end of its \(kind) is known."
    }
}
