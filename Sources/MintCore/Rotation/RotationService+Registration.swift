extension RotationService {
    /// Takes over what an operator knows of the profile's registration: its address, and the token that opens it. The token is
    /// shown there first; one that does not open it replaces nothing. A rotation that is open goes on with it, unless the
    /// answer to what it asked is still to be read: that one may have brought another token.
    ///
    /// Not cancellable once the server is asked: a read may bring another token (RFC 7592 §2.1), and only that one opens the
    /// registration then.
    ///
    /// - Throws: ``RotationError/registrationRefused(_:host:status:code:)``, ``RotationError/openAlready(_:_:)``,
    ///   ``TransportError``, ``KeyringError``, ``StateError``.
    public func adopt(
        _ url: HTTPURL, _ token: Secret, of id: ProfileID, observe: @escaping Observer = { _ in },
        report: @escaping @Sendable (RotationReport) -> Void = { _ in }
    ) async throws {
        let leases = try await locks.acquire(id, in: profiles)
        defer { for lease in leases { lease.release() } }
        let record = try await existing(id)
        if let rotation = record.rotation, rotation.answer != nil {
            throw RotationError.openAlready(record.profile.name, rotation.state)
        }
        try await keyrings[record.profile.store].makeReady()
        let service = self
        try await Task { try await service.takeOver(url, token, of: record, observe, report) }.value
    }

    private func takeOver(
        _ url: HTTPURL, _ token: Secret, of record: ProfileRecord, _ observe: Observer,
        _ report: @escaping @Sendable (RotationReport) -> Void
    ) async throws {
        let profile = record.profile, safekeeping = safekeeping(report)
        let key = try await profiles.reserve(.registrationToken, for: profile.id, in: profile.store, at: now())
        try await keyrings[profile.store].store(token, at: key, bound: profile.binding)
        let told: ClientInformation?
        do {
            try await safekeeping.requireRoom(for: profile)
            told = try await look(url, token, of: profile, observe)
        } catch {
            try? await keyrings[profile.store].remove(key)
            throw error
        }
        let newest = try await keepReceived(told?.token, of: profile, safekeeping) ?? key
        var registration = RegistrationRecord(
            clientURI: url, tokenGeneration: newest.generation, registeredAt: now(), metadata: "{}")
        if let told, told.metadata["client_id"] != nil {
            registration.metadata = JSONValue.object(told.metadata).serialized()
        }
        try await safekeeping.persistently { try await journal.keep(registration, of: profile.id) }
        let old = record.bonds.registration?.tokenGeneration.map {
            KeyringKey(profile: profile.id, kind: .registrationToken, generation: $0)
        }
        await Sweeper(profiles: profiles, keyrings: keyrings, now: now).sweep(
            profile, superseded: [old, newest == key ? nil : key].compactMap { $0 })
    }

    /// - Returns: Where it is; `nil` where none came.
    private func keepReceived(
        _ token: Secret?, of profile: Profile, _ safekeeping: Safekeeping
    ) async throws -> KeyringKey? {
        guard let token else { return nil }
        var place: KeyringKey?
        try await safekeeping.persistently {
            let key = try await profiles.reserve(.registrationToken, for: profile.id, in: profile.store, at: now())
            place = key
            try await keyrings[profile.store].store(token, at: key, bound: profile.binding)
        }
        return place
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
}
