import MintCore

/// Many rotations with bounded concurrency, each with its own outcome.
struct RotateBatch {
    let verb: RotateVerb
    let services: Services
    let context: CommandContext

    private struct Outcome: Sendable {
        var name: String
        var word: String
        var retireAt: Timestamp?
        var failure: Failure?
    }

    /// What is done with one of them.
    private enum Job: Sendable {
        case begin(RotationOffer)
        case goOn(Rotation.Wish)
    }

    func run(_ records: [ProfileRecord], _ action: RotateActionOptions.Action?) async throws -> Int32 {
        guard (1...64).contains(verb.many.parallel) else {
            throw UsageError("--parallel wants a number from 1 to 64")
        }
        try verb.source.check()
        guard verb.yes || !context.console.inputIsTerminal || action != nil else {
            throw UsageError("Many profiles are rotated without a question each", hint: "Add --yes.")
        }
        let policy = try context.configurationFile.configuration().policy
        let horizon = try verb.many.horizon ?? policy.warn
        let chosen = records.filter { concerns($0, action, policy, horizon: horizon) }
        // Where nothing is due, nobody need say how it would be made.
        guard try action != nil || chosen.isEmpty || verb.source.isForMany(chosen.map(\.profile), context) else {
            throw UsageError(
                "Many profiles at once need a source that makes a credential for each",
                hint:
                    "--register, --register --generate-key ES256, --command PROGRAM, rotation.command in the configuration, or `set --rotation-command` for each"
            )
        }
        let outcomes = await outcomes(of: chosen, action)
        report(outcomes)
        try Task.checkCancellation()
        let failed = outcomes.compactMap(\.failure)
        guard let first = failed.first else { return 0 }
        let isOneReason = failed.count == outcomes.count && failed.allSatisfy { $0.exitStatus == first.exitStatus }
        return (isOneReason ? first.exitStatus : ExitStatus.server).rawValue
    }

    private func concerns(
        _ record: ProfileRecord, _ action: RotateActionOptions.Action?, _ policy: DuePolicy, horizon: Int
    ) -> Bool {
        let now = context.now()
        if action != nil {
            guard let rotation = record.rotation, rotation.state != .rolledBack else { return false }
            if action == .retire, rotation.state != .committed, rotation.state != .overlapping { return false }
            return !verb.many.due || rotation.nextStep(at: now) != nil
        }
        // What was named is tried, and says why not.
        guard verb.names.isEmpty else { return true }
        guard record.credential != nil, record.profile.grant != .static else { return false }
        guard verb.many.due else { return true }
        // As `check` reckons it.
        return record.credentialEnd(under: policy).map { $0.at - now <= horizon } ?? false
    }

    private func outcomes(
        of records: [ProfileRecord], _ action: RotateActionOptions.Action?
    ) async -> [Outcome] {
        let rotation = services.rotation(atMost: verb.many.parallel)
        let course = RotateCourse(verb: verb, services: services, context: context)
        let wish: Rotation.Wish = action == .retire ? .retire : .goOn
        let mayRepeat = verb.yes, observe = verb.common.observer(context.console)
        var outcomes: [Int: Outcome] = [:]
        await withTaskGroup(of: (Int, Outcome).self) { group in
            var rest = records.enumerated().makeIterator()
            func startNext() {
                guard !Task.isCancelled, let (index, record) = rest.next() else { return }
                let job = Result { action == nil ? Job.begin(try course.offer(for: record)) : .goOn(wish) }
                group.addTask {
                    let course = RotationService.Course(wish: wish, mayRepeat: mayRepeat, observe: observe)
                    return (index, await Self.outcome(record, job, rotation, course))
                }
            }
            for _ in 0..<verb.many.parallel { startNext() }
            while let (index, outcome) = await group.next() {
                outcomes[index] = outcome
                startNext()
            }
        }
        return outcomes.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func outcome(
        _ record: ProfileRecord, _ job: Result<Job, any Error>, _ rotation: RotationService,
        _ course: RotationService.Course
    ) async -> Outcome {
        let name = record.profile.name
        do {
            if case .begin(let offer) = try job.get() { _ = try await rotation.begin(offer, of: record.id) }
            let after = try await rotation.goOn(record.id, course)
            let word = after.rotation.map(\.state.rawValue) ?? "rotated"
            return Outcome(name: name, word: word, retireAt: after.rotation?.retireAt)
        } catch {
            return Outcome(name: name, word: "failed", failure: Failure(error))
        }
    }

    private func report(_ outcomes: [Outcome]) {
        let console = context.console
        if verb.common.json {
            let items = outcomes.map { outcome in
                JSONOutput.object([
                    "name": .string(outcome.name), "outcome": .string(outcome.word),
                    "retire_at": JSONOutput.time(outcome.retireAt),
                    "error": outcome.failure.map { .string($0.headline) } ?? .null,
                    "hint": outcome.failure?.hint.map { .string($0) } ?? .null,
                ])
            }
            console.print(JSONValue.array(items).serialized())
            return
        }
        if outcomes.isEmpty { console.note("There is nothing to rotate.") }
        for outcome in outcomes {
            let until = outcome.retireAt.map { ", the old one is kept until \($0.utcText)" } ?? ""
            let why = outcome.failure.map { ": \($0.headline)" } ?? ""
            console.print("\(outcome.name.plainLine(limit: 64)): \(outcome.word)\(until)\(why)")
            if let hint = outcome.failure?.hint { console.note("  " + hint.replacing("\n", with: "\n  ")) }
        }
        let failed = outcomes.filter { $0.failure != nil }.count
        if outcomes.count > 1 { console.note("\(outcomes.count - failed) done, \(failed) failed.") }
    }
}
