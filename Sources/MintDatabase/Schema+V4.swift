extension Schema {
    /// The rotation journal: one row for each profile whose credential is being changed. Its new and its old credential are
    /// rows of `credential`, as the slots next and previous. `details` is JSON. No secret.
    static let v4 = """
        PRAGMA user_version = 4;

        CREATE TABLE rotation (
            profile TEXT NOT NULL PRIMARY KEY REFERENCES profile (id) ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number > 0),
            revision INTEGER NOT NULL CHECK (revision > 0),
            state TEXT NOT NULL CHECK (state IN (
                'proposed', 'sent', 'staged', 'verified', 'committed', 'overlapping', 'rolled-back')),
            started_at INTEGER NOT NULL,
            changed_at INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('client-secret', 'private-key')),
            place INTEGER CHECK (place > 0),
            answer INTEGER CHECK (answer > 0),
            token INTEGER CHECK (token > 0),
            old_token INTEGER CHECK (old_token > 0),
            details TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
