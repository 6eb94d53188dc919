import GRDB
public import MintCore

extension SQLiteState: RotationJournal {
    public func write(_ entry: RotationEntry, of profile: ProfileID) async throws(StateError) -> Bool {
        try await write { db in
            guard try db.hasProfile(profile) else { throw StateError.noSuchProfile(profile.rawValue) }
            guard try db.isNext(entry, of: profile) else { return false }
            let named = try self.repoint(profile, in: db) {
                try db.replace(self.redacted(entry.rotation), of: profile)
                if let credential = entry.credential {
                    try db.run(
                        "DELETE FROM credential WHERE profile = ? AND slot = 'current'", [profile.rawValue])
                    try db.insert(credential, as: .current, of: profile)
                }
                if let use = entry.use, let now = try db.record(where: "profile.id = ?", profile.rawValue)?.profile {
                    try db.upsert(now.using(use))
                }
                if let token = entry.token { try db.upsert(token, of: profile) }
                if let registration = entry.registration { try db.update(registration, of: profile) }
            }
            // The token that a new credential obtained is counted when it is named first, by the journal.
            if let token = entry.rotation.token { try self.count(token, of: profile, ifAmong: named, in: db) }
            return true
        }
    }

    public func keep(_ registration: RegistrationRecord, of profile: ProfileID) async throws(StateError) {
        try await write { db in
            guard try db.hasProfile(profile) else { throw StateError.noSuchProfile(profile.rawValue) }
            _ = try self.repoint(profile, in: db) { try db.update(registration, of: profile) }
        }
    }
}
