import MintCore

/// What became of a profile that was forgotten.
struct Forgotten: Sendable {
    var outcome: LogoutService.Outcome
    /// Sessions that used it and are closed now, with their `@`.
    var sessions: [String]
    let record: ProfileRecord

    /// `access token and refresh token`; `nil` where nothing was revoked.
    var revokedWords: String? {
        let words = outcome.revoked.map { $0.words + (outcome.pages.contains($0) ? " (answered with a page)" : "") }
        return words.isEmpty ? nil : words.joined(separator: " and ")
    }

    /// Tokens that may live on, each in one line.
    var stillValid: [String] {
        outcome.notRevoked.map { item in
            let end = item.kind == .accessToken ? record.token?.expiresAt.map { " until \($0.utcText)" } ?? "" : ""
            return "the \(item.kind.words) may stay valid\(end): \(item.why.headline)"
        }
    }

    /// Secrets that a store did not give up; `nil` where it has.
    var leftInStore: String? {
        outcome.leftInStore.first.map {
            "\(outcome.leftInStore.count) of its secrets are still in the store: \($0.headline)"
        }
    }
}

extension Services {
    func sessions(of id: ProfileID) async throws -> [String] {
        try await sessions.sessions().filter { $0.profile == id }.map { "@\($0.name)" }
    }

    /// Logs a profile out, forgets it, closes the sessions that used it, and notes all that in the trail.
    ///
    /// - Parameters:
    ///   - detail: How it came about, for the trail.
    ///   - warn: Hears why the trail could not be written.
    func forget(
        _ record: ProfileRecord, revokes: Bool = true, detail: String? = nil,
        observe: @escaping @Sendable (Trace.Hop) -> Void = { _ in }, warn: (Failure?) -> Void
    ) async throws -> Forgotten {
        let profile = record.profile
        let sessions = try await sessions(of: record.id)
        let outcome: LogoutService.Outcome
        do {
            outcome = try await logout.logOut(record, revokes: revokes, observe: observe)
        } catch {
            warn(await audit.note(.logout, of: profile, failure: error, detail: detail))
            throw error
        }
        for kind in outcome.revoked { warn(await audit.note(.revoke, of: profile, detail: kind.words)) }
        // Nobody tried to revoke a pasted one.
        for item in outcome.notRevoked where profile.grant != .static {
            warn(await audit.note(.revoke, of: profile, failure: item.why, detail: item.kind.words))
        }
        let left = outcome.leftInStore
        let words = [detail, left.isEmpty ? nil : "\(left.count) secrets left in the store"].compactMap(\.self)
        warn(
            await audit.note(
                .logout, of: profile, failure: left.first, detail: words.isEmpty ? nil : words.joined(separator: ", ")))
        // A session that had a token is not left to go on without one.
        for name in sessions { _ = try await self.sessions.close(named: String(name.dropFirst())) }
        return Forgotten(outcome: outcome, sessions: sessions, record: record)
    }
}
