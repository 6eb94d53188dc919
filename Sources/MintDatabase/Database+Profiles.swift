import GRDB
import MintCore

/// The single statements behind the store's transactions.
extension Database {
    func hasProfile(_ id: ProfileID) throws -> Bool {
        try exists("SELECT 1 FROM profile WHERE id = ?", [id.rawValue])
    }

    func requireFreeName(_ profile: Profile) throws {
        let sql = "SELECT 1 FROM profile WHERE name = CAST(? AS TEXT) AND id <> ?"
        if try exists(sql, [profile.name.exact, profile.id.rawValue]) { throw StateError.nameTaken(profile.name) }
    }

    /// Adds the profile or replaces its columns; when it was last used stays.
    func upsert(_ profile: Profile) throws {
        let sql = """
            INSERT INTO profile (id, name, server, resource, issuer, token_endpoint, grant_type, client_id,
                client_authentication, scopes, settings, store, created_at)
            VALUES (?, CAST(? AS TEXT), ?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, server = excluded.server,
                resource = excluded.resource, issuer = excluded.issuer, token_endpoint = excluded.token_endpoint,
                grant_type = excluded.grant_type, client_id = excluded.client_id,
                client_authentication = excluded.client_authentication, scopes = excluded.scopes,
                settings = excluded.settings, store = excluded.store, created_at = excluded.created_at
            """
        try run(
            sql,
            [
                profile.id.rawValue, profile.name.exact, profile.server.text, profile.resource.exact,
                profile.issuer.exact, profile.tokenEndpoint.text, profile.grant.rawValue, profile.clientID.exact,
                profile.clientAuthentication.rawValue, try ScopeList.encoded(profile.requestedScopes),
                try StoredSettings.encoded(profile.settings), profile.store.rawValue, profile.createdAt.rawValue,
            ])
    }

    func insert(_ credential: CredentialRecord, as slot: CredentialSlot, of id: ProfileID) throws {
        let sql = """
            INSERT INTO credential (profile, slot, kind, generation, key_id, created_at, expires_at, verified_at)
            VALUES (?, ?, ?, ?, CAST(? AS TEXT), ?, ?, ?)
            """
        try run(
            sql,
            [
                id.rawValue, slot.rawValue, credential.kind.rawValue, credential.generation, credential.keyID.exact,
                credential.createdAt.rawValue, credential.expiresAt?.rawValue, credential.verifiedAt?.rawValue,
            ])
    }

    func upsert(_ token: TokenRecord, of id: ProfileID) throws {
        let sql = """
            INSERT OR REPLACE INTO token_state
                (profile, generation, issued_at, expires_at, scopes, token_type, issued_boot, issued_uptime)
            VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?)
            """
        try run(
            sql,
            [
                id.rawValue, token.generation, token.issuedAt.rawValue, token.expiresAt?.rawValue,
                try ScopeList.encoded(token.scopes), token.tokenType.exact, token.uptime?.bootID.exact,
                token.uptime?.seconds,
            ])
    }

    func upsert(_ contact: ContactRecord, of id: ProfileID) throws {
        let sql = """
            INSERT OR REPLACE INTO contact (profile, at, code, headline, hint)
            VALUES (?, ?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT))
            """
        let failure = contact.failure
        try run(
            sql,
            [
                id.rawValue, contact.at.rawValue, (failure?.code).exact, (failure?.headline).exact,
                (failure?.hint).exact,
            ])
    }
}
