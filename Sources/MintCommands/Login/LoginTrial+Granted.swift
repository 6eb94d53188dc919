import MintBoard
import MintCore

extension LoginTrial {
    /// - Parameter reading: Of the token; only claims that are for showing are taken over.
    init(
        _ granted: GrantedLogin, reading: JWTClaims.Reading, tools: Tools, name: String, at now: Timestamp
    ) {
        let profile = granted.profile
        let preset =
            profile.settings.preset.map { ProviderPreset($0) }
            ?? .recognised(issuer: profile.issuer, tokenEndpoint: profile.tokenEndpoint)
        let warnings =
            reading.claims.map {
                $0.warnings(
                    resource: profile.resource, clientID: profile.clientID, issuer: profile.issuer, preset: preset,
                    at: now)
            } ?? []
        self.init(
            profile: profile, token: granted.token, hasRefreshToken: granted.hasRefreshToken,
            isRegistered: granted.isRegistered, secretExpiresAt: granted.registeredSecretExpiresAt,
            reading: reading.words, claims: Self.shown(reading.claims),
            principal: PrincipalVerdict.judge(
                reading, clientID: profile.clientID, grant: profile.grant, preset: preset),
            warnings: granted.remarks + warnings, notices: granted.notices, tools: tools, suggestedName: name)
    }

    /// The registered claims that matter to an operator, then others that are short texts.
    private static func shown(_ claims: JWTClaims?) -> [Claim] {
        guard let claims else { return [] }
        let first = ["iss", "sub", "aud", "client_id", "azp", "scope", "scp", "exp", "iat"]
        return first.compactMap { name in
            guard let value = claims.payload[name] else { return nil }
            if let moment = claims.moment(name), ["exp", "iat"].contains(name) {
                return Claim(name: name, value: moment.utcText)
            }
            let text = value.text ?? value.texts?.joined(separator: ", ") ?? value.serialized()
            return Claim(name: name, value: text.plainLine(limit: 300))
        }
    }
}
