extension Rotation {
    /// The items in the profile's store that it names.
    public func items(of profile: ProfileID) -> [KeyringKey] {
        let pointers: [(KeyringKey.Kind, Int?)] = [
            (next?.kind ?? plan.kind, next?.generation), (previous?.kind ?? plan.kind, previous?.generation),
            (.accessToken, token?.generation), (.accessToken, oldToken?.generation),
        ]
        return pointers.compactMap { kind, generation in
            generation.map { KeyringKey(profile: profile, kind: kind, generation: $0) }
        } + places(of: profile)
    }

    /// Those that may not be written yet.
    public func places(of profile: ProfileID) -> [KeyringKey] {
        let pointers: [(KeyringKey.Kind, Int?)] = [(plan.kind, place), (.registrationToken, answer)]
        return pointers.compactMap { kind, generation in
            generation.map { KeyringKey(profile: profile, kind: kind, generation: $0) }
        }
    }

    /// The same with other words for why its last step failed.
    public func failing(with failure: ContactFailure?) -> Rotation {
        var rotation = self
        rotation.failure = failure
        return rotation
    }

    /// Names the copies of its items.
    mutating func repoint(_ next: (KeyringKey.Kind, Int) -> Int) {
        place = place.map { next(plan.kind, $0) }
        answer = answer.map { next(.registrationToken, $0) }
        if let record = self.next { self.next?.generation = next(record.kind, record.generation) }
        if let previous { self.previous?.generation = next(previous.kind, previous.generation) }
        if let token { self.token?.generation = next(.accessToken, token.generation) }
        if let oldToken { self.oldToken?.generation = next(.accessToken, oldToken.generation) }
        revision += 1
    }
}

/// All of a rotation but its state, its places and the records of its credentials, as a store keeps it.
public struct RotationDetails: Equatable, Sendable, Codable {
    public var plan: Rotation.Plan
    public var intent: Rotation.Step?
    public var previousUse: CredentialUse?
    public var token: TokenRecord?
    public var oldToken: Rotation.OldToken?
    public var publishedAt: Timestamp?
    public var isOldKeyWithdrawn: Bool
    public var retireAt: Timestamp?
    public var askings: Int
    public var failure: [String?]?
    public var asking: Rotation.Asking?

    public init(_ rotation: Rotation) {
        plan = rotation.plan
        intent = rotation.intent
        previousUse = rotation.previousUse
        token = rotation.token
        oldToken = rotation.oldToken
        publishedAt = rotation.publishedAt
        isOldKeyWithdrawn = rotation.isOldKeyWithdrawn
        retireAt = rotation.retireAt
        askings = rotation.askings
        failure = rotation.failure.map { [$0.code, $0.headline, $0.hint] }
        asking = rotation.asking
    }
}

extension Rotation {
    /// What a store keeps in columns of its own: what names items, and what is looked up.
    public struct Pointers: Equatable, Sendable {
        public var number: Int, revision: Int, state: State
        public var startedAt: Timestamp, changedAt: Timestamp
        public var place: Int?, answer: Int?
        /// Generations of ``Rotation/token`` and ``Rotation/oldToken``.
        public var token: Int?, oldToken: Int?

        public init(
            number: Int, revision: Int, state: State, startedAt: Timestamp, changedAt: Timestamp, place: Int?,
            answer: Int?, token: Int?, oldToken: Int?
        ) {
            (self.number, self.revision, self.state) = (number, revision, state)
            (self.startedAt, self.changedAt) = (startedAt, changedAt)
            (self.place, self.answer, self.token, self.oldToken) = (place, answer, token, oldToken)
        }
    }

    public var pointers: Pointers {
        Pointers(
            number: number, revision: revision, state: state, startedAt: startedAt, changedAt: changedAt,
            place: place, answer: answer, token: token?.generation, oldToken: oldToken?.generation)
    }

    /// As a store kept it.
    public init(_ pointers: Pointers, _ details: RotationDetails, next: CredentialRecord?, previous: CredentialRecord?)
    {
        number = pointers.number
        revision = pointers.revision
        state = pointers.state
        (startedAt, changedAt) = (pointers.startedAt, pointers.changedAt)
        (place, answer) = (pointers.place, pointers.answer)
        plan = details.plan
        intent = details.intent
        (self.next, self.previous, previousUse) = (next, previous, details.previousUse)
        token = pointers.token.flatMap { generation in
            details.token.map { token in
                var token = token
                token.generation = generation
                return token
            }
        }
        oldToken = pointers.oldToken.map { OldToken(generation: $0, expiresAt: details.oldToken?.expiresAt) }
        (publishedAt, isOldKeyWithdrawn) = (details.publishedAt, details.isOldKeyWithdrawn)
        (retireAt, askings, asking) = (details.retireAt, details.askings, details.asking)
        failure = details.failure.flatMap { words in
            guard words.count == 3, let code = words[0], let headline = words[1] else { return nil }
            return ContactFailure(code: code, headline: headline, hint: words[2])
        }
    }
}
