import MintCore

/// Turns rows into values. Remembers what it parsed: in a long list most texts are the same again and again.
struct ProfileRowDecoder {
    static let profileColumns = """
        profile.id, profile.name, profile.server, profile.resource, profile.issuer, profile.token_endpoint,
        profile.grant_type, profile.client_id, profile.client_authentication, profile.scopes, profile.settings,
        profile.store, profile.created_at, profile.last_used_at, profile.clock_skew,
        profile.refresh_generation, profile.refresh_issued_at, profile.refresh_expires_at,
        profile.dpop_generation, profile.dpop_thumbprint, profile.dpop_created_at,
        profile.registered_at, profile.registration_metadata, profile.registration_uri,
        profile.registration_generation, profile.hold_since, profile.hold_issuer, profile.hold_accepted
        """
    static let credentialColumns = credentialColumns(of: "credential")
    /// The journal's row, and its credentials.
    static let rotationColumns = """
        rotation.number, rotation.revision, rotation.state, rotation.started_at, rotation.changed_at, rotation.place,
        rotation.answer, rotation.token, rotation.old_token, rotation.details,
        \(credentialColumns(of: "staged")), \(credentialColumns(of: "replaced"))
        """
    private static func credentialColumns(of table: String) -> String {
        let names = ["kind", "generation", "key_id", "created_at", "expires_at", "verified_at"]
        return names.map { "\(table).\($0)" }.joined(separator: ", ")
    }
    static let rotationJoins = """
        LEFT JOIN rotation ON rotation.profile = profile.id
        LEFT JOIN credential AS staged ON staged.profile = profile.id AND staged.slot = 'next'
        LEFT JOIN credential AS replaced ON replaced.profile = profile.id AND replaced.slot = 'previous'
        """
    static let tokenColumns = """
        token_state.generation, token_state.issued_at, token_state.expires_at, token_state.scopes,
        token_state.token_type, token_state.issued_boot, token_state.issued_uptime
        """
    static let contactColumns = "contact.at, contact.code, contact.headline, contact.hint"

    private var settings = ByteTable<Shared<ProfileSettings>>()
    private var scopes = ByteTable<[String]>()
    private var urls = ByteTable<HTTPURL>()
    private var texts = ByteTable<String>()
    private var grants = ByteTable<Grant>()
    private var methods = ByteTable<ClientAuthentication>()
    private var stores = ByteTable<StoreName>()
    private var kinds = ByteTable<KeyringKey.Kind>()

    /// From a row that starts with ``profileColumns``.
    mutating func record(
        _ row: ColumnReader, credential: CredentialRecord?, token: TokenRecord?, contact: ContactRecord?,
        rotation: Rotation?
    ) throws -> ProfileRecord {
        ProfileRecord(
            profile: try profile(row), credential: credential, token: token, contact: contact,
            lastUsedAt: try row.optionalTime(13), bonds: try bonds(row), rotation: rotation)
    }

    /// From a row that has ``credentialColumns`` at `first`; `nil` where they are of no row, here and below.
    mutating func credential(_ row: ColumnReader, at first: CInt) throws -> CredentialRecord? {
        if row.isNull(first) { return nil }
        return CredentialRecord(
            kind: try kinds.value(for: try row.utf8(first)) { try row.value(first) },
            generation: try row.integer(first + 1), keyID: try row.optionalText(first + 2),
            createdAt: try row.time(first + 3), expiresAt: try row.optionalTime(first + 4),
            verifiedAt: try row.optionalTime(first + 5))
    }

    /// From a row that has ``tokenColumns`` at `first`.
    mutating func token(_ row: ColumnReader, at first: CInt) throws -> TokenRecord? {
        guard let generation = try row.optionalInteger(first) else { return nil }
        return TokenRecord(
            generation: generation, issuedAt: try row.time(first + 1), expiresAt: try row.optionalTime(first + 2),
            scopes: try scopes(row, first + 3), tokenType: try text(row, first + 4),
            uptime: row.isNull(first + 5)
                ? nil : Uptime(bootID: try text(row, first + 5), seconds: try row.integer(first + 6)))
    }

    /// From a row that has ``contactColumns`` at `first`.
    mutating func contact(_ row: ColumnReader, at first: CInt) throws -> ContactRecord? {
        guard let at = try row.optionalTime(first) else { return nil }
        if row.isNull(first + 1) { return ContactRecord(at: at) }
        let failure = ContactFailure(
            code: try text(row, first + 1), headline: try text(row, first + 2),
            hint: row.isNull(first + 3) ? nil : try text(row, first + 3))
        return ContactRecord(at: at, failure: failure)
    }

    /// From a row that has ``rotationColumns`` at `first`.
    mutating func rotation(_ row: ColumnReader, at first: CInt) throws -> Rotation? {
        guard let number = try row.optionalInteger(first) else { return nil }
        let pointers = Rotation.Pointers(
            number: number, revision: try row.integer(first + 1), state: try row.value(first + 2),
            startedAt: try row.time(first + 3), changedAt: try row.time(first + 4),
            place: try row.optionalInteger(first + 5), answer: try row.optionalInteger(first + 6),
            token: try row.optionalInteger(first + 7), oldToken: try row.optionalInteger(first + 8))
        guard let details = try? StoredRotation.decoded(try row.text(first + 9)) else {
            throw row.unreadable(first + 9)
        }
        return Rotation(
            pointers, details, next: try credential(row, at: first + 10), previous: try credential(row, at: first + 16))
    }

    private mutating func profile(_ row: ColumnReader) throws -> Profile {
        Profile(
            id: ProfileID(rawValue: try row.text(0)), name: try row.text(1), server: try url(row, 2),
            resource: try text(row, 3), issuer: row.isNull(4) ? nil : try text(row, 4),
            tokenEndpoint: try url(row, 5), grant: try grants.value(for: try row.utf8(6)) { try row.value(6) },
            clientID: try row.text(7),
            clientAuthentication: try methods.value(for: try row.utf8(8)) { try row.value(8) },
            requestedScopes: try scopes(row, 9), sharing: try settings(row, 10),
            store: try stores.value(for: try row.utf8(11)) { try row.value(11) }, createdAt: try row.time(12))
    }

    private mutating func bonds(_ row: ColumnReader) throws -> ProfileBonds {
        var bonds = ProfileBonds(clockSkew: try row.integer(14))
        if let generation = try row.optionalInteger(15) {
            bonds.refresh = RefreshRecord(
                generation: generation, issuedAt: try row.time(16), expiresAt: try row.optionalTime(17))
        }
        if let generation = try row.optionalInteger(18) {
            bonds.dpopKey = DPoPKeyRecord(
                generation: generation, thumbprint: try row.text(19), createdAt: try row.time(20))
        }
        if let at = try row.optionalTime(21) {
            bonds.registration = RegistrationRecord(
                clientURI: row.isNull(23) ? nil : try url(row, 23), tokenGeneration: try row.optionalInteger(24),
                registeredAt: at, metadata: try row.text(22))
        }
        if let since = try row.optionalTime(25) {
            bonds.hold = ProfileBonds.Hold(
                issuer: try row.text(26), since: since, isAccepted: try row.integer(27) != 0)
        }
        return bonds
    }

    private mutating func text(_ row: ColumnReader, _ index: CInt) throws -> String {
        try texts.value(for: try row.utf8(index)) { try row.text(index) }
    }

    private mutating func url(_ row: ColumnReader, _ index: CInt) throws -> HTTPURL {
        try urls.value(for: try row.utf8(index)) {
            guard let url = HTTPURL(try row.text(index)) else { throw row.unreadable(index) }
            return url
        }
    }

    private mutating func scopes(_ row: ColumnReader, _ index: CInt) throws -> [String] {
        try scopes.value(for: try row.utf8(index)) {
            guard let list = try? ScopeList.decoded(try row.text(index)) else { throw row.unreadable(index) }
            return list
        }
    }

    private mutating func settings(_ row: ColumnReader, _ index: CInt) throws -> Shared<ProfileSettings> {
        try settings.value(for: try row.utf8(index)) {
            guard let read = try? StoredSettings.decoded(try row.text(index)) else { throw row.unreadable(index) }
            return Shared(read)
        }
    }
}
