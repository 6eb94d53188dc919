import MintCore

extension JSONOutput {
    /// - Parameter keys: Where a key waits to be registered.
    static func rotation(_ record: ProfileRecord, _ keys: PublicKeys? = nil, at now: Timestamp) -> JSONValue {
        var members: [String: JSONValue] = ["name": .string(record.profile.name)]
        members["credential"] = credential(record.credential)
        guard let rotation = record.rotation else {
            members["state"] = .null
            return object(members)
        }
        members["state"] = .string(rotation.state.rawValue)
        members["source"] = .string(rotation.plan.source.word)
        members["kind"] = .string(rotation.plan.kind.rawValue)
        members["compromised"] = .bool(rotation.plan.isCompromise)
        members["started_at"] = time(rotation.startedAt)
        members["changed_at"] = time(rotation.changedAt)
        members["retire_at"] = time(rotation.retireAt)
        members["published_at"] = time(rotation.publishedAt)
        members["next"] = credential(rotation.next)
        members["previous"] = credential(rotation.previous)
        members["next_step"] = rotation.nextStep(at: now).map { .string($0.rawValue) } ?? .null
        members["situation"] = .string(rotation.situation(at: now))
        members["if_it_died_now"] = .string(rotation.ifItDiedNow)
        members["failure"] =
            rotation.failure.map { failure in
                [
                    "code": .string(failure.code), "headline": .string(failure.headline),
                    "hint": failure.hint.map { .string($0) } ?? .null,
                ]
            } ?? .null
        if let keys { members.merge(keys.members) { $1 } }
        return object(members)
    }

    private static func credential(_ record: CredentialRecord?) -> JSONValue {
        record.map { credential in
            [
                "kind": .string(credential.kind.rawValue), "generation": .int(Int64(credential.generation)),
                "key_id": credential.keyID.map { .string($0) } ?? .null, "created_at": time(credential.createdAt),
                "expires_at": time(credential.expiresAt), "verified_at": time(credential.verifiedAt),
            ]
        } ?? .null
    }
}

extension Rotation.Source {
    fileprivate var word: String {
        switch self {
        case .pasted: "given"
        case .made: "made"
        case .registration: "registration"
        case .command: "command"
        }
    }
}
