extension Rotation {
    /// One thing to do; only one at a time, and each can be done again.
    public enum Step: String, Sendable, CaseIterable, Codable {
        /// Ask the server or the command for a credential.
        case obtain
        /// Find out what became of an asking, or of a writing, that was interrupted.
        case recover
        /// Publish both public keys.
        case publish
        /// Obtain a real token with the new credential, and list the server's tools.
        case verify
        /// Make the new credential the profile's.
        case commit
        /// Keep both until the date.
        case overlap
        /// Take the old public key out of what is published.
        case withdraw
        /// Show that the old credential is refused, revoke what it obtained, and remove it.
        case retire
        /// Use the old credential again.
        case rollBack = "roll-back"
        /// Give it up.
        case abandon
    }

    /// What an operator may ask for beside going on.
    public enum Wish: Sendable { case goOn, retire }

    /// The step that comes next.
    ///
    /// - Returns: `nil` where there is nothing to do now: it has ended, or the overlap lasts.
    public func nextStep(_ wish: Wish = .goOn, at moment: Timestamp) -> Step? {
        if isPublicationUnread { return .recover }
        switch state {
        case .proposed:
            switch plan.source {
            // Whoever gave it may have been interrupted before it was kept.
            case .pasted, .made: return .recover
            case .registration, .command: return .obtain
            }
        case .sent: return .recover
        case .staged: return plan.publication != nil && publishedAt == nil ? .publish : .verify
        case .verified: return .commit
        case .committed: return isRetiredAtOnce ? ending : .overlap
        case .overlapping:
            let isOver = retireAt.map { $0 <= moment } ?? false
            return isOver || isRetiredAtOnce || wish == .retire ? ending : nil
        case .rolledBack, .retired, .abandoned: return nil
        }
    }

    /// The client configuration endpoint was told of the keys, and what it said is not kept.
    var isPublicationUnread: Bool {
        (intent == .publish || intent == .withdraw) && answer != nil && asking != .metadata
    }

    private var isRetiredAtOnce: Bool { plan.isCompromise || plan.overlap == .none }

    private var ending: Step {
        plan.publication != nil && previous?.kind == .privateKey && !isOldKeyWithdrawn ? .withdraw : .retire
    }

    /// Until when a refusal may only mean that the server has not read the published keys yet (RO-9).
    public var cacheEndsAt: Timestamp? {
        guard let publishedAt, plan.publication != .registration else { return nil }
        return publishedAt + plan.cacheTime
    }

    /// Whether the old credential can be made the profile's again.
    public var canRollBack: Bool { previous != nil && (state == .committed || state == .overlapping) }
}
