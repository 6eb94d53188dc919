extension Schema {
    /// The audit trail. It names profiles without a reference: an event outlives its profile. No secret.
    ///
    /// Events are kept for 90 days by the database's own clock, whoever asks; older ones may go. A row is replaced by no
    /// insertion either: `INSERT OR REPLACE` deletes without asking a trigger (https://sqlite.org/lang_conflict.html).
    static let v3 = """
        PRAGMA user_version = 3;

        -- Whether an operator goes on with the old issuer all the same.
        ALTER TABLE profile ADD COLUMN hold_accepted INTEGER NOT NULL DEFAULT 0;

        CREATE TABLE audit_event (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            action TEXT NOT NULL,
            profile TEXT,
            profile_name TEXT,
            user TEXT NOT NULL,
            terminal TEXT,
            client TEXT,
            parent TEXT,
            failure_code TEXT,
            failure_headline TEXT,
            failure_hint TEXT,
            detail TEXT,
            CHECK ((failure_code IS NULL) = (failure_headline IS NULL)
                AND (failure_code IS NOT NULL OR failure_hint IS NULL))
        ) STRICT;

        CREATE INDEX audit_event_at ON audit_event (at);
        CREATE INDEX audit_event_profile ON audit_event (profile, action, at);
        CREATE INDEX audit_event_name ON audit_event (profile_name);

        CREATE TRIGGER audit_event_unchanged BEFORE UPDATE ON audit_event BEGIN
            SELECT RAISE(ABORT, 'the audit trail is not changed');
        END;

        CREATE TRIGGER audit_event_unreplaced BEFORE INSERT ON audit_event
        WHEN EXISTS (SELECT 1 FROM audit_event WHERE number = NEW.number) BEGIN
            SELECT RAISE(ABORT, 'the audit trail is not changed');
        END;

        CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event
        WHEN OLD.at >= unixepoch() - 7776000 BEGIN
            SELECT RAISE(ABORT, 'the audit trail is kept for 90 days');
        END;
        """
}
