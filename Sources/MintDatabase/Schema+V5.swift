extension Schema {
    /// How many tokens a profile was issued, ever: the days of ``v2`` go after a month, and a monitor wants a sum that only
    /// grows.
    static let v5 = """
        PRAGMA user_version = 5;

        ALTER TABLE profile ADD COLUMN tokens_issued INTEGER NOT NULL DEFAULT 0 CHECK (tokens_issued >= 0);
        UPDATE profile SET tokens_issued =
            (SELECT coalesce(sum(count), 0) FROM issued_token WHERE issued_token.profile = profile.id);
        """
}
