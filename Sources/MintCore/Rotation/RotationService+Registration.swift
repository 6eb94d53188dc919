extension RotationService {
    /// Takes over what an operator knows of the profile's registration: its address, and the token that opens it. The token is
    /// shown there first; one that does not open it replaces nothing.
    ///
    /// - Throws: ``RotationError/registrationRefused(_:host:status:code:)``, ``RotationError/openAlready(_:_:)``,
    ///   ``TransportError``, ``KeyringError``.
    public func adopt(
        _ url: HTTPURL, _ token: Secret, of id: ProfileID, observe: @escaping Observer = { _ in }
    ) async throws {
        let leases = try await locks.acquire(id, in: profiles)
        defer { for lease in leases { lease.release() } }
        let record = try await existing(id)
        // One that waits for the right token may be given it.
        if record.rotation?.state != .proposed { try record.requireNoRotation() }
        let profile = record.profile
        let key = try await profiles.reserve(.registrationToken, for: id, in: profile.store, at: now())
        try await keyrings[profile.store].store(token, at: key, bound: profile.binding)
        var registration = RegistrationRecord(
            clientURI: url, tokenGeneration: key.generation, registeredAt: now(), metadata: "{}")
        do {
            let told = try await look(url, token, of: profile, observe)
            if let told { try await learn(told, &registration, of: profile) }
        } catch {
            try? await keyrings[profile.store].remove(key)
            throw error
        }
        try await journal.keep(registration, of: id)
        let old = record.bonds.registration?.tokenGeneration.map {
            KeyringKey(profile: id, kind: .registrationToken, generation: $0)
        }
        await Sweeper(profiles: profiles, keyrings: keyrings, now: now).sweep(
            profile, superseded: [old].compactMap { $0 })
    }

    /// - Returns: `nil` where the server lets nobody read a registration, and so says nothing of the token.
    private func look(
        _ url: HTTPURL, _ token: Secret, of profile: Profile, _ observe: Observer
    ) async throws -> ClientInformation? {
        let configuration = ClientConfiguration(transport: tokens.course.endpoint.transport)
        let caller = ClientConfiguration.Caller(url: url, token: token, caFile: profile.settings.caFile)
        do {
            return ClientInformation(try await configuration.ask(caller, observe: observe))
        } catch let refusal as ClientConfigurationRefusal {
            if [405, 501].contains(refusal.status) { return nil }
            throw RotationError.registrationRefused(
                profile.name, host: url.hostAndPort, status: refusal.status, code: refusal.code)
        }
    }

    /// A read may bring another registration token (RFC 7592 §2.1), which is the only one then.
    private func learn(
        _ told: ClientInformation, _ registration: inout RegistrationRecord, of profile: Profile
    ) async throws {
        if told.metadata["client_id"] != nil { registration.metadata = JSONValue.object(told.metadata).serialized() }
        guard let token = told.token else { return }
        let key = try await profiles.reserve(.registrationToken, for: profile.id, in: profile.store, at: now())
        try await keyrings[profile.store].store(token, at: key, bound: profile.binding)
        registration.tokenGeneration = key.generation
    }
}
