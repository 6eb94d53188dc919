import Synchronization

/// A profile's tokens for an MCP exchange.
public final class ProfileTokenSource: TokenSource {
    let service: TokenService
    let profile: ProfileID
    let binding: @Sendable (ProfileID, [Challenge]) async throws -> Void
    let stepUp: StepUp
    private let tries = Mutex<[String: Int]>([:])

    /// What to do when the server demands more scopes (SC-5).
    public struct StepUp: Sendable {
        /// Whether to ask for these scopes, which the server named (SC-11).
        let agrees: @Sendable (Profile, [String]) async -> Bool
        /// Lets a person log in again with these scopes; `nil` where nobody can be asked.
        let loginAgain: (@Sendable (Profile, [String]) async throws -> Void)?

        public init(
            agrees: @escaping @Sendable (Profile, [String]) async -> Bool,
            loginAgain: (@Sendable (Profile, [String]) async throws -> Void)? = nil
        ) {
            self.agrees = agrees
            self.loginAgain = loginAgain
        }

        public static let never = StepUp { _, _ in false }
    }

    /// - Parameter binding: Looks whether the server still names the profile's issuer (LC-5), with the challenges that it sent,
    ///   if any; throws where it does not.
    public init(
        _ service: TokenService, profile: ProfileID, stepUp: StepUp = .never,
        binding: @escaping @Sendable (ProfileID, [Challenge]) async throws -> Void = { _, _ in }
    ) {
        self.service = service
        self.profile = profile
        self.stepUp = stepUp
        self.binding = binding
    }

    public func token() async throws -> AccessToken? {
        try await service.token(of: profile).access
    }

    public func replacement(of rejected: AccessToken?, challenges: [String]) async throws -> AccessToken {
        try await checkBinding(Challenge.parse(challenges))
        do {
            return try await service.token(of: profile, TokenService.Need(rejected: rejected?.value)).access
        } catch let error as TokenServiceError {
            guard case .staticToken = error, let rejected, let record = try await service.profiles.record(profile)
            else {
                throw error
            }
            // What the server said is the reason, not that we have no other token.
            let refusal = PastedTokenRefused(record.profile, token: rejected.value, challenges: challenges)
            let contact = ContactRecord(at: service.now(), failure: ContactFailure(refusal))
            try? await service.profiles.noteContact(contact, of: profile)
            throw refusal
        }
    }

    public func widened(_ held: AccessToken, challenges: [String], operation: String) async throws -> AccessToken? {
        let read = Challenge.parse(challenges)
        let wanted = read.first { $0.error == "insufficient_scope" }?.scopes ?? []
        guard !wanted.isEmpty, mayTry(operation), let record = try await service.profiles.record(profile) else {
            return nil
        }
        // A token that has them all already is refused for another reason (SC-7).
        let had = record.token?.scopes ?? record.profile.requestedScopes
        let missing = wanted.filter { !had.contains($0) }
        if missing.isEmpty {
            // Another process may have got them while this one still used the token before.
            let kept = try await service.token(of: profile).access
            return kept == held ? nil : kept
        }
        guard record.profile.grant != .static else { return nil }
        // Whoever wants more may have moved meanwhile (WA-9): known before anybody is asked, and before anything is sent.
        do { try await binding(profile, read) } catch let error where Self.saysNothing(error) {
            // Nobody vouches for the issuer now: nothing is sent, and the server's own refusal is what is told.
            return nil
        }
        guard await stepUp.agrees(record.profile, missing) else { return nil }
        if record.profile.grant.isPersons {
            guard let loginAgain = stepUp.loginAgain else { return nil }
            try await loginAgain(record.profile, Scopes.union(record.profile.requestedScopes, wanted))
            return try await service.token(of: profile).access
        }
        let grant = try await service.token(of: profile, TokenService.Need(furtherScopes: wanted))
        guard missing.allSatisfy(grant.record.scopes.contains) else {
            throw StepUpError.notGranted(record.profile.name, missing: missing, granted: grant.record.scopes)
        }
        return grant.access
    }

    /// A challenge names where to look; without one, a look that finds nothing out is no reason to keep the token from being
    /// renewed (WA-8).
    private func checkBinding(_ challenges: [Challenge]) async throws {
        do {
            try await binding(profile, challenges)
        } catch let error where challenges.isEmpty && Self.saysNothing(error) {
            return
        }
    }

    /// Whether the metadata could not be had, so that nothing is known of the issuer, good or bad.
    private static func saysNothing(_ error: any Error) -> Bool {
        switch error {
        case TransportError.cancelled: false
        case is TransportError: true
        case DiscoveryError.resourceMismatch: false
        case is DiscoveryError: true
        default: false
        }
    }

    /// Two tries for each operation, then the refusal is taken as final (SC-6).
    private func mayTry(_ operation: String) -> Bool {
        tries.withLock { tries in
            tries[operation, default: 0] += 1
            return tries[operation, default: 0] <= 2
        }
    }
}

public enum StepUpError: Error, Equatable {
    /// The authorization server gave less than what was asked for (SC-7).
    case notGranted(String, missing: [String], granted: [String])
}

extension StepUpError: UserFacingError {
    public var headline: String {
        switch self {
        case .notGranted(let name, let missing, _):
            "\(name.plainLine(limit: 60)) was not granted \(missing.joined(separator: " ").plainLine(limit: 200))"
        }
    }

    public var hint: String? {
        switch self {
        case .notGranted(_, _, let granted):
            "The authorization server granted: \(granted.joined(separator: " ").plainLine(limit: 300)). "
                + "Ask its operator to allow the scope for this client."
        }
    }

    public var exitStatus: ExitStatus { .authentication }
}

/// For a server that is used without a token.
public struct AnonymousTokenSource: TokenSource {
    public init() {}
    public func token() -> AccessToken? { nil }

    public func replacement(of rejected: AccessToken?, challenges: [String]) throws -> AccessToken {
        throw TokenServiceError.noCredential("The connection")
    }
}
