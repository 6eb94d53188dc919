/// One piece of work on a rotation, under its lock: the record as it is now, and the journal that it is written to.
struct RotationWork {
    let service: RotationService
    let observe: RotationService.Observer
    let report: @Sendable (RotationReport) -> Void
    /// Seconds that a store is tried again (``Safekeeping/patience``).
    let patience: Int
    var record: ProfileRecord
    private(set) var rotation: Rotation

    init?(
        _ record: ProfileRecord, _ service: RotationService, observe: @escaping RotationService.Observer = { _ in },
        report: @escaping @Sendable (RotationReport) -> Void = { _ in }, patience: Int = Safekeeping.operators
    ) {
        guard let rotation = record.rotation else { return nil }
        self.service = service
        self.observe = observe
        self.report = report
        self.patience = patience
        self.record = record
        self.rotation = rotation
    }

    var profile: Profile { record.profile }
    var material: RotationMaterial { RotationMaterial(keyrings: service.keyrings) }
    var safekeeping: Safekeeping { service.safekeeping(report, patience: patience) }

    /// Writes what happened, with the pointers that change with it; the trail hears of it.
    mutating func write(
        _ event: Rotation.Event, _ change: (inout RotationEntry) -> Void = { _ in }
    ) async throws {
        let after = try rotation.after(event, at: service.now())
        var entry = RotationEntry(after, replaces: rotation.revision)
        change(&entry)
        guard try await service.journal.write(entry, of: record.id) else {
            throw RotationError.movedOn(profile.name)
        }
        rotation = after
        // Others renew meanwhile: all else is read, not assumed.
        record = try await service.profiles.record(record.id) ?? entry.applied(to: record)
        if let words = event.words(rotation) { await note(words, failure: nil) }
    }

    func note(_ words: String, failure: (any Error)?) async {
        if let missing = await service.audit.note(.rotate, of: profile, failure: failure, detail: words) {
            report(.remark("this is missing in the audit trail: \(missing.headline)"))
        }
    }

    /// Intent, step, outcome; a failure is journalled as such, and stays to be met again.
    mutating func carryOut(_ step: Rotation.Step, mayRepeat: Bool) async throws {
        do {
            if rotation.intent != step, step != .recover { try await write(.began(step)) }
            switch step {
            case .obtain: try await obtain()
            case .recover: try await recover(mayRepeat: mayRepeat)
            case .publish: try await publish(withOld: true)
            case .verify: try await verify()
            case .commit: try await commit()
            case .overlap: try await write(.overlapBegan)
            case .withdraw: try await publish(withOld: false)
            case .retire: try await retire()
            case .rollBack: try await rollBack()
            case .abandon: try await abandon()
            }
        } catch {
            await fail(error, at: step)
            throw error
        }
    }

    private mutating func fail(_ error: any Error, at step: Rotation.Step) async {
        await note("\(step.rawValue) failed", failure: error)
        guard rotation.isOpen, (error as? RotationError) != .movedOn(profile.name) else { return }
        // Another event said it already.
        if let failure = rotation.failure, failure.headline == Failure(error).headline { return }
        if let after = try? rotation.after(.failed(ContactFailure(error)), at: service.now()),
            (try? await service.journal.write(
                RotationEntry(after, replaces: rotation.revision), of: record.id)) == true
        {
            rotation = after
            record.rotation = after
        }
    }

    /// A new place, named by nobody yet.
    func reserve(_ kind: KeyringKey.Kind) async throws(StateError) -> KeyringKey {
        try await service.profiles.reserve(kind, for: record.id, in: profile.store, at: service.now())
    }

    func store(_ secret: Secret, at key: KeyringKey) async throws(KeyringError) {
        try await service.keyrings[profile.store].store(secret, at: key, bound: profile.binding)
    }

    func key(_ kind: KeyringKey.Kind, _ generation: Int) -> KeyringKey {
        KeyringKey(profile: record.id, kind: kind, generation: generation)
    }

    /// Removes what the profile's rows named before, and name no more.
    func sweep(_ before: ProfileRecord) async {
        let superseded = Set(before.items).subtracting(record.items)
        await Sweeper(profiles: service.profiles, keyrings: service.keyrings, now: service.now)
            .sweep(profile, superseded: Array(superseded))
    }
}
