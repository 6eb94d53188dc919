extension Rotation {
    /// What became of a step.
    public enum Event: Equatable, Sendable {
        /// A step begins. Written before anything is done.
        case began(Step)
        /// The source is about to be asked; what comes back is kept at these places.
        case asked(answer: Int?, of: Asking? = nil)
        /// The source made none, or none came.
        case notObtained(ContactFailure)
        case staged(CredentialRecord)
        /// Another pasted one takes the place of one that was refused.
        case replaced(place: Int, CredentialUse)
        /// The client configuration endpoint is about to be told of the keys, or to be read for that.
        case publishing(answer: Int, of: Asking = .publication)
        /// It surely did not take them.
        case notPublished(ContactFailure)
        /// What it must be told is known.
        case learned
        case published
        /// - token: Kept for the commit; `nil` where it is the profile's already.
        case verified(TokenRecord?)
        case committed(previous: CredentialRecord, use: CredentialUse, oldToken: OldToken?)
        case overlapBegan
        case withdrawn
        case retired
        case rolledBack(CredentialRecord, CredentialUse)
        /// A rollback is taken back: the new one is verified anew.
        case takenUpAgain
        case abandoned
        /// A step failed; it stays to be done.
        case failed(ContactFailure)
    }

    /// The rotation after an event.
    ///
    /// - Throws: ``RotationError/outOfOrder(_:)`` where the event cannot happen in this state.
    public func after(_ event: Event, at moment: Timestamp) throws(RotationError) -> Rotation {
        var rotation = self
        try rotation.apply(event, at: moment)
        rotation.revision += 1
        return rotation
    }

    private mutating func apply(_ event: Event, at moment: Timestamp) throws(RotationError) {
        let before = state
        switch (event, state) {
        case (.began(let step), _) where isOpen: intent = step
        case (.failed(let why), _) where isOpen: (failure, intent) = (why, isPublicationUnread ? intent : nil)
        case (.asked(let place, let asking), .proposed), (.asked(let place, let asking), .sent):
            (state, answer, self.asking, askings) = (.sent, place, asking, askings + 1)
        case (.notObtained(let why), .sent):
            (state, failure, intent) = (.proposed, why, nil)
            forgetAnswer()
        case (.staged(let record), .proposed), (.staged(let record), .sent): stage(record)
        case (.replaced(let place, let use), .staged) where plan.source == .pasted:
            (state, self.place, next, token, failure, intent) = (.proposed, place, nil, nil, nil, nil)
            plan.use = use
        case (.publishing(let place, let asking), .staged), (.publishing(let place, let asking), .committed),
            (.publishing(let place, let asking), .overlapping):
            (answer, self.asking) = (place, asking)
        case (.notPublished(let why), .staged), (.notPublished(let why), .committed),
            (.notPublished(let why), .overlapping):
            (failure, intent) = (why, nil)
            forgetAnswer()
        case (.learned, .staged), (.learned, .committed), (.learned, .overlapping): forgetAnswer()
        case (.published, .staged), (.published, .committed), (.published, .overlapping):
            (publishedAt, failure, intent, isOldKeyWithdrawn) = (moment, nil, nil, false)
            forgetAnswer()
        case (.verified(let token), .staged):
            (state, self.token, failure, intent) = (.verified, token, nil, nil)
            next?.verifiedAt = moment
        case (.committed(let old, let use, let token), .verified): commit(old, use, token, at: moment)
        case (.overlapBegan, .committed): (state, failure, intent) = (.overlapping, nil, nil)
        case (.withdrawn, .committed), (.withdrawn, .overlapping):
            (isOldKeyWithdrawn, publishedAt, failure, intent) = (true, moment, nil, nil)
            forgetAnswer()
        case (.retired, .committed), (.retired, .overlapping): end(.retired)
        case (.rolledBack(let new, let use), .committed), (.rolledBack(let new, let use), .overlapping):
            (next, previous, previousUse, plan.use) = (new, nil, nil, use)
            (state, oldToken, retireAt, failure, intent) = (.rolledBack, nil, nil, nil, nil)
            (isOldKeyWithdrawn, publishedAt) = (false, isOldKeyWithdrawn ? nil : publishedAt)
        case (.takenUpAgain, .rolledBack): (state, failure, intent) = (.staged, nil, nil)
        case (.abandoned, _) where isOpen: end(.abandoned)
        default: throw .outOfOrder(before)
        }
        changedAt = moment
    }

    private mutating func stage(_ record: CredentialRecord) {
        (state, next, place, failure, intent) = (.staged, record, nil, nil, nil)
        forgetAnswer()
    }

    /// All of it is kept, or none came.
    private mutating func forgetAnswer() { (answer, asking) = (nil, nil) }

    private mutating func commit(
        _ old: CredentialRecord, _ use: CredentialUse, _ token: OldToken?, at moment: Timestamp
    ) {
        (state, previous, previousUse, next) = (.committed, old, use, nil)
        (oldToken, self.token, failure, intent) = (token, nil, nil, nil)
        if case .lasting(let seconds) = plan.overlap { retireAt = moment + seconds }
    }

    /// It keeps nothing any more.
    private mutating func end(_ last: State) {
        (state, place, next, previous, previousUse) = (last, nil, nil, nil, nil)
        forgetAnswer()
        (token, oldToken, retireAt, failure, intent) = (nil, nil, nil, nil, nil)
    }
}
