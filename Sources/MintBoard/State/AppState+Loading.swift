import MintCore

extension AppState {
    /// Other processes change profiles too; seconds between two looks.
    private static let loadPause = 3

    /// The effects that start it all: a long list's first rows are on the screen before the rest is read.
    mutating func open() -> [Effect] {
        guard list.key == .attention, !list.isInverted, list.filter == nil else { return load() }
        let attempt = nextAttempt()
        loading.attempt = attempt
        return [.open(attempt, rows: max(Layout(size: size).listRows, 1))]
    }

    /// Shows the first rows; keys act on them already.
    mutating func glanced(_ attempt: Attempt, _ catalog: Catalog) {
        guard attempt == loading.attempt, case .reading = contents else { return }
        contents = .ready
        self.catalog = catalog
        reorder()
    }

    /// Reads the profiles, unless a reading is under way already.
    mutating func load() -> [Effect] {
        guard loading.attempt == nil else { return [] }
        let attempt = nextAttempt()
        let force = loading.isStale
        loading.attempt = attempt
        loading.isStale = false
        loading.nextAt = nil
        return [.load(attempt, force: force)]
    }

    /// Reads again soon: what is under way would find what was before.
    mutating func reload() -> [Effect] {
        loading.isStale = true
        return load()
    }

    mutating func loaded(_ attempt: Attempt, _ catalog: Catalog) -> [Effect] {
        guard attempt == loading.attempt else { return [] }
        guard !loading.isStale else { return endLoading(attempt) }
        contents = .ready
        let hasOtherStores = catalog.stores != self.catalog.stores || nextStoreLook == nil
        self.catalog = catalog
        keepLocalFailures(over: catalog)
        keepWarm.plan(self.catalog, at: now)
        dropScreensOfMissing()
        reorder()
        return endLoading(attempt) + renewDue() + (hasOtherStores ? lookAtStores() : [])
    }

    mutating func endLoading(_ attempt: Attempt) -> [Effect] {
        guard attempt == loading.attempt else { return [] }
        loading.attempt = nil
        loading.failure = nil
        loading.nextAt = now + Self.loadPause
        return loading.isStale ? load() : []
    }

    mutating func loadFailed(_ attempt: Attempt, _ failure: Failure) -> [Effect] {
        guard attempt == loading.attempt else { return [] }
        let effects = endLoading(attempt)
        if case .ready = contents { loading.failure = failure } else { contents = .failed(failure) }
        return effects
    }

    /// Failures that only this board knows of (a locked store, say) outlive a reading that does not know of them.
    private mutating func keepLocalFailures(over catalog: Catalog) {
        guard !localFailures.isEmpty else { return }
        localFailures = localFailures.filter { id, contact in
            guard let record = catalog[id] else { return false }
            return record.contact.map { $0.at < contact.at } ?? true
        }
        for (id, contact) in localFailures {
            guard var record = self.catalog[id] else { continue }
            record.contact = contact
            self.catalog.replace(record)
        }
    }

    private mutating func dropScreensOfMissing() {
        screens.removeAll { screen in
            switch screen {
            case .inspect(let id, _): catalog[id] == nil
            case .probe, .store: false
            }
        }
    }
}
