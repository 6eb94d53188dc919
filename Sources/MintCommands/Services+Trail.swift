import MintCore

extension Services {
    /// Runs `body`; where it fails, the trail hears of it first.
    ///
    /// - Parameter name: What was asked for, where there is no profile yet.
    func noting<R>(
        _ action: AuditEvent.Action, of profile: Profile?, named name: String? = nil, detail: String? = nil,
        in context: CommandContext, _ body: () async throws -> R
    ) async throws -> R {
        do {
            return try await body()
        } catch {
            if let profile { context.subject.become(profile) }
            await note(action, of: profile, named: name, failure: error, detail: detail, in: context)
            throw error
        }
    }

    /// Notes it in the trail; a trail that cannot be written is a warning.
    func note(
        _ action: AuditEvent.Action, of profile: Profile?, named name: String? = nil, failure: (any Error)? = nil,
        detail: String? = nil, in context: CommandContext
    ) async {
        context.warn(await audit.note(action, of: profile, named: name, failure: failure, detail: detail))
    }
}

extension CommandContext {
    /// That something is missing in the trail.
    func warn(_ failure: Failure?) {
        if let failure { console.note("warning: this is missing in the audit trail: \(failure.headline)") }
    }
}
