import GRDB
import MintCore

/// The account of items in the stores: those that a row names and those that none does.
extension Database {
    /// The items that the profile's rows name now, and the store they are in. A pasted token is an item of its own kind.
    func namedItems(of id: ProfileID) throws -> [KeyringKey: StoreName] {
        let sql = """
            SELECT credential.kind, credential.generation, profile.store FROM profile
            JOIN credential ON credential.profile = profile.id WHERE profile.id = ?1
            UNION ALL
            SELECT CASE profile.grant_type WHEN 'static' THEN 'static-token' ELSE 'access-token' END,
                token_state.generation, profile.store FROM profile
            JOIN token_state ON token_state.profile = profile.id WHERE profile.id = ?1
            """
        let items = try rows(sql, [id.rawValue]) { row in
            let key = KeyringKey(profile: id, kind: try row.value(0), generation: try row.integer(1))
            return (key, try row.value(2, as: StoreName.self))
        }
        return Dictionary(items) { first, _ in first }
    }

    func unnamedStore(of key: KeyringKey) throws -> StoreName? {
        let sql = "SELECT store FROM unnamed_item WHERE profile = ? AND kind = ? AND generation = ?"
        return try rows(sql, key.arguments) { try $0.value(0, as: StoreName.self) }.first
    }

    func insertUnnamed(_ key: KeyringKey, in store: StoreName, since: Timestamp) throws {
        let sql = "INSERT INTO unnamed_item (profile, kind, generation, store, since) VALUES (?, ?, ?, ?, ?)"
        try run(sql, key.arguments + [store.rawValue, since.rawValue])
    }

    func deleteUnnamed(_ key: KeyringKey) throws {
        try run("DELETE FROM unnamed_item WHERE profile = ? AND kind = ? AND generation = ?", key.arguments)
    }
}

extension KeyringKey {
    fileprivate var arguments: StatementArguments { [profile.rawValue, kind.rawValue, generation] }
}
