extension RotationWork {
    static func begin(
        _ offer: RotationOffer, of record: ProfileRecord, _ service: RotationService
    ) async throws -> ProfileRecord {
        let profile = record.profile
        guard let current = record.credential, profile.clientAuthentication != .none, profile.grant != .static else {
            throw RotationError.nothingToRotate(profile.name, profile.grant)
        }
        if let hold = record.bonds.block {
            throw TokenServiceError.held(profile.name, hold, boundTo: profile.issuer ?? "")
        }
        let plan = try offer.plan(for: profile)
        try await refuseSame(offer, as: current, of: record, service)
        if let open = record.rotation, open.state != .rolledBack {
            guard open.state == .staged || open.state == .proposed, open.plan.source == .pasted, plan.source == .pasted
            else { throw RotationError.openAlready(profile.name, open.state) }
            return try await replace(offer, plan.use, record, service)
        }
        if plan.source == .registration || plan.publication == .registration {
            guard record.bonds.registration?.clientURI != nil, record.bonds.registration?.tokenGeneration != nil else {
                throw RotationError.notRegistered(profile.name)
            }
        }
        let former = record.rotation
        let place = try await service.profiles.reserve(
            plan.kind, for: record.id, in: profile.store, at: service.now())
        let rotation = Rotation(plan, place: place.generation, at: service.now())
        guard try await service.journal.write(RotationEntry(rotation, replaces: nil), of: record.id) else {
            throw RotationError.movedOn(profile.name)
        }
        var begun = record
        begun.rotation = rotation
        guard var work = RotationWork(begun, service) else { return begun }
        await work.note("begun: \(plan.words)", failure: nil)
        if former != nil { await work.sweep(record) }
        try await work.keep(offer, at: place.generation)
        return work.record
    }

    /// Keeps what was given; anything else is asked for by the next step.
    private mutating func keep(_ offer: RotationOffer, at place: Int) async throws {
        let credential: Credential
        switch offer.material {
        case .given(let given): credential = given
        case .made(let key): credential = .key(key)
        case .registration, .command: return
        }
        do {
            try await store(credential.stored, at: key(credential.kind, place))
        } catch {
            await note("the new credential could not be kept", failure: error)
            // The operator has it: nothing stays behind, and it is given again once the store works.
            let before = record
            try? await write(.abandoned)
            await sweep(before)
            throw error
        }
        try await write(.staged(stagedRecord(credential, place, expiresAt: offer.expiresAt)))
    }

    func stagedRecord(_ credential: Credential, _ generation: Int, expiresAt: Timestamp?) -> CredentialRecord {
        var keyID: String?
        if case .key(let key) = credential { keyID = rotation.plan.use.keyID ?? key.thumbprint }
        return CredentialRecord(
            kind: credential.kind, generation: generation, keyID: keyID, createdAt: service.now(),
            expiresAt: expiresAt)
    }

    /// Another pasted one in the place of one that was refused, or that was never kept.
    private static func replace(
        _ offer: RotationOffer, _ use: CredentialUse, _ record: ProfileRecord, _ service: RotationService
    ) async throws -> ProfileRecord {
        guard var work = RotationWork(record, service) else { return record }
        let before = work.record
        let place: Int
        if let open = work.rotation.place {
            place = open
        } else {
            place = try await work.reserve(work.rotation.plan.kind).generation
            try await work.write(.replaced(place: place, use))
        }
        try await work.keep(offer, at: place)
        await work.sweep(before)
        return work.record
    }

    /// A credential that is in use already is no new one, and retiring it would end the profile.
    private static func refuseSame(
        _ offer: RotationOffer, as current: CredentialRecord, of record: ProfileRecord, _ service: RotationService
    ) async throws {
        guard case .given(let given) = offer.material, given.kind == current.kind else { return }
        let material = RotationMaterial(keyrings: service.keyrings)
        guard let kept = try await material.credential(current.kind, current.generation, of: record.profile) else {
            return
        }
        switch (given, kept) {
        case (.secret(let new), .secret(let old)) where new == old:
            throw RotationError.sameCredential(record.profile.name)
        case (.key(let new), .key(let old)) where new.thumbprint == old.thumbprint:
            throw RotationError.sameCredential(record.profile.name)
        default: return
        }
    }
}
