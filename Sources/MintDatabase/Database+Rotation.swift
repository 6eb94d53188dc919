import GRDB
import MintCore

/// The single statements of the rotation journal.
extension Database {
    /// Replaces the profile's rotation and its two credentials; one that has ended leaves nothing.
    func replace(_ rotation: Rotation, of id: ProfileID) throws {
        try dropRotation(of: id)
        guard rotation.isOpen else { return }
        let sql = """
            INSERT INTO rotation (profile, number, revision, state, started_at, changed_at, kind, place, answer, token,
                old_token, details)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT))
            """
        let pointers = rotation.pointers
        try run(
            sql,
            [
                id.rawValue, pointers.number, pointers.revision, pointers.state.rawValue, pointers.startedAt.rawValue,
                pointers.changedAt.rawValue, rotation.plan.kind.rawValue, pointers.place, pointers.answer,
                pointers.token, pointers.oldToken, try StoredRotation.encoded(RotationDetails(rotation)).exact,
            ])
        if let next = rotation.next { try insert(next, as: .next, of: id) }
        if let previous = rotation.previous { try insert(previous, as: .previous, of: id) }
    }

    func dropRotation(of id: ProfileID) throws {
        try run("DELETE FROM rotation WHERE profile = ?", [id.rawValue])
        try run("DELETE FROM credential WHERE profile = ? AND slot <> 'current'", [id.rawValue])
    }

    /// Whether an entry may replace what is in the journal now.
    func isNext(_ entry: RotationEntry, of id: ProfileID) throws -> Bool {
        let sql = "SELECT number, revision, state FROM rotation WHERE profile = ?"
        let found = try rows(sql, [id.rawValue]) { row in
            (number: try row.integer(0), revision: try row.integer(1), state: try row.value(2, as: Rotation.State.self))
        }.first
        guard let replaces = entry.replaces else { return found.map { $0.state == .rolledBack } ?? true }
        return found?.number == entry.rotation.number && found?.revision == replaces
    }
}

/// What a row of `credential` is to its profile.
enum CredentialSlot: String { case current, next, previous }
