/// Keeps rotations: the intent before each step, and its outcome in the same transaction as the pointers.
public protocol RotationJournal: Sendable {
    /// All of the entry or nothing of it; on the disk when it returns.
    ///
    /// - Returns: `false` where the profile's rotation is not the one any more that the entry was made from: another process
    ///   went on with it, and nothing was written.
    /// - Throws: ``StateError/noSuchProfile(_:)``; ``StateError/failed(path:reason:)`` where a generation was not reserved.
    func write(_ entry: RotationEntry, of profile: ProfileID) async throws(StateError) -> Bool
    /// Points the profile to another registration; nothing else changes.
    ///
    /// - Throws: ``StateError/noSuchProfile(_:)``.
    func keep(_ registration: RegistrationRecord, of profile: ProfileID) async throws(StateError)
}

/// One write to the journal. What is `nil` stays as it is.
public struct RotationEntry: Equatable, Sendable {
    public var rotation: Rotation
    /// The revision of the rotation that it replaces; `nil` for a new one, which may follow one that was rolled back.
    public var replaces: Int?
    /// The profile's credential from now on, and how it proves the client.
    public var credential: CredentialRecord?
    public var use: CredentialUse?
    /// The profile's token from now on.
    public var token: TokenRecord?
    public var registration: RegistrationRecord?

    public init(
        _ rotation: Rotation, replaces: Int?, credential: CredentialRecord? = nil, use: CredentialUse? = nil,
        token: TokenRecord? = nil, registration: RegistrationRecord? = nil
    ) {
        self.rotation = rotation
        self.replaces = replaces
        self.credential = credential
        self.use = use
        self.token = token
        self.registration = registration
    }
}

extension RotationEntry {
    /// The record after it; for a store in memory, and for whoever shows it before it is read again.
    public func applied(to record: ProfileRecord) -> ProfileRecord {
        var record = record
        // What has ended is told by the audit trail.
        record.rotation = rotation.isOpen ? rotation : nil
        if let credential { record.credential = credential }
        if let use { record.profile = record.profile.using(use) }
        if let token { record.token = token }
        if let registration { record.bonds.registration = registration }
        return record
    }

    /// Whether it may replace what a profile has now.
    public func follows(_ now: Rotation?) -> Bool {
        guard let replaces else { return now.map { $0.state == .rolledBack } ?? true }
        return now?.number == rotation.number && now?.revision == replaces
    }
}
