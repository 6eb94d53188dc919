/// What may be shown of an access token: what it says of itself, with nothing of it that could be used. No signature is
/// checked (TK-7), and neither the token nor its signature is in here.
public struct TokenReading: Equatable, Sendable {
    /// Of the token that was read, so that a later one can be told from it.
    public var generation: Int
    /// One plain line: `a JWT; its claims are shown as they are, nothing is verified`.
    public var form: String
    public var isJWT: Bool
    /// Of the header and the payload, in the order of ``shownClaims``; plain lines.
    public var claims: [Claim]
    /// Names of claims whose values are not shown: nobody knows what a server puts there.
    public var withheld: [String]
    /// Whether `aud` names the profile's resource; `nil` where the token does not say.
    public var isForResource: Bool?
    /// As they stand in ``JWTClaims/warnings(resource:clientID:issuer:preset:at:)``.
    public var warnings: [String]
    /// `machine`, `unknown (treated as a person)`.
    public var principal: String
    /// What speaks for that, one plain line each.
    public var evidence: [String]

    public struct Claim: Equatable, Sendable {
        public var name: String, value: String
        public init(name: String, value: String) { (self.name, self.value) = (name, value) }
    }

    /// RFC 7519 §4.1, RFC 9068 §2.2, RFC 8693 §4.1, RFC 7800 §3.1, and the vendors' names that tell a machine from a person.
    public static let shownClaims = [
        "alg", "typ", "kid", "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "client_id", "azp", "appid", "cid",
        "scope", "scp", "roles", "groups", "permissions", "gty", "idtyp", "oid", "tid", "uid", "ver", "act", "may_act",
        "cnf", "acr", "amr", "auth_time", "token_use", "preferred_username", "name", "email", "realm_access",
        "entitlements",
    ]

    /// - Parameters:
    ///   - token: The profile's kept token.
    ///   - record: Whose it is; its token row names the generation.
    public init(_ token: Secret, of record: ProfileRecord, at now: Timestamp) {
        let profile = record.profile, reading = JWTClaims.read(token)
        let verdict = PrincipalVerdict.judge(
            reading, clientID: profile.clientID, grant: profile.grant, preset: profile.provider)
        generation = record.token?.generation ?? 0
        form = reading.words
        principal = verdict.words
        evidence = verdict.evidence.map { $0.words.plainLine(limit: 300) }
        (isJWT, claims, withheld, isForResource, warnings) = (false, [], [], nil, [])
        guard let found = reading.claims else { return }
        isJWT = true
        let members = found.payload.merging(found.header.filter { ["alg", "typ", "kid"].contains($0.key) }) { own, _ in
            own
        }
        claims = Self.shownClaims.compactMap { name in
            members[name].map { Claim(name: name, value: Self.words($0, of: name)) }
        }
        withheld = found.payload.keys.filter { !Self.shownClaims.contains($0) }.sorted().prefix(40)
            .map { $0.plainLine(limit: 60) }
        isForResource = found.audience.isEmpty ? nil : found.audience.contains(profile.resource)
        warnings = found.warnings(
            resource: profile.resource, clientID: profile.clientID, issuer: profile.issuer, preset: profile.provider,
            at: now)
    }

    /// Moments as such, texts as they are, all else as JSON.
    private static func words(_ value: JSONValue, of name: String) -> String {
        if ["exp", "nbf", "iat", "auth_time"].contains(name), let seconds = value.integer,
            (0...253_402_300_799).contains(seconds)
        {
            return Timestamp(seconds).utcText
        }
        return (value.text ?? value.serialized()).plainLine(limit: 400)
    }
}
