extension TokenService {
    /// The error with what may be the reason: a rotation whose answer was never kept, or what its issuer publishes otherwise
    /// than before (AS-14). Nothing is followed: a new endpoint of an issuer is for an operator to accept.
    func explained(_ error: any Error, _ record: ProfileRecord) async -> any Error {
        if let failure = await unreadRotation(error, record.id) { return failure }
        return await changed(error, record.profile)
    }

    /// A refusal with what the server publishes, and what is known of the credential that it did not take (ER).
    func detailed(_ error: any Error, _ record: ProfileRecord) async -> any Error {
        guard let refusal = error as? TokenEndpointError, refusal.wantsDetails else { return error }
        return refusal.knowing(TokenEndpointError.Known(await published(record.profile), record.credential))
    }

    private func changed(_ error: any Error, _ profile: Profile) async -> any Error {
        guard profile.issuer != nil, Self.mayLieInMetadata(error) else { return error }
        let changes = await look(profile)
        guard !changes.isEmpty else { return error }
        var failure = Failure(error, about: profile)
        let lines = changes.prefix(6).map { "  \($0.words.plainLine(limit: 300))" }.joined(separator: "\n")
        failure.hint =
            (failure.hint.map { $0 + "\n" } ?? "") + """
                Its issuer publishes something else than at the last login:
                \(lines)
                If the change is right, take it over: mintmark set \(profile.name.shellArgument) --accept-drift
                """
        return failure
    }

    /// Whether another endpoint, method or key in the metadata could be why: the host or the page is gone, or the client is
    /// not known (any more).
    private static func mayLieInMetadata(_ error: any Error) -> Bool {
        switch error {
        case TransportError.nameNotFound: true
        case TokenEndpointError.redirected: true
        case TokenEndpointError.refused(_, let status, let code, _): code == "invalid_client" || isGone(status)
        case TokenEndpointError.refusedWithoutReason(_, let status, _): status == 401 || isGone(status)
        case TokenEndpointError.notJSON(_, let status, _): isGone(status)
        default: false
        }
    }

    private static func isGone(_ status: Int) -> Bool { [404, 405, 410].contains(status) }
}

extension TokenEndpointError {
    /// Whether its advice has more to say with what the server publishes.
    var wantsDetails: Bool {
        switch self {
        case .refused(_, _, let code, _): ["invalid_client", "invalid_scope"].contains(code)
        case .refusedWithoutReason: true
        default: false
        }
    }
}
