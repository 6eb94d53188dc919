import GRDB
public import MintCore

extension SQLiteState: DiscoveryStore {
    /// - Returns: `nil` also where what is kept does not read.
    public func discovery(of profile: ProfileID) async throws(StateError) -> DiscoveryRecord? {
        try await read { db in try db.discovery(of: profile) }
    }

    public func keepDiscovery(_ record: DiscoveryRecord, of profile: ProfileID) async throws(StateError) {
        let record = redacted(record)
        try await write { db in
            if try db.hasProfile(profile) { try db.upsert(record, of: profile) }
        }
    }
}
