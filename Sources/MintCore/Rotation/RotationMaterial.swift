/// Finds the credential that a rotation keeps beside the profile's own.
struct RotationMaterial: Sendable {
    let keyrings: Keyrings

    /// The one that may work where the profile's own is refused (RO-4): the new one until it is committed, then the old one.
    ///
    /// - Returns: `nil` where there is none, also where none was written yet.
    /// - Throws: ``KeyringError``, ``SigningKeyError``.
    func other(of record: ProfileRecord) async throws -> (credential: Credential, use: CredentialUse)? {
        guard let rotation = record.rotation, let useOfNext = record.useOfNext else { return nil }
        switch rotation.state {
        case .proposed, .sent: return try await received(record, rotation).map { ($0, useOfNext) }
        case .staged, .verified, .rolledBack:
            guard let next = rotation.next else { return nil }
            return try await credential(next.kind, next.generation, of: record.profile).map { ($0, useOfNext) }
        case .committed, .overlapping:
            guard let previous = rotation.previous, let use = rotation.previousUse else { return nil }
            return try await credential(previous.kind, previous.generation, of: record.profile).map { ($0, use) }
        case .retired, .abandoned: return nil
        }
    }

    /// A credential that was written, or is in an answer that was written, before the journal said so.
    func received(_ record: ProfileRecord, _ rotation: Rotation) async throws -> Credential? {
        if let place = rotation.place,
            let found = try await credential(rotation.plan.kind, place, of: record.profile)
        {
            return found
        }
        guard rotation.plan.kind == .clientSecret, let answer = try await answer(of: record, rotation) else {
            return nil
        }
        guard let secret = ClientInformation(answer)?.secret else { return nil }
        let current = try await currentSecret(of: record)
        return secret == current ? nil : .secret(secret)
    }

    /// An answer of the client configuration endpoint whose parts are not all kept yet.
    func answer(of record: ProfileRecord, _ rotation: Rotation) async throws(KeyringError) -> Secret? {
        guard let generation = rotation.answer else { return nil }
        return try await secret(.registrationToken, generation, of: record.profile)
    }

    func currentSecret(of record: ProfileRecord) async throws(KeyringError) -> Secret? {
        guard let current = record.credential, current.kind == .clientSecret else { return nil }
        return try await secret(.clientSecret, current.generation, of: record.profile)
    }

    func credential(_ kind: KeyringKey.Kind, _ generation: Int, of profile: Profile) async throws -> Credential? {
        guard let stored = try await secret(kind, generation, of: profile) else { return nil }
        return try Credential(kind, stored: stored)
    }

    func secret(
        _ kind: KeyringKey.Kind, _ generation: Int, of profile: Profile
    ) async throws(KeyringError) -> Secret? {
        let key = KeyringKey(profile: profile.id, kind: kind, generation: generation)
        return try await keyrings[profile.store].secret(at: key, bound: profile.binding)
    }
}
