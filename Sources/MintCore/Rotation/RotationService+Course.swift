extension RotationService {
    /// How a rotation goes on by itself.
    public struct Course: Sendable {
        public var wish: Rotation.Wish
        /// Whether a command that was interrupted may be run once more.
        public var mayRepeat: Bool
        /// Whether to wait for a server that may not have read the published keys yet (RO-9).
        public var waits: Bool
        /// Whether to stop after the first step that went well.
        public var isOneStep: Bool
        public var observe: Observer
        public var report: @Sendable (RotationReport) -> Void

        public init(
            wish: Rotation.Wish = .goOn, mayRepeat: Bool = false, waits: Bool = true, isOneStep: Bool = false,
            observe: @escaping Observer = { _ in }, report: @escaping @Sendable (RotationReport) -> Void = { _ in }
        ) {
            self.wish = wish
            self.mayRepeat = mayRepeat
            self.waits = waits
            self.isOneStep = isOneStep
            self.observe = observe
            self.report = report
        }
    }

    /// Step after step, until there is nothing to do now or one fails. While a server's cache of our keys lasts, a refusal is
    /// met by waiting: the wait ends with the first try that succeeds. Cancelling stops between two steps.
    ///
    /// - Returns: The record after the last step; its rotation is `nil` once it has ended.
    public func goOn(_ id: ProfileID, _ course: Course = Course()) async throws -> ProfileRecord {
        var record = try await existing(id)
        if record.rotation == nil { throw RotationError.noRotation(record.profile.name) }
        if record.rotation?.state == .rolledBack { record = try await takeUp(id) }
        var pause = 2
        // The source is asked once in a run, and once more after a recovery: no loop asks a server again and again.
        var askings = 0
        while true {
            try Task.checkCancellation()
            if record.rotation?.nextStep(course.wish, at: now()) == .obtain {
                askings += 1
                if askings > 2 { return record }
            }
            do {
                guard
                    let next = try await step(
                        id, course.wish, mayRepeat: course.mayRepeat, observe: course.observe, report: course.report)
                else { return record }
                record = next
                pause = 2
                if record.rotation == nil || course.isOneStep { return record }
            } catch let error as RotationError {
                guard course.waits, let last = try await patience(error, id) else { throw error }
                let next = now() + min(pause, max(last - now(), 1))
                course.report(.waiting(next: next, last: last))
                try await clock.sleep(for: .seconds(max(next - now(), 1)))
                pause = min(pause * 2, 30)
            }
        }
    }

    /// Until when a refusal may only be the server's cache.
    private func patience(_ error: RotationError, _ id: ProfileID) async throws -> Timestamp? {
        switch error {
        case .notAccepted, .stillAccepted: break
        default: return nil
        }
        guard let rotation = try await existing(id).rotation, let last = rotation.cacheEndsAt, last > now() else {
            return nil
        }
        if case .stillAccepted = error, !rotation.isOldKeyWithdrawn { return nil }
        return last
    }

    func existing(_ id: ProfileID) async throws -> ProfileRecord {
        guard let record = try await profiles.record(id) else { throw StateError.noSuchProfile(id.rawValue) }
        return record
    }
}
