/// What comes from a server or a command exists nowhere else, until it is in the store.
struct Safekeeping: Sendable {
    let profiles: any ProfileStore
    let keyrings: Keyrings
    let clock: any Clock<Duration>
    let now: WallClock
    let report: @Sendable (RotationReport) -> Void
    /// Seconds that a store which refuses what was received is tried again: time to make room, or to unlock it.
    var patience = Self.operators

    /// An operator reads that it is tried again, and does something.
    static let operators = 600
    /// Somebody waits for a token, and nobody reads anything.
    static let programs = 60

    /// Shows that the store takes something now, before anybody is asked for what cannot be had twice.
    func requireRoom(for profile: Profile) async throws {
        let place = try await profiles.reserve(.accessToken, for: profile.id, in: profile.store, at: now())
        // As long as an answer may well be.
        let filler = Secret([UInt8](repeating: 0x2E, count: 8192))
        try await keyrings[profile.store].store(filler, at: place, bound: profile.binding)
        try await keyrings[profile.store].remove(place)
        try await profiles.forget([place])
    }

    func keep(_ secret: Secret, at key: KeyringKey, of profile: Profile) async throws {
        try await persistently { try await keyrings[profile.store].store(secret, at: key, bound: profile.binding) }
    }

    /// Tries again what somebody can mend; the locks are held meanwhile, so all else is thrown at once.
    func persistently(_ keep: () async throws -> Void) async throws {
        let pause = 10
        for attempt in 1... {
            do { return try await keep() } catch {
                guard error.canBeMended, attempt * pause < patience else { throw error }
                if attempt == 1 {
                    report(
                        .remark(
                            "what came is not in the store: \(Failure(error).headline). It is tried again for "
                                + "\(patience / 60) min; leave this running, and make the store ready"))
                }
                try await clock.sleep(for: .seconds(pause))
            }
        }
    }
}

extension Error {
    /// Whether an operator can mend it while the program runs.
    fileprivate var canBeMended: Bool {
        switch self {
        case let error as KeyringError: error.canBeMended
        case let error as StateError: error.canBeMended
        case let error as TokenKeeper.NotKept: error.reason.canBeMended
        default: false
        }
    }
}

extension KeyringError {
    fileprivate var canBeMended: Bool {
        switch self {
        // A question that was taken back is one that can be asked again; the work itself is not given up by it.
        case .unavailable, .promptDismissed, .wrongPassword, .slow, .keyMissing, .notKept, .failed, .cancelled: true
        case .damaged, .bindingMismatch: false
        }
    }
}

extension StateError {
    fileprivate var canBeMended: Bool {
        switch self {
        case .busy, .diskFull, .permissions, .failed: true
        case .noSuchProfile, .nameTaken, .damaged, .readOnly, .tooNew: false
        }
    }
}
