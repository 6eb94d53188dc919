import MintCore

/// Turns rows of ``select`` into values. Remembers what it parsed: in a long list most settings, scopes and
/// endpoints are the same texts again and again.
struct ProfileRowDecoder {
    private var settings: [String: ProfileSettings] = [:]
    private var scopes: [String: [String]] = [:]
    private var endpoints: [String: HTTPURL] = [:]

    static let select = """
        SELECT profile.id, profile.name, profile.server, profile.resource, profile.issuer, profile.token_endpoint,
            profile.grant_type, profile.client_id, profile.client_authentication, profile.scopes, profile.settings,
            profile.store, profile.created_at, profile.last_used_at,
            profile.clock_skew, profile.refresh_generation, profile.refresh_issued_at, profile.refresh_expires_at,
            profile.dpop_generation, profile.dpop_thumbprint, profile.dpop_created_at,
            profile.registered_at, profile.registration_metadata, profile.registration_uri,
            profile.registration_generation, profile.hold_since, profile.hold_issuer,
            credential.kind, credential.generation, credential.key_id, credential.created_at, credential.expires_at,
            credential.verified_at,
            token_state.generation, token_state.issued_at, token_state.expires_at, token_state.scopes,
            token_state.token_type,
            contact.at, contact.code, contact.headline, contact.hint
        FROM profile
        LEFT JOIN credential ON credential.profile = profile.id AND credential.slot = 'current'
        LEFT JOIN token_state ON token_state.profile = profile.id
        LEFT JOIN contact ON contact.profile = profile.id
        """

    mutating func record(_ row: ColumnReader) throws -> ProfileRecord {
        ProfileRecord(
            profile: try profile(row), credential: try credential(row), token: try token(row),
            contact: try contact(row), lastUsedAt: try row.optionalTime(13), bonds: try bonds(row))
    }

    private mutating func profile(_ row: ColumnReader) throws -> Profile {
        Profile(
            id: ProfileID(rawValue: try row.text(0)), name: try row.text(1), server: try url(row, 2),
            resource: try row.text(3), issuer: try row.optionalText(4), tokenEndpoint: try endpoint(row, 5),
            grant: try row.value(6), clientID: try row.text(7), clientAuthentication: try row.value(8),
            requestedScopes: try scopes(row, 9), settings: try settings(row, 10), store: try row.value(11),
            createdAt: try row.time(12))
    }

    private func bonds(_ row: ColumnReader) throws -> ProfileBonds {
        ProfileBonds(
            refresh: try refresh(row), dpopKey: try dpopKey(row), registration: try registration(row),
            clockSkew: try row.integer(14), hold: try hold(row))
    }

    private func refresh(_ row: ColumnReader) throws -> RefreshRecord? {
        guard let generation = try row.optionalInteger(15) else { return nil }
        return RefreshRecord(
            generation: generation, issuedAt: try row.time(16), expiresAt: try row.optionalTime(17))
    }

    private func dpopKey(_ row: ColumnReader) throws -> DPoPKeyRecord? {
        guard let generation = try row.optionalInteger(18) else { return nil }
        return DPoPKeyRecord(
            generation: generation, thumbprint: try row.text(19), createdAt: try row.time(20))
    }

    private func registration(_ row: ColumnReader) throws -> RegistrationRecord? {
        guard let at = try row.optionalTime(21) else { return nil }
        return RegistrationRecord(
            clientURI: row.isNull(23) ? nil : try url(row, 23),
            tokenGeneration: try row.optionalInteger(24), registeredAt: at, metadata: try row.text(22))
    }

    private func hold(_ row: ColumnReader) throws -> ProfileBonds.Hold? {
        guard let since = try row.optionalTime(25) else { return nil }
        return ProfileBonds.Hold(issuer: try row.text(26), since: since)
    }

    private func credential(_ row: ColumnReader) throws -> CredentialRecord? {
        guard !row.isNull(27) else { return nil }
        return CredentialRecord(
            kind: try row.value(27), generation: try row.integer(28), keyID: try row.optionalText(29),
            createdAt: try row.time(30), expiresAt: try row.optionalTime(31), verifiedAt: try row.optionalTime(32))
    }

    private mutating func token(_ row: ColumnReader) throws -> TokenRecord? {
        guard let generation = try row.optionalInteger(33) else { return nil }
        return TokenRecord(
            generation: generation, issuedAt: try row.time(34), expiresAt: try row.optionalTime(35),
            scopes: try scopes(row, 36), tokenType: try row.text(37))
    }

    private func contact(_ row: ColumnReader) throws -> ContactRecord? {
        guard let at = try row.optionalTime(38) else { return nil }
        let failure = try row.optionalText(39).map { code in
            ContactFailure(code: code, headline: try row.text(40), hint: try row.optionalText(41))
        }
        return ContactRecord(at: at, failure: failure)
    }

    private func url(_ row: ColumnReader, _ index: CInt) throws -> HTTPURL {
        guard let url = HTTPURL(try row.text(index)) else { throw row.unreadable(index) }
        return url
    }

    private mutating func endpoint(_ row: ColumnReader, _ index: CInt) throws -> HTTPURL {
        let text = try row.text(index)
        if let known = endpoints[text] { return known }
        guard let url = HTTPURL(text) else { throw row.unreadable(index) }
        endpoints[text] = url
        return url
    }

    private mutating func scopes(_ row: ColumnReader, _ index: CInt) throws -> [String] {
        let text = try row.text(index)
        if let known = scopes[text] { return known }
        guard let list = try? ScopeList.decoded(text) else { throw row.unreadable(index) }
        scopes[text] = list
        return list
    }

    private mutating func settings(_ row: ColumnReader, _ index: CInt) throws -> ProfileSettings {
        let text = try row.text(index)
        if let known = settings[text] { return known }
        guard let read = try? StoredSettings.decoded(text) else { throw row.unreadable(index) }
        settings[text] = read
        return read
    }
}
