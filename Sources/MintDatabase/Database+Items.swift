import GRDB
import MintCore

/// The account of items in the stores: those that a row names and those that none does.
extension Database {
    /// The items that the profile's rows name now, and the store they are in. A pasted token is an item of its own kind.
    func namedItems(of id: ProfileID) throws -> [KeyringKey: StoreName] {
        let sql = """
            SELECT profile.store, profile.grant_type, token_state.generation, profile.refresh_generation,
                profile.dpop_generation, profile.registration_generation, credential.kind, credential.generation,
                rotation.kind, rotation.place, rotation.answer, rotation.token, rotation.old_token
            FROM profile
            LEFT JOIN token_state ON token_state.profile = profile.id
            LEFT JOIN credential ON credential.profile = profile.id
            LEFT JOIN rotation ON rotation.profile = profile.id
            WHERE profile.id = ?
            """
        var items: [KeyringKey: StoreName] = [:]
        try each(sql, [id.rawValue]) { row in
            let store: StoreName = try row.value(0)
            let token: KeyringKey.Kind = try row.value(1, as: Grant.self) == .static ? .staticToken : .accessToken
            var pointers: [(KeyringKey.Kind, Int?)] = [
                (token, try row.optionalInteger(2)), (.refreshToken, try row.optionalInteger(3)),
                (.dpopKey, try row.optionalInteger(4)), (.registrationToken, try row.optionalInteger(5)),
            ]
            if !row.isNull(6) { pointers.append((try row.value(6), try row.integer(7))) }
            if !row.isNull(8) {
                pointers += [
                    (try row.value(8), try row.optionalInteger(9)), (.registrationToken, try row.optionalInteger(10)),
                    (.accessToken, try row.optionalInteger(11)), (.accessToken, try row.optionalInteger(12)),
                ]
            }
            for case (let kind, let generation?) in pointers {
                items[KeyringKey(profile: id, kind: kind, generation: generation)] = store
            }
        }
        return items
    }

    /// Makes the row that names this item name another generation of its kind.
    func point(_ key: KeyringKey, to generation: Int) throws {
        let row =
            switch key.kind {
            case .accessToken, .staticToken: "token_state SET generation = ?1 WHERE profile = ?2 AND generation = ?3"
            case .clientSecret, .privateKey:
                "credential SET generation = ?1 WHERE profile = ?2 AND generation = ?3 AND kind = '\(key.kind.rawValue)'"
            case .refreshToken:
                "profile SET refresh_generation = ?1 WHERE id = ?2 AND refresh_generation = ?3"
            case .dpopKey: "profile SET dpop_generation = ?1 WHERE id = ?2 AND dpop_generation = ?3"
            case .registrationToken:
                "profile SET registration_generation = ?1 WHERE id = ?2 AND registration_generation = ?3"
            }
        try run("UPDATE \(row)", [generation, key.profile.rawValue, key.generation])
        for column in key.kind.journalColumns {
            let sql = "UPDATE rotation SET \(column) = ?1 WHERE profile = ?2 AND \(column) = ?3"
            try run(sql + key.kind.journalCondition, [generation, key.profile.rawValue, key.generation])
        }
    }

    /// - Parameter condition: Empty for all of them.
    func unnamedItems(where condition: String = "", _ arguments: StatementArguments = []) throws -> [UnnamedItem] {
        let sql = """
            SELECT profile, kind, generation, store, since FROM unnamed_item \(condition)
            ORDER BY since, profile, kind, generation
            """
        return try rows(sql, arguments) { row in
            let key = KeyringKey(
                profile: ProfileID(rawValue: try row.text(0)), kind: try row.value(1), generation: try row.integer(2))
            return UnnamedItem(key: key, store: try row.value(3), since: try row.time(4))
        }
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

extension KeyringKey.Kind {
    /// The columns of the rotation journal that may name an item of this kind.
    fileprivate var journalColumns: [String] {
        switch self {
        case .clientSecret, .privateKey: ["place"]
        case .registrationToken: ["answer"]
        case .accessToken: ["token", "old_token"]
        case .refreshToken, .dpopKey, .staticToken: []
        }
    }

    fileprivate var journalCondition: String {
        self == .clientSecret || self == .privateKey ? " AND kind = '\(rawValue)'" : ""
    }
}

extension KeyringKey {
    fileprivate var arguments: StatementArguments { [profile.rawValue, kind.rawValue, generation] }
}
