extension RotationService {
    /// Keeps what an operator knows of the profile's registration: its address, and the token that opens it.
    public func adopt(_ url: HTTPURL, _ token: Secret, of id: ProfileID) async throws {
        let leases = try await locks.acquire(id, in: profiles)
        defer { for lease in leases { lease.release() } }
        let record = try await existing(id)
        try record.requireNoRotation()
        let profile = record.profile
        let key = try await profiles.reserve(.registrationToken, for: id, in: profile.store, at: now())
        try await keyrings[profile.store].store(token, at: key, bound: profile.binding)
        let registration = RegistrationRecord(
            clientURI: url, tokenGeneration: key.generation, registeredAt: now(), metadata: "{}")
        try await journal.keep(registration, of: id)
        let old = record.bonds.registration?.tokenGeneration.map {
            KeyringKey(profile: id, kind: .registrationToken, generation: $0)
        }
        await Sweeper(profiles: profiles, keyrings: keyrings, now: now).sweep(
            profile, superseded: [old].compactMap { $0 })
    }
}
