import MintCore
import MintScreen

extension RotationWizard {
    private typealias F = RotationField

    /// Where the wizard begins, given what is known already.
    mutating func opened(_ turn: WizardTurn) -> [Effect] { readKeys(turn) }

    /// An answer to something that it asked for; those to work that was given up are passed over.
    mutating func hear(_ message: RotationMessage, _ turn: WizardTurn) -> [Effect] {
        moment = turn.now
        switch message {
        case .begun(let attempt, let record): return begun(attempt, record, turn)
        case .keys(let attempt, let keys): keysRead(attempt, keys)
        case .saved(let attempt): keySaved(attempt)
        case .news(let attempt, let news): heard(attempt, news)
        case .done(let attempt, let record): return done(attempt, record, turn)
        case .failed(let attempt, let setback): failed(attempt, setback)
        case .left: break
        }
        return []
    }

    private mutating func begun(_ attempt: Attempt, _ record: ProfileRecord, _ turn: WizardTurn) -> [Effect] {
        guard end(attempt) else { return [] }
        self.record = record
        (phase, setback, keys, savedPath) = (.open, nil, nil, nil)
        takeStock()
        // Whoever chose the server or a command has said yes to asking it.
        if record.rotation?.state == .proposed { return carryOut(.goOn(mayRepeat: false), turn) }
        return readKeys(turn)
    }

    private mutating func heard(_ attempt: Attempt, _ news: RotationNews) {
        guard work?.attempt == attempt else { return }
        switch news {
        case .began(let step):
            stepUnderWay = step
            work?.until = nil
            let words = step.words
            work?.words = words.prefix(1).uppercased() + words.dropFirst()
        case .hop(let hop):
            let lines = (work?.news ?? []) + LoginWizard.lines(hop)
            work?.news = Array(lines.suffix(6))
        case .waiting(let next, let last):
            stepUnderWay = nil
            work?.words = "The server may not have read the published keys yet; next try at \(next.utcClock)"
            work?.until = last
        case .remark(let words): remarks.append(words)
        }
    }

    private mutating func done(_ attempt: Attempt, _ record: ProfileRecord, _ turn: WizardTurn) -> [Effect] {
        guard case .act(let act)? = job, end(attempt) else { return [] }
        self.record = record
        setback = nil
        guard record.rotation?.isOpen == true else {
            go(to: .ended(act == .abandon ? .abandoned : .retired))
            return []
        }
        takeStock()
        return readKeys(turn)
    }

    private mutating func failed(_ attempt: Attempt, _ setback: RotationSetback) {
        let job = job, wasStopping = isStopping
        guard end(attempt) else { return }
        if let record = setback.record { self.record = record }
        isStoreInTheWay = setback.failure.exitStatus == .store
        self.setback = setback.error
        if rotation?.isOpen == true, job == .beginning, phase != .open, !isGivingAgain {
            // Somebody else began one, or this one was begun before it failed.
            phase = .open
            takeStock()
        } else if phase == .open, rotation?.isOpen != true {
            return go(to: .ended(.elsewhere))
        } else if case .act? = job {
            takeStock()
        }
        let failure =
            wasStopping && setback.failure.exitStatus == .interrupted
            ? Failure(
                headline: "Stopped between two steps", hint: "Nothing is lost: it goes on from here.",
                exitStatus: .interrupted)
            : counsel(setback)
        form.refuse(WizardRefusal(field(job, setback), failure))
        settle()
    }

    private var isGivingAgain: Bool { phase == .source && rotation?.plan.source == .pasted }

    private func field(_ job: Job?, _ setback: RotationSetback) -> FieldID? {
        if isStoreInTheWay, page[F.unlock] != nil { return F.unlock }
        switch job {
        case .beginning: return [F.secret, F.path, F.command].first { page[$0] != nil }
        case .savingKey: return F.savePath
        case .act: return F.act
        case .readingKeys, nil: return nil
        }
    }

    // MARK: Words

    /// The same failure with what to do about it here, not on a command line.
    private func counsel(_ setback: RotationSetback) -> Failure {
        var failure = setback.failure
        guard let error = setback.error else { return failure }
        failure.hint = hint(error) ?? failure.hint
        return failure
    }

    private func hint(_ error: RotationError) -> String? {
        switch error {
        case .notAccepted(_, _, _, .none):
            """
            It is kept, and the old one stays in use. Once the server has switched, whichever works is used: Enter tries again.
            If it was the wrong one, give another one, or give it up.
            """
        case .notAccepted:
            """
            The old one stays in use, and works. If the server knows the new one in a while: Enter tries again.
            If it was the wrong one, give another one, or give it up.
            """
        case .tokenRefused: "The old one stays in use. p probes the server; Enter here tries again."
        case .stillAccepted:
            """
            Whoever has a copy of it can obtain tokens. Nothing was removed here.
            Delete it at the server, then press Enter to look again.
            """
        case .commandInterrupted: "See at the server what it did; then it can be run once more."
        case .lost:
            """
            The old secret may be dead. Ask the server's operator for a new one; give this rotation up, and begin one with it.
            """
        case .serverKeepsSecret:
            """
            Many servers make a new one only when the old one is about to end (RFC 7592 §5). Make one there by hand, give this \
            rotation up, and begin one with it.
            """
        case .registrationRefused where rotation?.plan.kind == .privateKey:
            "The old key stays in use. Register the new one there by hand: give this rotation up, and choose another way."
        case .registrationRefused: "Nothing was changed here. Make a new secret there by hand, and paste it."
        case .sameCredential: "Make a new one at the server first; nothing was changed."
        case .notPublished: "The old key stays in use. Once that is settled: Enter tries again."
        case .oldOneRefused: "Nothing was changed: the new one stays in use."
        case .busy, .movedOn, .outOfOrder, .openAlready: "Look again in a moment: this is how it stands now."
        case .neverKept: "Nothing was changed. Give it again."
        case .notRegistered: "Give its address and its token, or choose another source."
        case .cannotRollBack, .nothingToRetire: "This is how it stands now."
        case .commandFailed:
            "The old one stays in use. If it changed something at the server before it failed, see there; Enter runs it again."
        case .noRotation, .nothingToRotate, .wrongKind: nil
        }
    }
}
