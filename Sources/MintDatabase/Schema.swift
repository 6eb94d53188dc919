import GRDB

/// The tables, as migrations. A migration that has been released is never edited: its words are literals.
enum Schema {
    /// The version that this program writes: `PRAGMA user_version`, the number of migrations.
    static let version = 5
    /// `PRAGMA application_id`, "Mint": tells our database from another program's.
    static let applicationID = 0x4D69_6E74

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1") { db in
            try db.execute(sql: v1)
        }
        migrator.registerMigration("v2") { db in
            try db.execute(sql: v2)
        }
        migrator.registerMigration("v3") { db in
            try db.execute(sql: v3)
        }
        migrator.registerMigration("v4") { db in
            try db.execute(sql: v4)
        }
        migrator.registerMigration("v5") { db in
            try db.execute(sql: v5)
        }
        return migrator
    }

    /// Times are whole seconds since the epoch, UTC. Scopes are as in RFC 6749 §3.3, see ``ScopeList``. No secret.
    private static let v1 = """
        PRAGMA application_id = 0x4D696E74;
        PRAGMA user_version = 1;

        CREATE TABLE profile (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            server TEXT NOT NULL,
            resource TEXT NOT NULL,
            issuer TEXT,
            token_endpoint TEXT NOT NULL,
            grant_type TEXT NOT NULL CHECK (grant_type IN (
                'client-credentials', 'device-code', 'authorization-code', 'jwt-bearer', 'enterprise', 'static')),
            client_id TEXT NOT NULL,
            client_authentication TEXT NOT NULL CHECK (client_authentication IN (
                'client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none')),
            scopes TEXT NOT NULL,
            settings TEXT NOT NULL,
            store TEXT NOT NULL CHECK (store IN ('secret-service', 'vault')),
            created_at INTEGER NOT NULL,
            last_used_at INTEGER
        ) STRICT;

        CREATE TABLE token_state (
            profile TEXT NOT NULL PRIMARY KEY REFERENCES profile (id) ON DELETE CASCADE,
            generation INTEGER NOT NULL CHECK (generation > 0),
            issued_at INTEGER NOT NULL,
            expires_at INTEGER,
            scopes TEXT NOT NULL,
            token_type TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE credential (
            profile TEXT NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
            slot TEXT NOT NULL CHECK (slot IN ('current', 'next', 'previous')),
            kind TEXT NOT NULL CHECK (kind IN (
                'client-secret', 'private-key', 'access-token', 'refresh-token', 'registration-token', 'dpop-key',
                'static-token')),
            generation INTEGER NOT NULL CHECK (generation > 0),
            key_id TEXT,
            created_at INTEGER NOT NULL,
            expires_at INTEGER,
            verified_at INTEGER,
            PRIMARY KEY (profile, slot)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE contact (
            profile TEXT NOT NULL PRIMARY KEY REFERENCES profile (id) ON DELETE CASCADE,
            at INTEGER NOT NULL,
            code TEXT,
            headline TEXT,
            hint TEXT,
            CHECK ((code IS NULL) = (headline IS NULL) AND (code IS NOT NULL OR hint IS NULL))
        ) STRICT, WITHOUT ROWID;

        -- Outlives the profile: a generation number is never used twice.
        CREATE TABLE generation (
            profile TEXT NOT NULL,
            kind TEXT NOT NULL,
            last INTEGER NOT NULL CHECK (last > 0),
            PRIMARY KEY (profile, kind)
        ) STRICT, WITHOUT ROWID;

        -- Outlives the profile: its items are still in the store.
        CREATE TABLE unnamed_item (
            profile TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN (
                'client-secret', 'private-key', 'access-token', 'refresh-token', 'registration-token', 'dpop-key',
                'static-token')),
            generation INTEGER NOT NULL CHECK (generation > 0),
            store TEXT NOT NULL CHECK (store IN ('secret-service', 'vault')),
            since INTEGER NOT NULL,
            PRIMARY KEY (profile, kind, generation)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE session (
            name TEXT NOT NULL PRIMARY KEY,
            server TEXT NOT NULL,
            profile TEXT REFERENCES profile (id) ON DELETE SET NULL,
            protocol_version TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE INDEX session_profile ON session (profile);
        """
}
