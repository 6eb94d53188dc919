import MintCore
import MintScreen

extension AppState {
    mutating func perform(_ action: BatchAction) -> [Effect] {
        switch action {
        case .start(let kind): return startBatch(kind)
        case .submit: return submitBatch()
        case .overwrite:
            guard case .askingToOverwrite(let path)? = batch?.stage else { return [] }
            return export(to: path, overwrites: true)
        case .keepFile:
            batch?.stage = .asking
            return []
        case .leave: return leaveBatch()
        }
    }

    /// The profiles that a key acts on: those that are marked, in the order of the list, the hidden ones last; else the one
    /// that is selected.
    var marked: [ProfileID] {
        guard !list.marks.isEmpty else { return subject.map { [$0] } ?? [] }
        let shown = list.order.shown.map { catalog.records[$0].id }.filter { list.marks.contains($0) }
        let isShown = Set(shown)
        return shown + catalog.records.map(\.id).filter { list.marks.contains($0) && !isShown.contains($0) }
    }

    private mutating func startBatch(_ kind: BatchState.Kind) -> [Effect] {
        let ids = marked
        guard !ids.isEmpty, batch == nil else { return [] }
        let shown = Set(list.order.shown.map { catalog.records[$0].id })
        let rows = ids.compactMap { id in catalog[id].map { BatchState.Row(id: id, name: $0.profile.name) } }
        notice = nil
        batch = BatchState(kind, rows: rows, hidden: ids.filter { !shown.contains($0) }.count, at: now)
        screens.append(.batch)
        return advanceBatch()
    }

    private mutating func submitBatch() -> [Effect] {
        guard let batch, batch.stage == .asking else { return [] }
        switch batch.kind {
        case .renew, .probe: break
        case .export:
            let path = batch.editor.text.filter { !$0.isNewline }
            guard path.contains(where: { $0 != " " }) else {
                self.batch?.problem = "A path is wanted."
                return []
            }
            return export(to: path, overwrites: false)
        case .remove:
            guard batch.editor.text == batch.confirmation else {
                self.batch?.problem =
                    batch.editor.text.isEmpty
                    ? "Type it out, or leave with Esc." : "That is not it: nothing was removed."
                return []
            }
        }
        self.batch?.stage = .running
        self.batch?.problem = nil
        return advanceBatch()
    }

    private mutating func export(to path: String, overwrites: Bool) -> [Effect] {
        guard let ids = batch?.rows.map(\.id) else { return [] }
        let attempt = nextAttempt()
        batch?.stage = .running
        batch?.problem = nil
        batch?.running[attempt] = 0
        batch?.next = ids.count
        return [.batch(.export(ids, path: path, overwrites: overwrites, attempt))]
    }

    // MARK: On its way

    /// Begins as many as may be under way; ends the batch after the last.
    mutating func advanceBatch() -> [Effect] {
        var effects: [Effect] = []
        while let index = batch?.due {
            batch?.next += 1
            effects += beginRow(index)
        }
        if batch?.isThrough == true { endBatch() }
        return effects
    }

    private mutating func beginRow(_ index: Int) -> [Effect] {
        guard let kind = batch?.kind, let id = batch?.rows[index].id else { return [] }
        guard let record = catalog[id] else {
            batch?.rows[index].status = .skipped("it is gone")
            return []
        }
        var effects: [Effect] = []
        let attempt: Attempt
        switch kind {
        case .renew:
            if record.profile.grant == .static {
                batch?.rows[index].status = .skipped("a pasted token cannot be renewed")
                return []
            }
            // One that is under way already is waited for.
            effects = renew(id, isByHand: false)
            guard let renewal = renewals[id] else { return effects }
            attempt = renewal.attempt
        case .probe:
            attempt = nextAttempt()
            effects = [.probe(id, attempt)]
        case .remove:
            attempt = nextAttempt()
            effects = [.batch(.remove(id, attempt))]
        case .export: return []
        }
        batch?.running[attempt] = index
        batch?.rows[index].status = .running(since: now)
        return effects
    }

    /// One of them has ended.
    ///
    /// - Returns: `nil` where this attempt is none of the batch's.
    mutating func batchEnded(_ attempt: Attempt, _ status: BatchState.Status) -> [Effect]? {
        guard let index = batch?.running.removeValue(forKey: attempt) else { return nil }
        batch?.rows[index].status = status
        return advanceBatch()
    }

    /// What went well loses its mark; what failed keeps it, to be tried again.
    private mutating func endBatch() {
        guard let batch else { return }
        self.batch?.stage = .ended
        for row in batch.rows {
            if case .done = row.status { list.marks.remove(row.id) }
        }
        if let first = batch.rows.firstIndex(where: { if case .failed = $0.status { true } else { false } }) {
            self.batch?.selection = first
        }
    }

    mutating func answered(_ answer: BatchAnswer) -> [Effect] {
        switch answer {
        case .removed(let attempt, let result): return removed(attempt, result)
        case .exported(let attempt, let result): return exported(attempt, result)
        }
    }

    private mutating func removed(_ attempt: Attempt, _ result: Result<RemovalReport, Failure>) -> [Effect] {
        let name = batch?.running[attempt].flatMap { batch?.rows[$0].name }
        let status: BatchState.Status
        switch result {
        case .success(let report): status = .done(report.words, cautions: report.cautions)
        case .failure(let failure):
            messages.note(failure, of: name, at: now)
            status = .failed(failure)
        }
        guard let effects = batchEnded(attempt, status) else { return reload() }
        return effects + reload()
    }

    private mutating func exported(_ attempt: Attempt, _ result: Result<ExportOutcome, Failure>) -> [Effect] {
        guard batch?.running.removeValue(forKey: attempt) != nil else { return [] }
        switch result {
        case .success(.exists(let path)): batch?.stage = .askingToOverwrite(path: path)
        case .success(.written(let path)):
            let count = batch?.rows.count ?? 0
            list.marks.subtract(batch?.rows.map(\.id) ?? [])
            closeBatch()
            notice = .good("wrote \(count == 1 ? "1 profile" : "\(count) profiles") to \(path)", at: now)
        case .failure(let failure):
            messages.note(failure, of: nil, at: now)
            batch?.stage = .asking
            batch?.problem = failure.headline
        }
        return []
    }

    // MARK: Leaving

    /// What runs is stopped first, and told; a removal that began is brought to its end.
    private mutating func leaveBatch() -> [Effect] {
        guard let batch else { return [] }
        guard batch.stage == .running else {
            closeBatch()
            return []
        }
        self.batch?.isStopping = true
        self.batch?.dropWaiting()
        guard batch.kind != .remove else { return advanceBatch() }
        var effects: [Effect] = []
        for (attempt, index) in batch.running {
            self.batch?.rows[index].status = .cancelled
            if batch.kind == .renew { _ = cancelRenewal(of: batch.rows[index].id) }
            effects.append(.cancel(attempt))
        }
        self.batch?.running = [:]
        if batch.kind == .export {
            self.batch?.stage = .asking
            self.batch?.isStopping = false
            return effects
        }
        notice = nil
        return effects + advanceBatch()
    }

    private mutating func closeBatch() {
        batch = nil
        if case .batch = screens.last { screens.removeLast() }
    }

    /// Typing goes to what is asked for.
    ///
    /// - Returns: `nil` for a key that is not text.
    mutating func typeIntoBatch(_ key: Key) -> [Effect]? {
        guard case .batch = screens.last, batch?.takesText == true else { return nil }
        if batch?.editor.apply(key) == true {
            batch?.problem = nil
            return []
        }
        if case .character = key { return [] }
        return nil
    }
}
