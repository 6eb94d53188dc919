public import MintCore

extension InMemoryProfileStore: RotationJournal {
    public func write(_ entry: RotationEntry, of profile: ProfileID) throws(StateError) -> Bool {
        guard let record = profiles[profile] else { throw .noSuchProfile(profile.rawValue) }
        guard entry.follows(record.rotation) else { return false }
        let named = try repoint(profile, to: entry.applied(to: record))
        if let token = entry.rotation.token { count(token, of: profile, ifAmong: named) }
        return true
    }

    public func keep(_ registration: RegistrationRecord, of profile: ProfileID) throws(StateError) {
        guard var record = profiles[profile] else { throw .noSuchProfile(profile.rawValue) }
        record.bonds.registration = registration
        try repoint(profile, to: record)
    }
}
