import GRDB
import MintCore

/// The single statements for what a profile is tied to beside its credential and its token.
extension Database {
    /// Replaces all of them.
    func update(_ bonds: ProfileBonds, of id: ProfileID) throws {
        try update(bonds.refresh, of: id)
        try update(bonds.hold, of: id)
        let sql = """
            UPDATE profile SET dpop_generation = ?, dpop_thumbprint = CAST(? AS TEXT), dpop_created_at = ?,
                registered_at = ?, registration_metadata = CAST(? AS TEXT), registration_uri = ?,
                registration_generation = ?, clock_skew = ?
            WHERE id = ?
            """
        let (key, registration) = (bonds.dpopKey, bonds.registration)
        try run(
            sql,
            [
                key?.generation, (key?.thumbprint).exact, key?.createdAt.rawValue,
                registration?.registeredAt.rawValue, (registration?.metadata).exact, registration?.clientURI?.text,
                registration?.tokenGeneration, bonds.clockSkew, id.rawValue,
            ])
    }

    func update(_ registration: RegistrationRecord, of id: ProfileID) throws {
        let sql = """
            UPDATE profile SET registered_at = ?, registration_metadata = CAST(? AS TEXT), registration_uri = ?,
                registration_generation = ?
            WHERE id = ?
            """
        try run(
            sql,
            [
                registration.registeredAt.rawValue, registration.metadata.exact, registration.clientURI?.text,
                registration.tokenGeneration, id.rawValue,
            ])
    }

    func update(_ refresh: RefreshRecord?, of id: ProfileID) throws {
        let sql = """
            UPDATE profile SET refresh_generation = ?, refresh_issued_at = ?, refresh_expires_at = ? WHERE id = ?
            """
        try run(
            sql,
            [refresh?.generation, refresh?.issuedAt.rawValue, refresh?.expiresAt?.rawValue, id.rawValue])
    }

    func update(_ hold: ProfileBonds.Hold?, of id: ProfileID) throws {
        let sql = """
            UPDATE profile SET hold_since = ?, hold_issuer = CAST(? AS TEXT), hold_accepted = ? WHERE id = ?
            """
        try run(sql, [hold?.since.rawValue, (hold?.issuer).exact, hold?.isAccepted ?? false, id.rawValue])
    }

    /// Counts a token for its day, and forgets all but the newest 31 days that have one.
    func countToken(issuedAt: Timestamp, of id: ProfileID) throws {
        let count = """
            INSERT INTO issued_token (profile, day, count) VALUES (?, ?, 1)
            ON CONFLICT (profile, day) DO UPDATE SET count = count + 1
            """
        try run(count, [id.rawValue, issuedAt.daysSinceEpoch])
        try run("UPDATE profile SET tokens_issued = tokens_issued + 1 WHERE id = ?", [id.rawValue])
        let forget = """
            DELETE FROM issued_token WHERE profile = ?1 AND day <= (
                SELECT day FROM issued_token WHERE profile = ?1 ORDER BY day DESC LIMIT 1 OFFSET 31)
            """
        try run(forget, [id.rawValue])
    }
}

extension Timestamp {
    /// UTC; negative before 1970.
    fileprivate var daysSinceEpoch: Int {
        let day = rawValue / 86_400
        return rawValue % 86_400 < 0 ? day - 1 : day
    }
}
