import MintCore

/// What a profile's server says of the profile's current access token, and whom the token stands for.
enum IntrospectionFacts: Sendable {
    /// There is no token to ask about.
    case noToken
    /// The server tells this client nothing (IN-4), or nobody; in words.
    case notOffered(String)
    /// Nothing was learnt.
    case failed(Failure)
    case answered(isActive: Bool, claims: [(name: String, value: JSONValue)], PrincipalVerdict)

    /// More claims than that are no description of a token.
    private static let mostClaims = 64
    /// What `show` leaves of a line for values.
    private static let columns = 62

    /// - Throws: ``KeyringError``, ``TransportError``, and the refusals that say more than "not offered".
    static func ask(
        about record: ProfileRecord, _ services: Services, observe: @Sendable (Trace.Hop) -> Void
    ) async throws -> IntrospectionFacts {
        let profile = record.profile
        let kind: KeyringKey.Kind = profile.grant == .static ? .staticToken : .accessToken
        guard let generation = record.token?.generation,
            let token = try await services.keyrings[profile.store].secret(
                at: KeyringKey(profile: record.id, kind: kind, generation: generation), bound: profile.binding)
        else { return .noToken }
        do {
            let told = try await services.introspection.ask(about: token, of: record, observe: observe)
            let verdict = PrincipalVerdict.judge(
                JWTClaims.read(token), introspection: told.claims, clientID: profile.clientID, grant: profile.grant,
                preset: profile.provider)
            return .answered(isActive: told.isActive, claims: claims(told.claims), verdict)
        } catch let error as TokenManagementError {
            switch error {
            case .notOffered, .noEndpoint: return .notOffered(error.headline)
            default: throw error
            }
        }
    }

    /// By name, cleaned for a terminal; `active` stands by itself.
    private static func claims(_ answer: JSONValue) -> [(name: String, value: JSONValue)] {
        let named = (answer.members ?? [:]).filter { $0.key != "active" }.sorted { $0.key < $1.key }
        return named.prefix(mostClaims).map { ($0.key.plainLine(limit: 60), $0.value.cleaned) }
    }

    /// The answer in a word; `nil` where nobody was asked.
    var word: String? {
        switch self {
        case .noToken, .failed: nil
        case .notOffered: "not offered"
        case .answered(let isActive, _, _): isActive ? "active" : "not active"
        }
    }

    var lines: [(String, String)] {
        switch self {
        case .noToken: return [("introspection", "there is no token to ask about")]
        case .notOffered(let why): return [("introspection", "not offered: \(why)")]
        case .failed(let failure): return [("introspection", "failed: \(failure.headline)")]
        case .answered(let isActive, let claims, let verdict):
            let shown = claims.map { ("", "\($0.name): \($0.value.shown(as: $0.name))") }
            let signs = verdict.evidence.flatMap { AuditText.evidence(of: $0, width: Self.columns) }.map { ("", $0) }
            return [("introspection", isActive ? "active" : "not active")] + shown
                + [("stands for", verdict.words)] + signs
        }
    }

    var json: JSONValue {
        switch self {
        case .noToken: ["offered": .null, "reason": "no token"]
        case .notOffered(let why): ["offered": false, "reason": .string(why)]
        case .failed(let failure): ["offered": .null, "reason": .string(failure.headline)]
        case .answered(let isActive, let claims, let verdict):
            [
                "offered": true, "active": .bool(isActive),
                "claims": .object(Dictionary(claims.map { ($0.name, $0.value) }) { first, _ in first }),
                "principal": JSONOutput.principal(verdict),
            ]
        }
    }
}

extension JSONValue {
    /// Every text in it without what could steer a terminal.
    fileprivate var cleaned: JSONValue {
        switch self {
        case .string(let text): .string(text.plainLine(limit: 1000))
        case .array(let items): .array(items.prefix(100).map(\.cleaned))
        case .object(let members):
            .object(
                Dictionary(members.map { ($0.key.plainLine(limit: 60), $0.value.cleaned) }) { first, _ in first })
        default: self
        }
    }

    /// For a line; moments are spelled out.
    fileprivate func shown(as name: String) -> String {
        if ["exp", "iat", "nbf", "auth_time"].contains(name), let seconds = integer,
            (0...253_402_300_799).contains(seconds)
        {
            return "\(seconds) (\(Timestamp(seconds).utcText))"
        }
        return text?.plainLine(limit: 300) ?? serialized().plainLine(limit: 300)
    }
}
