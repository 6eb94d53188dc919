/// What comes from a server or a command exists nowhere else, until it is in the store.
extension RotationWork {
    /// Shows that the store takes something now, before anybody is asked for what cannot be had twice.
    func requireRoom() async throws {
        let place = try await reserve(.accessToken)
        // As long as an answer may well be.
        try await store(Secret([UInt8](repeating: 0x2E, count: 8192)), at: place)
        try await service.keyrings[profile.store].remove(place)
        try await service.profiles.forget([place])
    }

    func keepReceived(_ secret: Secret, at key: KeyringKey) async throws {
        try await persistently { try await store(secret, at: key) }
    }

    /// A store that refuses what was received is tried again for ten minutes: time to make room, or to unlock it.
    func persistently(_ keep: () async throws -> Void) async throws {
        let pause = 10, attempts = 60
        for attempt in 1... {
            do { return try await keep() } catch {
                guard attempt < attempts else { throw error }
                if attempt == 1 {
                    report(
                        .remark(
                            "what came is not in the store: \(Failure(error).headline). It is tried again for "
                                + "\(pause * attempts / 60) minutes; leave this running, and make the store ready"))
                }
                try await service.clock.sleep(for: .seconds(pause))
            }
        }
    }
}
