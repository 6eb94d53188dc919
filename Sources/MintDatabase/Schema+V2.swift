extension Schema {
    /// What a profile is tied to beside its credential, as columns: a list reads them without a further look-up.
    /// Texts named `…metadata`, `snapshot`, `trace` and `drift` are JSON. No secret.
    static let v2 = """
        PRAGMA user_version = 2;

        ALTER TABLE profile ADD COLUMN refresh_generation INTEGER CHECK (refresh_generation > 0);
        ALTER TABLE profile ADD COLUMN refresh_issued_at INTEGER
            CHECK ((refresh_issued_at IS NULL) = (refresh_generation IS NULL));
        ALTER TABLE profile ADD COLUMN refresh_expires_at INTEGER
            CHECK (refresh_expires_at IS NULL OR refresh_generation IS NOT NULL);

        ALTER TABLE profile ADD COLUMN dpop_generation INTEGER CHECK (dpop_generation > 0);
        ALTER TABLE profile ADD COLUMN dpop_thumbprint TEXT
            CHECK ((dpop_thumbprint IS NULL) = (dpop_generation IS NULL));
        ALTER TABLE profile ADD COLUMN dpop_created_at INTEGER
            CHECK ((dpop_created_at IS NULL) = (dpop_generation IS NULL));

        ALTER TABLE profile ADD COLUMN registered_at INTEGER;
        ALTER TABLE profile ADD COLUMN registration_metadata TEXT
            CHECK ((registration_metadata IS NULL) = (registered_at IS NULL));
        ALTER TABLE profile ADD COLUMN registration_uri TEXT
            CHECK (registration_uri IS NULL OR registered_at IS NOT NULL);
        ALTER TABLE profile ADD COLUMN registration_generation INTEGER
            CHECK (registration_generation IS NULL OR registered_at IS NOT NULL AND registration_generation > 0);

        ALTER TABLE profile ADD COLUMN hold_since INTEGER;
        ALTER TABLE profile ADD COLUMN hold_issuer TEXT CHECK ((hold_issuer IS NULL) = (hold_since IS NULL));

        ALTER TABLE profile ADD COLUMN clock_skew INTEGER NOT NULL DEFAULT 0;

        -- The machine's uptime at issued_at, and the boot that it is of.
        ALTER TABLE token_state ADD COLUMN issued_boot TEXT;
        ALTER TABLE token_state ADD COLUMN issued_uptime INTEGER
            CHECK ((issued_uptime IS NULL) = (issued_boot IS NULL));

        -- Days since the epoch, UTC.
        CREATE TABLE issued_token (
            profile TEXT NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
            day INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count > 0),
            PRIMARY KEY (profile, day)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE discovery (
            profile TEXT NOT NULL PRIMARY KEY REFERENCES profile (id) ON DELETE CASCADE,
            at INTEGER NOT NULL,
            snapshot TEXT NOT NULL,
            trace TEXT NOT NULL,
            drift TEXT NOT NULL
        ) STRICT;

        -- The number tells which was kept last, whatever the clock did. The body comes last, so that the rest reads without it.
        CREATE TABLE metadata_document (
            number INTEGER PRIMARY KEY,
            url TEXT NOT NULL,
            trust TEXT NOT NULL,
            fetched_at INTEGER NOT NULL,
            fresh_until INTEGER NOT NULL,
            etag TEXT,
            last_modified TEXT,
            body BLOB NOT NULL CHECK (length(body) <= 1048576),
            UNIQUE (url, trust)
        ) STRICT;
        """
}
