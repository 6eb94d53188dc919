/// Whom a token stands for, as far as it can be told: no standard claim says "machine", so signs are weighed in the order of
/// the facts (section 24.3, PR-1 to PR-10) and shown.
public struct PrincipalVerdict: Equatable, Sendable {
    public enum Principal: String, CaseIterable, Codable, Sendable {
        case machine, person
        /// A person's authority in a machine's hands.
        case delegated
        /// Cannot be told: a server should treat it as a person (PR-7).
        case unknown
    }

    public enum Strength: String, CaseIterable, Codable, Sendable {
        case strong, medium, weak
        /// No sign of the token, but of how it was obtained.
        case known
        /// A reason for care, no sign.
        case caution
    }

    public struct Evidence: Equatable, Sendable {
        /// The fact that it rests on: `PR-1`.
        public var id: String
        public var strength: Strength
        /// What it speaks for; `nil` for a caution.
        public var points: Principal?
        /// One plain line.
        public var words: String
    }

    public var principal: Principal
    /// In the order of the facts.
    public var evidence: [Evidence]

    /// Whether servers should hold the subject for a person.
    public var isTreatedAsPerson: Bool { principal != .machine }

    /// `machine`, `unknown (treated as a person)`
    public var words: String { principal == .unknown ? "unknown (treated as a person)" : principal.rawValue }

    /// - Parameters:
    ///   - token: What the access token turned out to be.
    ///   - introspection: The answer of RFC 7662 §2.2 where there is one; its members add to the token's.
    ///   - clientID: The client that obtained the token.
    ///   - grant: How.
    ///   - preset: Whose vendor claims to look for; a generic one looks for all of them.
    public static func judge(
        _ token: JWTClaims.Reading, introspection: JSONValue? = nil, clientID: String, grant: Grant,
        preset: ProviderPreset = ProviderPreset(.generic)
    ) -> PrincipalVerdict {
        let claims = PrincipalClaims(token.claims, introspection, clientID: clientID)
        let signs = PrincipalSigns(claims: claims, preset: preset.name)
        let own = claims.isSound ? decide(signs) : nil
        let principal = final(own, grant, isSound: claims.isSound)
        var evidence = signs.evidence + cautions(token, introspection, isSound: claims.isSound) + grantEvidence(grant)
        if principal == .unknown {
            let words =
                own == nil
                ? "nothing says what the subject is, so it is treated as a person"
                : "the signs contradict each other, so it is treated as a person"
            evidence.append(Evidence(id: "PR-7", strength: .weak, points: .unknown, words: words))
        }
        return PrincipalVerdict(principal: principal, evidence: evidence)
    }

    /// The first sign decides, with two exceptions: an actor makes a person's token a delegated one, and a subject that is
    /// called like a client does not outweigh signs of a person: somebody may have chosen that client id (PR-8).
    private static func decide(_ signs: PrincipalSigns) -> Principal? {
        let pointing = signs.evidence.compactMap(\.points)
        guard let first = pointing.first else { return nil }
        let speaksOfPeople = pointing.contains(.person) || pointing.contains(.delegated)
        switch first {
        case .machine: return speaksOfPeople && !signs.hasMoreThanItsName ? .unknown : .machine
        case .person: return pointing.contains(.delegated) ? .delegated : .person
        case .delegated, .unknown: return first
        }
    }

    /// How the token was obtained settles what its claims leave open, and casts doubt where they say the opposite.
    private static func final(_ own: Principal?, _ grant: Grant, isSound: Bool) -> Principal {
        switch (grant, own) {
        case (.deviceCode, .machine), (.authorizationCode, .machine), (.enterprise, .machine): .unknown
        case (.deviceCode, _), (.authorizationCode, _): own == .delegated ? .delegated : .person
        case (.enterprise, nil): .delegated
        case (.jwtBearer, nil) where isSound: .machine
        case (_, let own): own ?? .unknown
        }
    }

    private static func cautions(
        _ token: JWTClaims.Reading, _ introspection: JSONValue?, isSound: Bool
    ) -> [Evidence] {
        var cautions: [(id: String, words: String)] = []
        if token.claims == nil {
            cautions.append(("RS-8", token.words + (introspection == nil ? "; only introspection could tell" : "")))
        }
        if introspection?["active"]?.flag == false {
            cautions.append(("IN", "introspection says that the token is not active, and nothing more"))
        }
        if !isSound {
            cautions.append(("TK-7", "claims come more than once, so none of them counts"))
        }
        return cautions.map { Evidence(id: $0.id, strength: .caution, points: nil, words: $0.words) }
    }

    private static func grantEvidence(_ grant: Grant) -> [Evidence] {
        switch grant {
        case .clientCredentials:
            [
                Evidence(
                    id: "grant", strength: .known, points: .machine,
                    words: "obtained by client credentials: no person took part, but a server cannot see that")
            ]
        case .jwtBearer:
            [
                Evidence(
                    id: "PR-9", strength: .known, points: .machine,
                    words: "obtained for a workload: a machine by configuration, whatever its `sub` is called")
            ]
        case .deviceCode, .authorizationCode:
            [Evidence(id: "grant", strength: .known, points: .person, words: "a person agreed to it")]
        case .enterprise:
            [
                Evidence(
                    id: "grant", strength: .known, points: .delegated,
                    words: "obtained by a person's identity assertion, for that person")
            ]
        case .static: []
        }
    }
}
