extension RotationWork {
    /// Asks the source. From the moment that it is asked, the journal says `sent` until what came back is in the store.
    mutating func obtain() async throws {
        switch rotation.plan.source {
        case .registration: try await askRegistration()
        case .command(let words): try await run(words)
        case .pasted, .made: try await recover(mayRepeat: false)
        }
    }

    /// Finds out what became of an asking that was interrupted, and goes on from there.
    mutating func recover(mayRepeat: Bool) async throws {
        if rotation.isPublicationUnread { return try await recoverPublication() }
        guard let place = rotation.place else { return }
        if let answer = try await material.answer(of: record, rotation) {
            return try await take(answer, place, of: rotation.asking ?? .recovery)
        }
        if let found = try await material.credential(rotation.plan.kind, place, of: profile) {
            return try await write(.staged(stagedRecord(found, place, expiresAt: nil)))
        }
        switch rotation.plan.source {
        case .pasted, .made:
            let before = record
            try await write(.abandoned)
            await sweep(before)
            throw RotationError.neverKept(profile.name)
        case .registration: try await readRegistration(place)
        case .command(let words):
            guard mayRepeat else { throw RotationError.commandInterrupted(profile.name) }
            try await run(words)
        }
    }

    // MARK: - An operator's command

    private mutating func run(_ words: [String]) async throws {
        guard let place = rotation.place else { return }
        try await safekeeping.requireRoom(for: profile)
        try await write(.asked(answer: nil))
        let secret: Secret
        do {
            secret = try await service.helpers.run(words, facts)
        } catch let error as SecretSourceError {
            let failure = RotationError.commandFailed(profile.name, reason: error.headline)
            if error.madeNothing { try await write(.notObtained(ContactFailure(failure))) }
            throw failure
        }
        try await safekeeping.keep(secret, at: key(rotation.plan.kind, place), of: profile)
        do {
            let credential = try Credential(rotation.plan.kind, stored: secret)
            if case .secret(let new) = credential, new == (try await material.currentSecret(of: record)) {
                throw RotationError.sameCredential(profile.name)
            }
            try await write(.staged(stagedRecord(credential, place, expiresAt: nil)))
        } catch let error where error is SigningKeyError || error as? RotationError == .sameCredential(profile.name) {
            try? await service.keyrings[profile.store].remove(key(rotation.plan.kind, place))
            try await write(.notObtained(ContactFailure(error)))
            throw error
        }
    }

    /// What a command is told of the profile; nothing of it is secret.
    private var facts: [UInt8] {
        let facts: JSONValue = [
            "schema_version": 1, "profile": .string(profile.name), "server": .string(profile.server.text),
            "issuer": profile.issuer.map { .string($0) } ?? .null,
            "token_endpoint": .string(profile.tokenEndpoint.text), "client_id": .string(profile.clientID),
            "client_authentication": .string(profile.clientAuthentication.rawValue),
            "kind": .string(rotation.plan.kind.rawValue), "attempt": .int(Int64(rotation.askings)),
            "key_id": record.credential?.keyID.map { .string($0) } ?? .null,
            "compromised": .bool(rotation.plan.isCompromise),
        ]
        return Array((facts.serialized() + "\n").utf8)
    }
}

extension SecretSourceError {
    /// One that could not be started, or that says by its status that it failed, made nothing.
    fileprivate var madeNothing: Bool {
        switch self {
        case .unreadable: true
        case .commandFailed(_, let status): status > 0
        case .empty, .timedOut, .tooLarge: false
        }
    }
}
