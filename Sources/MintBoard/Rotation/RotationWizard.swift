import MintCore
import MintScreen

/// Changing a profile's credential: what is due, where the new one comes from, and then one step of the rotation at a time.
/// From the moment that it is begun the journal holds it: leaving the wizard, or the board, loses nothing.
struct RotationWizard: Wizard {
    /// What is answered before it is begun, and where it stands from then on.
    enum Phase: Equatable, Sendable {
        case due, source, publication
        case open
        case ended(Ending)
    }

    enum Ending: Equatable, Sendable { case retired, abandoned, elsewhere }

    /// The rail. A secret is not published.
    enum Step: Int, CaseIterable, Sendable {
        case due, source, staged, published, verified, committed, overlap, retired

        var name: String {
            switch self {
            case .due: "What is due"
            case .source: "Source"
            case .staged: "Staged"
            case .published: "Published"
            case .verified: "Verified"
            case .committed: "In use"
            case .overlap: "Overlap"
            case .retired: "Retired"
            }
        }
    }

    /// What is under way.
    enum Job: Equatable, Sendable { case beginning, readingKeys, savingKey, act(RotationAct) }

    var phase: Phase
    /// The profile as it was last heard of.
    var record: ProfileRecord
    var form = WizardForm()
    var work: WizardWork?
    var job: Job?
    /// The step that the service is in.
    var stepUnderWay: Rotation.Step?
    /// Somebody wants the work to end after the step that it is in.
    var isStopping = false
    /// What the steps told, the newest last.
    var remarks: [String] = []
    /// Why the last step was not done.
    var setback: RotationError?
    /// The profile's store stands in the way.
    var isStoreInTheWay = false
    var keys: RotationKeys?
    /// Where the public key was written last.
    var savedPath: String?
    /// It was begun as the answer to a credential in wrong hands.
    var wasCompromise = false
    /// Nothing is left to be done here: it closes.
    var isFinished = false
    var wantsStore: StoreName?
    /// The moment of the last key or answer.
    var moment: Timestamp

    init(_ record: ProfileRecord, at now: Timestamp, wantsBack: Bool = false) {
        self.record = record
        moment = now
        phase = record.rotation?.isOpen == true ? .open : .due
        form.choices[RotationField.overlap] = "unknown"
        form.choices[RotationField.source] = likelySource.rawValue
        form.choices[RotationField.algorithm] = (record.profile.settings.keyAlgorithm ?? .es256).rawValue
        form.choices[RotationField.publication] = "hand"
        form.choices[RotationField.keyForm] = "jwk"
        form.set(RotationField.cacheTime, "15m")
        if phase == .open { takeStock(wantsBack ? .back : nil) }
    }

    var profile: Profile { record.profile }
    var rotation: Rotation? { record.rotation }
    var name: String { profile.name.plainLine(limit: 60) }
    var host: String { profile.tokenEndpoint.hostAndPort }

    // MARK: The kit's

    var title: String { "Rotate" }
    private var rail: [Step] { Step.allCases.filter { $0 != .published || concernsKey } }
    var steps: [String] { rail.map(\.name) }
    var place: Int { rail.firstIndex(of: step) ?? 0 }

    /// What was done lies before it, what comes next is it.
    private var step: Step {
        switch phase {
        case .due: return .due
        case .source, .publication: return .source
        case .ended: return .retired
        case .open: break
        }
        guard let rotation else { return .retired }
        switch rotation.state {
        case .proposed, .sent, .abandoned: return .staged
        case .staged: return isToBePublished ? .published : .verified
        case .verified, .rolledBack: return .committed
        case .committed: return rotation.nextStep(at: moment) == .overlap ? .overlap : .retired
        case .overlapping: return rotation.nextStep(at: moment) == nil ? .overlap : .retired
        case .retired: return .retired
        }
    }

    /// The server is still to be told of the key: by a step, or by somebody's hand.
    var isToBePublished: Bool {
        guard let rotation, rotation.state == .staged, rotation.plan.kind == .privateKey else { return false }
        return rotation.plan.publication == nil
            ? setback == nil && rotation.failure == nil : rotation.publishedAt == nil
    }

    var farewell: String? {
        switch phase {
        case .due, .source, .publication:
            form.isTouched && rotation?.isOpen != true ? "Leave the rotation of \(name)? Nothing was begun." : nil
        case .open, .ended: nil
        }
    }

    var page: WizardPage {
        switch phase {
        case .due: duePage
        case .source: sourcePage
        case .publication: publicationPage
        case .open: openPage
        case .ended(let ending): endPage(ending)
        }
    }

    /// What was done stays done: an open rotation is gone back from by a choice, not by a key.
    var leadsBack: Bool { phase == .source || phase == .publication }

    func abandoned() -> [Effect] { [.rotation(.leave(record.id))] }
    func hold(_ field: FieldID) -> Effect { .rotation(.hold(field)) }

    mutating func forward(_ turn: WizardTurn) -> [Effect] {
        guard work == nil else { return [] }
        moment = turn.now
        switch phase {
        case .due: return leaveDue()
        case .source: return leaveSource(turn)
        case .publication: return leavePublication(turn)
        case .open: return act(turn)
        case .ended: return finish()
        }
    }

    mutating func back(_ turn: WizardTurn) -> [Effect] {
        moment = turn.now
        switch phase {
        case .source where rotation?.isOpen == true: go(to: .open)
        case .source: go(to: .due)
        case .publication: go(to: .source)
        case .due, .ended: break
        case .open:
            form.refuse(
                nil, "What was done stays done",
                hint: "Going back to the old credential, and giving up, are choices here.")
        }
        return []
    }

    mutating func press(_ button: FieldID, _ turn: WizardTurn) -> [Effect] {
        moment = turn.now
        switch button {
        case RotationField.saveKey: return saveKey(turn)
        case .copyKey: return copyKey()
        case RotationField.unlock:
            wantsStore = profile.store
            return []
        default: return []
        }
    }

    mutating func changed(_ field: FieldID, _ turn: WizardTurn) -> [Effect] {
        moment = turn.now
        switch field {
        case RotationField.act: form.answers[RotationField.sure] = nil
        case RotationField.source: form.answers[RotationField.consent] = nil
        default: break
        }
        return []
    }

    mutating func go(to next: Phase) {
        phase = next
        form.turnPage()
        settle()
    }

    mutating func finish() -> [Effect] {
        isFinished = true
        return [.rotation(.leave(record.id))]
    }

    // MARK: Work

    mutating func begin(_ job: Job, _ words: String, _ turn: WizardTurn) {
        (form.refusal, form.top, isStopping, stepUnderWay, isStoreInTheWay) = (nil, nil, false, nil, false)
        self.job = job
        work = WizardWork(attempt: turn.attempt, since: turn.now, words: words)
    }

    /// - Returns: False where the answer belongs to work that was given up.
    mutating func end(_ attempt: Attempt) -> Bool {
        guard work?.attempt == attempt else { return false }
        (work, job, stepUnderWay, isStopping) = (nil, nil, nil, false)
        return true
    }

    /// A step that has begun comes to its end; waiting for a server's cache, and the steps after it, do not.
    mutating func cancelWork() -> [Effect] {
        guard let attempt = work?.attempt else { return [] }
        switch job {
        case .act:
            if !isStopping, work?.until == nil { work?.words += " (stopping after this step)" }
            isStopping = true
        case .beginning: work?.words = "What was begun is written to its end"
        case .readingKeys, .savingKey, nil: (work, job) = (nil, nil)
        }
        return [.cancel(attempt)]
    }
}
