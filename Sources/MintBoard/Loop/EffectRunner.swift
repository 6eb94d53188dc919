import MintCore

/// Owns every task of the board; ``finish()`` cancels and awaits them all.
actor EffectRunner {
    let services: BoardServices
    let inbox: Inbox
    private let copier: Copier
    private var running: [Attempt: Task<Void, Never>] = [:]
    private var storeLook: Task<Void, Never>?
    private var sealLook: Task<Void, Never>?
    /// Work without an answer to wait for.
    private var errands: [Int: Task<Void, Never>] = [:]
    private var errandCount = 0
    /// The last of those that are done one after the other.
    private var lastInOrder: Task<Void, Never>?
    /// How the list was left is asked for once.
    private var hasRecalled = false
    private var remembering: Task<Void, Never>?
    /// What the state was given last, so that an unchanged database costs the main actor nothing.
    private var delivered: Catalog?
    /// When that was read.
    private var deliveredAt: StoreRevision?

    /// - Parameter copier: Where a secret goes that somebody asked a copy of.
    init(services: BoardServices, inbox: Inbox, copier: @escaping Copier) {
        self.services = services
        self.inbox = inbox
        self.copier = copier
    }

    /// - Parameter password: What was typed, for the effect that opens a store with it.
    func perform(_ effect: Effect, _ password: Secret? = nil) {
        switch effect {
        case .load(let attempt, let force): load(attempt, force)
        case .open(let attempt, let rows): open(attempt, rows)
        case .lookAtStores(let names): lookAtStores(names)
        case .renew(let id, let attempt, let isByHand):
            start(attempt) { [services] in await Self.renew(id, attempt, isByHand: isByHand, services) }
        case .probe(let id, let attempt):
            start(attempt) { [services, inbox] in await Self.probe(id, attempt, services, inbox) }
        case .cancel(let attempt): running[attempt]?.cancel()
        case .lookAtDoor(let name, let attempt):
            start(attempt) { [services] in .door(attempt, await Self.door(name, services)) }
        case .openStore(let name, let attempt, _):
            start(attempt) { [services] in await Self.open(name, password, attempt, services) }
        case .askSeal(let stores):
            sealLook = Task { [services, inbox] in inbox.send(.seal(await services.isSealed(stores))) }
        case .unseal(let attempt):
            start(attempt) { [services] in await Self.unseal(password, attempt, services) }
        case .login(let effect): perform(effect, password)
        case .rotation(let effect): perform(effect, password)
        case .inspect(let errand):
            start(errand.attempt) { [services] in .inspect(errand.attempt, await errand.run(services.inspect)) }
        case .batch(let errand):
            start(errand.attempt) { [services] in .batch(await errand.run(services.batch)) }
        case .remember(let memory): remember(memory)
        case .palette(.learn):
            background { [services, inbox] in inbox.send(.palette(await Self.learn(services.palette))) }
        case .palette(.remember(let line)): background { [services] in await Self.remember(line, services.palette) }
        case .palette(.run(let words, let attempt)):
            start(attempt) { [services, inbox] in await Self.run(words, attempt, services.palette, inbox) }
        case .copy(.fetched(let item, let id, let name, let attempt)):
            start(attempt) { [services, copier] in
                .copy(await Self.copy(item, id, name, attempt, services.copying, copier))
            }
        case .copy(.text), .copy(.clear): break  // the loop's own
        case .suspend, .redraw, .keepEntry, .dropEntry: break  // the loop's own
        }
    }

    func finish() async {
        storeLook?.cancel()
        sealLook?.cancel()
        for task in running.values { task.cancel() }
        while let task = running.values.first { await task.value }
        while let task = errands.values.first { await task.value }
        await storeLook?.value
        await remembering?.value
        await sealLook?.value
    }

    /// Does it beside everything else.
    func background(_ work: @escaping @Sendable () async -> Void) {
        errandCount += 1
        let number = errandCount
        errands[number] = Task {
            await work()
            errands[number] = nil
        }
    }

    /// Does it once all that was asked for in order before it is done.
    func inOrder(_ work: @escaping @Sendable () async -> Void) {
        let former = lastInOrder
        lastInOrder = Task {
            await former?.value
            await work()
        }
        let task = lastInOrder
        background { await task?.value }
    }

    func startInOrder(_ attempt: Attempt, _ work: @escaping @Sendable () async -> Message) {
        let former = lastInOrder
        start(attempt) {
            await former?.value
            return await work()
        }
    }

    func start(_ attempt: Attempt, _ work: @escaping @Sendable () async -> Message) {
        running[attempt] = Task {
            let message = await work()
            running[attempt] = nil
            inbox.send(message)
        }
    }

    private func load(_ attempt: Attempt, _ force: Bool) {
        let known = force ? nil : delivered
        let isFirst = !hasRecalled
        hasRecalled = true
        running[attempt] = Task {
            if isFirst, let memory = await services.memory.recall() { inbox.send(.memory(memory)) }
            // Before the reading: what is written meanwhile is found by the next one.
            let revision = try? await services.revision()
            if known != nil, let revision, revision == deliveredAt { return deliver(.unchanged(attempt), attempt) }
            deliver(await Self.load(attempt, known, services), attempt, revision)
        }
    }

    private func open(_ attempt: Attempt, _ rows: Int) {
        hasRecalled = true
        running[attempt] = Task {
            // Before the profiles, so that they are never shown in another order first.
            let memory = await services.memory.recall()
            if let memory { inbox.send(.memory(memory)) }
            // The first rows are those of the usual order.
            if memory?.isUsual ?? true {
                let first = await Self.glance(rows, attempt, services)
                if case .loaded = first { return deliver(first, attempt) }
                // A glance that fails says nothing yet: reading all will fail as well, or find more.
                if case .glanced = first { inbox.send(first) }
            }
            let revision = try? await services.revision()
            deliver(await Self.load(attempt, nil, services), attempt, revision)
        }
    }

    private func deliver(_ message: Message, _ attempt: Attempt, _ revision: StoreRevision? = nil) {
        if case .loaded(_, let catalog) = message { (delivered, deliveredAt) = (catalog, revision) }
        if case .unchanged = message, let revision { deliveredAt = revision }
        running[attempt] = nil
        inbox.send(message)
    }

    /// One after the other: the last one stays.
    private func remember(_ memory: ListMemory) {
        remembering = Task { [services, former = remembering] in
            await former?.value
            await services.memory.keep(memory)
        }
    }

    private func lookAtStores(_ names: Set<StoreName>) {
        guard storeLook == nil else { return }
        storeLook = Task {
            let states = await Self.storeStates(names, services)
            storeLook = nil
            inbox.send(.stores(states))
        }
    }

    // Away from this actor, which must stay free to cancel.

    @concurrent private static func load(
        _ attempt: Attempt, _ known: Catalog?, _ services: BoardServices
    ) async -> Message {
        do {
            let records = try await services.records()
            if let known, known.records == records { return .unchanged(attempt) }
            return .loaded(attempt, Catalog(records, policy: services.preferences.policy))
        } catch {
            return .loadFailed(attempt, Failure(error))
        }
    }

    @concurrent private static func glance(
        _ rows: Int, _ attempt: Attempt, _ services: BoardServices
    ) async -> Message {
        do {
            let glance = try await services.glance(rows)
            let catalog = Catalog(glance, policy: services.preferences.policy)
            return glance.isWhole ? .loaded(attempt, catalog) : .glanced(attempt, catalog)
        } catch {
            return .loadFailed(attempt, Failure(error))
        }
    }

    @concurrent private static func renew(
        _ id: ProfileID, _ attempt: Attempt, isByHand: Bool, _ services: BoardServices
    ) async -> Message {
        do { return .renewed(attempt, try await services.renew(id, isByHand)) } catch {
            return .renewalFailed(id, attempt, Failure(error))
        }
    }

    @concurrent private static func probe(
        _ id: ProfileID, _ attempt: Attempt, _ services: BoardServices, _ inbox: Inbox
    ) async -> Message {
        do {
            try await services.probe(id) { inbox.send(.climbed(attempt, $0)) }
            return .probeEnded(attempt, nil)
        } catch {
            return .probeEnded(attempt, Failure(error))
        }
    }

    @concurrent private static func door(_ name: StoreName, _ services: BoardServices) async -> StoreDoor {
        await services.storeDoor(name)
    }

    @concurrent private static func open(
        _ name: StoreName, _ password: Secret?, _ attempt: Attempt, _ services: BoardServices
    ) async -> Message {
        do {
            try await services.openStore(name, password)
            return .storeOpened(attempt, nil)
        } catch {
            return .storeOpened(attempt, Failure(error))
        }
    }

    @concurrent private static func unseal(
        _ password: Secret?, _ attempt: Attempt, _ services: BoardServices
    ) async -> Message {
        do {
            try await services.unseal(password ?? Secret(""))
            return .unsealed(attempt, nil)
        } catch {
            return .unsealed(attempt, Failure(error))
        }
    }

    @concurrent private static func storeStates(
        _ names: Set<StoreName>, _ services: BoardServices
    ) async -> [StoreName: StoreState] {
        await services.storeStates(names)
    }
}
