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
            contact: try contact(row), lastUsedAt: try row.optionalInteger(13).map { Timestamp($0) })
    }

    private mutating func profile(_ row: ColumnReader) throws -> Profile {
        Profile(
            id: ProfileID(rawValue: try row.text(0)), name: try row.text(1), server: try server(row, 2),
            resource: try row.text(3), issuer: try row.optionalText(4), tokenEndpoint: try endpoint(row, 5),
            grant: try row.value(6), clientID: try row.text(7), clientAuthentication: try row.value(8),
            requestedScopes: try scopes(row, 9), settings: try settings(row, 10), store: try row.value(11),
            createdAt: Timestamp(try row.integer(12)))
    }

    private func credential(_ row: ColumnReader) throws -> CredentialRecord? {
        guard try row.optionalText(14) != nil else { return nil }
        return CredentialRecord(
            kind: try row.value(14), generation: try row.integer(15), keyID: try row.optionalText(16),
            createdAt: Timestamp(try row.integer(17)), expiresAt: try row.optionalInteger(18).map { Timestamp($0) },
            verifiedAt: try row.optionalInteger(19).map { Timestamp($0) })
    }

    private mutating func token(_ row: ColumnReader) throws -> TokenRecord? {
        guard let generation = try row.optionalInteger(20) else { return nil }
        return TokenRecord(
            generation: generation, issuedAt: Timestamp(try row.integer(21)),
            expiresAt: try row.optionalInteger(22).map { Timestamp($0) }, scopes: try scopes(row, 23),
            tokenType: try row.text(24))
    }

    private func contact(_ row: ColumnReader) throws -> ContactRecord? {
        guard let at = try row.optionalInteger(25) else { return nil }
        let failure = try row.optionalText(26).map { code in
            ContactFailure(code: code, headline: try row.text(27), hint: try row.optionalText(28))
        }
        return ContactRecord(at: Timestamp(at), failure: failure)
    }

    private func server(_ row: ColumnReader, _ index: CInt) throws -> HTTPURL {
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
