import MintCore
import MintScreen

extension AppState {
    // MARK: Renewing

    mutating func renewByHand() -> [Effect] {
        guard let id = subject else { return [] }
        if screens.isEmpty, !list.marks.isEmpty { return perform(BatchAction.start(.renew)) }
        notice = nil
        return renew(id, isByHand: true)
    }

    /// Keep-warm profiles whose time has come.
    mutating func renewDue() -> [Effect] {
        guard !preferences.isReadOnly else { return [] }
        return keepWarm.due(at: now, running: Set(renewals.keys)).flatMap { renew($0, isByHand: false) }
    }

    mutating func renew(_ id: ProfileID, isByHand: Bool) -> [Effect] {
        guard renewals[id] == nil else { return [] }
        let attempt = nextAttempt()
        renewals[id] = Renewal(attempt: attempt, since: now, isByHand: isByHand)
        keepWarm.started(id, at: now)
        return [.renew(id, attempt, isByHand: isByHand)]
    }

    mutating func renewed(_ attempt: Attempt, _ record: ProfileRecord) -> [Effect] {
        guard let renewal = finish(record.id, attempt) else { return [] }
        localFailures[record.id] = nil
        catalog.replace(record)
        keepWarm.succeeded(record, at: now)
        if renewal.isByHand { notice = .good("renewed \(record.profile.name)", at: now) }
        reorder()
        let left = record.token?.secondsLeft(at: now).map { ", \(TimeText.words($0)) left" } ?? ""
        let batched = batchEnded(attempt, .done("renewed" + left)) ?? []
        // The place that this renewal held is free.
        return batched + reload() + renewDue()
    }

    mutating func renewalFailed(_ id: ProfileID, _ attempt: Attempt, _ failure: Failure) -> [Effect] {
        guard let renewal = finish(id, attempt), var record = catalog[id] else { return [] }
        let contact = ContactRecord(at: now, failure: ContactFailure(failure))
        localFailures[id] = contact
        record.contact = contact
        catalog.replace(record)
        keepWarm.failed(record, at: now)
        if renewal.isByHand {
            notice = .bad("\(record.profile.name): \(failure.headline.without(name: record.profile.name))")
        }
        messages.note(failure, of: record.profile.name, at: now)
        reorder()
        return (batchEnded(attempt, .failed(failure)) ?? []) + reload() + renewDue()
    }

    /// - Returns: `nil` when the answer belongs to an attempt that was cancelled or replaced.
    private mutating func finish(_ id: ProfileID, _ attempt: Attempt) -> Renewal? {
        guard let renewal = renewals[id], renewal.attempt == attempt else { return nil }
        renewals[id] = nil
        return renewal
    }

    mutating func cancelRenewal(of id: ProfileID) -> [Effect] {
        guard let renewal = renewals.removeValue(forKey: id) else { return [] }
        if let record = catalog[id] {
            keepWarm.failed(record, at: now)
            notice = .good("cancelled; what is stored for \(record.profile.name) is untouched", at: now)
        }
        return [.cancel(renewal.attempt)]
    }

    // MARK: Probing

    mutating func startProbe() -> [Effect] {
        guard let id = subject else { return [] }
        if screens.isEmpty, !list.marks.isEmpty { return perform(BatchAction.start(.probe)) }
        notice = nil
        let attempt = nextAttempt()
        let probe = ProbeState(profile: id, attempt: attempt, since: now, rungSince: now)
        var effects: [Effect] = []
        if case .probe(let former) = screens.last {
            effects = former.attempt.map { [.cancel($0)] } ?? []
            screens.removeLast()
        }
        screens.append(.probe(probe))
        return effects + [.probe(id, attempt)]
    }

    mutating func climbed(_ attempt: Attempt, _ rung: Rung) {
        changeProbe(attempt) { probe, now in
            probe.rungs.append(rung)
            probe.rungSince = now
        }
    }

    mutating func probeEnded(_ attempt: Attempt, _ failure: Failure?) -> [Effect] {
        if let index = batch?.running[attempt] {
            if let failure { messages.note(failure, of: batch?.rows[index].name, at: now) }
            let status = failure.map { BatchState.Status.failed($0) } ?? .done("all the way up")
            return (batchEnded(attempt, status) ?? []) + reload()
        }
        var name: String?
        let isCurrent = changeProbe(attempt) { probe, _ in
            probe.attempt = nil
            probe.outcome = failure.map { .stopped($0) } ?? .reached
            name = probe.profile.rawValue
        }
        if isCurrent, let failure, let name {
            messages.note(failure, of: catalog[ProfileID(rawValue: name)]?.profile.name, at: now)
        }
        // The probe may have noted a contact, or have obtained a token.
        return isCurrent ? reload() : []
    }

    /// - Returns: False when nothing was under way.
    mutating func cancelProbe() -> [Effect]? {
        guard case .probe(var probe) = screens.last, let attempt = probe.attempt else { return nil }
        probe.attempt = nil
        probe.outcome = .cancelled
        screens[screens.count - 1] = .probe(probe)
        return [.cancel(attempt)]
    }

    @discardableResult
    private mutating func changeProbe(_ attempt: Attempt, _ change: (inout ProbeState, Timestamp) -> Void) -> Bool {
        guard case .probe(var probe) = screens.last, probe.attempt == attempt else { return false }
        change(&probe, now)
        screens[screens.count - 1] = .probe(probe)
        return true
    }
}

extension ContactFailure {
    /// A failure that only its words and its exit status are known of; the database may know more.
    init(_ failure: Failure) {
        let code =
            switch failure.exitStatus {
            case .authentication: "refused"
            case .server: "server"
            case .network: "network"
            case .store: "store"
            case .interrupted: "interrupted"
            case .ok, .local, .attention: "local"
            }
        self.init(code: code, headline: failure.headline, hint: failure.hint)
    }
}

extension Notice {
    static func good(_ text: String, at now: Timestamp) -> Notice {
        Notice(text: text.plainLine(), style: .good, until: now + 6)
    }
    static func bad(_ text: String) -> Notice { Notice(text: text.plainLine(), style: .alarm, until: nil) }
    static func hint(_ text: String, at now: Timestamp) -> Notice {
        Notice(text: text.plainLine(), style: .dim, until: now + 6)
    }
}
