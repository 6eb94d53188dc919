extension RotationWork {
    /// Publishes the public keys: both, or at the end the profile's own alone (RO-9, RO-10).
    mutating func publish(withOld: Bool) async throws {
        guard let publication = rotation.plan.publication else { return }
        let keys = try await publicKeys(withOther: withOld)
        switch publication {
        case .registration: return try await register(keys)
        case .file, .command: try await hand(keys, to: publication)
        }
        try await write(withOld ? .published : .withdrawn)
    }

    /// Where both halves of an interrupted update are: its answer is in the store, or the update is sent again, which
    /// changes nothing that it did not change before.
    mutating func recoverPublication() async throws {
        if let answer = try await material.answer(of: record, rotation) {
            return try await takePublication(answer)
        }
        let isWithdrawal = rotation.intent == .withdraw
        do {
            try await register(try await publicKeys(withOther: !isWithdrawal), isRepeated: true)
        } catch RotationError.registrationRefused(_, let host, let status, _) where status == 401 || status == 403 {
            // The answer that was never read took the registration token along. Whether the keys are there, the next step
            // shows by using them.
            report(
                .remark(
                    "\(host) does not take the registration token any more: it was replaced in an answer that was never read. "
                        + "Ask its operator for a new one before the next rotation"))
            try await write(isWithdrawal ? .withdrawn : .published)
        }
    }

    func hand(_ keys: JSONWebKeySet, to publication: Rotation.Publication) async throws {
        let text = Array((keys.json.serialized() + "\n").utf8)
        do {
            switch publication {
            case .file(let path): try await service.helpers.replaceFile(path, text)
            case .command(let words):
                do {
                    _ = try await service.helpers.run(words, text)
                } catch SecretSourceError.empty {
                    // It has nothing to say.
                }
            case .registration: return
            }
        } catch let error where !(error is CancellationError) {
            throw RotationError.notPublished(profile.name, reason: Failure(error).headline)
        }
    }

    /// The profile's own public key, and the other one that the rotation keeps.
    ///
    /// - Throws: ``SigningKeyError/keyIDTaken(_:)`` where both have the same `kid`.
    func publicKeys(withOther: Bool) async throws -> JSONWebKeySet {
        var keys: [JSONValue] = []
        if let current = record.credential, current.kind == .privateKey,
            case .key(let key)? = try await material.credential(current.kind, current.generation, of: profile)
        {
            keys.append(key.publicJWK(keyID: current.keyID, algorithm: profile.settings.keyAlgorithm))
        }
        if withOther, let other = rotation.next ?? rotation.previous, other.kind == .privateKey,
            case .key(let key)? = try await material.credential(other.kind, other.generation, of: profile)
        {
            let use = rotation.next == nil ? rotation.previousUse : rotation.plan.use
            keys.append(key.publicJWK(keyID: other.keyID, algorithm: use?.keyAlgorithm))
        }
        return try JSONWebKeySet(keys)
    }
}

extension RotationService {
    /// The public half of the key that is staged, and the set to publish: with the profile's own key as long as both count.
    ///
    /// - Returns: `nil` where the rotation is not of a key.
    public func publicKeys(
        of record: ProfileRecord
    ) async throws -> (key: JSONValue, set: JSONValue, pem: String)? {
        guard let work = RotationWork(record, self), let next = work.rotation.next, next.kind == .privateKey,
            case .key(let key)? = try await work.material.credential(next.kind, next.generation, of: record.profile)
        else { return nil }
        return (
            key.publicJWK(keyID: next.keyID, algorithm: work.rotation.plan.use.keyAlgorithm),
            try await work.publicKeys(withOther: true).json, key.publicPEM
        )
    }
}
