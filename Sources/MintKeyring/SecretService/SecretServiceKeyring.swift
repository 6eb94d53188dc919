public import MintCore

/// Storage in the desktop's keyring, over the Secret Service API and libsecret's encrypted sessions.
///
/// The state is looked at first; a prompt of the service's own is raised only where the attendant allows it. Each call
/// blocks on D-Bus, so the actor brings its own thread; a call is given up at its deadline (``KeyringError/slow(_:_:)``,
/// which never means "absent") or when its task is cancelled. Calls that wait for another one are waiting on their own
/// deadline; none runs while a person is being asked.
///
/// Nothing is read from the environment: libsecret is put on a connection to the first given address that answers.
public actor SecretServiceKeyring: Keyring {
    private let addresses: [String]
    private let deadline: Duration
    private let clock: any Clock<Duration>
    private let watch: Stopwatch
    private let trust: BusTrust
    private let attendant: StoreAttendant
    private let notice: @Sendable (String) -> Void
    private let thread = SerialThread(label: "secret-service")
    private let personWait = PersonWait()
    private var link: SecretServiceLink?
    private var hasNoticed = false

    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - busAddresses: Where the session bus may be (D-Bus specification, "Server Addresses"):
    ///     `unix:path=/run/user/1000/bus`. The first one that answers is used; none of them is ``StoreState/noBus``. One
    ///     that is not to be trusted ends the search.
    ///   - deadline: The longest that any one call may take.
    ///   - attendant: Whoever may be asked in a window of the service's own.
    ///   - notice: Hears, once, that an address did not answer and another one did (A14).
    public init(
        busAddresses: [String], deadline: Duration = .seconds(10), attendant: StoreAttendant = .nobody,
        notice: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.init(
            busAddresses: busAddresses, deadline: deadline, clock: ContinuousClock(), trust: BusTrust(),
            attendant: attendant, notice: notice)
    }

    init(
        busAddresses: [String], deadline: Duration, clock: any Clock<Duration>, trust: BusTrust,
        attendant: StoreAttendant = .nobody, notice: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        addresses = busAddresses
        self.deadline = deadline
        self.clock = clock
        watch = Stopwatch(clock)
        self.trust = trust
        self.attendant = attendant
        self.notice = notice
    }

    public nonisolated func state() async -> StoreState {
        // It asks for its password: the thread waits for a person, and nobody should wait for the thread.
        guard !personWait.isOpen else { return .locked }
        let result = await perform { (keyring, call) throws(BusFailure) in
            _ = try keyring.currentLink(call).readyCollection(call: call)
        }
        switch result {
        case .success: return .ready
        case .failure(.notReady(let state)): return state
        case .failure(.interrupted(.deadline)): return .slow
        case .failure(.interrupted(.cancelled)): return .refused("the question was cancelled")
        case .failure(let failure): return .refused(KeyringError(failure, .load).headline)
        }
    }

    public nonisolated func store(
        _ secret: Secret, at key: KeyringKey, bound binding: SecretBinding
    ) async throws(KeyringError) {
        try key.checkForm(in: .secretService, .store)
        try secret.checkSize(in: .secretService)
        try await attended(.store) { (keyring, call) throws(BusFailure) in
            try keyring.currentLink(call).store(secret, as: Item(key, binding), call: call)
        }
    }

    /// Reads a secret. The binding is not compared: the Secret Service keeps none (see ``SecretBinding``).
    public nonisolated func secret(
        at key: KeyringKey, bound binding: SecretBinding
    ) async throws(KeyringError) -> Secret? {
        try key.checkForm(in: .secretService, .load)
        return try await attended(.load) { (keyring, call) throws(BusFailure) in
            try keyring.currentLink(call).secret(of: Item(key, binding), call: call)
        }
    }

    public nonisolated func remove(_ key: KeyringKey) async throws(KeyringError) {
        try key.checkForm(in: .secretService, .remove)
        try await attended(.remove) { (keyring, call) throws(BusFailure) in
            try keyring.currentLink(call).remove(Item(key), call: call)
        }
    }

    // MARK: Opening

    public nonisolated func opening() async -> StoreOpening {
        let isLocked: Bool
        switch await state() {
        case .locked: isLocked = true
        case .noDefaultCollection: isLocked = false
        case .ready, .noBus, .noService, .slow, .keyUnavailable, .refused: return .none
        }
        let found = await perform { (keyring, call) throws(BusFailure) in
            let link = try keyring.currentLink(call)
            let provider = try link.provider(call: call)
            let stray = isLocked ? nil : try? link.strayLogin(call: call)
            return (provider: provider, isThere: isLocked || stray != nil)
        }
        guard case .success((let provider, let isThere)) = found else { return .none }
        if provider.takesPassword { return isThere ? .unlock : .create }
        if attendant.allowsPrompts() { return .prompt }
        return .elsewhere(
            provider: provider.name, hint: isLocked ? provider.unlockHint : provider.createHint)
    }

    /// Which program provides the service; `nil` where none does.
    public nonisolated func providerName() async -> String? {
        let found = await perform { (keyring, call) throws(BusFailure) in
            try keyring.currentLink(call).provider(call: call)
        }
        return try? found.get().name
    }

    public nonisolated func open(with password: Secret) async throws(KeyringError) {
        switch await opening() {
        case .unlock: break
        case .create where !password.isEmpty: break
        case .create: throw .failed(.secretService, .open, reason: "a keyring without a password would hide nothing")
        case .none, .prompt, .elsewhere:
            let state = await state()
            if state == .ready { return }
            throw .unavailable(.secretService, state)
        }
        try await perform(.open) { (keyring, call) throws(BusFailure) in
            try keyring.currentLink(call).openCollection(with: password, call: call)
        }
    }

    public nonisolated func makeReady() async throws(KeyringError) {
        let state = await state()
        switch state {
        case .ready: return
        case .slow: throw .slow(.secretService, .open)
        case .locked where attendant.allowsPrompts(), .noDefaultCollection where attendant.allowsPrompts():
            try await openByPrompt()
        default: throw .unavailable(.secretService, state)
        }
    }
}

extension SecretServiceKeyring {
    private typealias Work<R> = @Sendable (isolated SecretServiceKeyring, BusCall) throws(BusFailure) -> R

    /// Runs `work`, and once more where it found a locked collection that somebody then unlocked.
    private nonisolated func attended<R: Sendable>(
        _ operation: KeyringError.Operation, _ work: @escaping Work<R>
    ) async throws(KeyringError) -> R {
        let result = await perform(work)
        if case .failure(.notReady(.locked)) = result, attendant.allowsPromptsInPassing() {
            try await openByPrompt()
            return try await perform(operation, work)
        }
        return try Self.answer(result, operation)
    }

    private nonisolated func openByPrompt() async throws(KeyringError) {
        let (attendant, personWait) = (attendant, personWait)
        try await perform(.open) { (keyring, call) throws(BusFailure) in
            // Where every call may ask, many would ask one after the other: closing one window answers them all.
            if personWait.wasDismissed, attendant.allowsPromptsInPassing() { throw .dismissed }
            try keyring.currentLink(call).openCollectionByPrompt(call: call) { wait in
                personWait.begin()
                attendant.isWaiting(.secretService, true)
                let answer = wait()
                attendant.isWaiting(.secretService, false)
                personWait.end(isDismissed: answer.isDismissed)
                return answer
            }
        }
    }

    private nonisolated func perform<R: Sendable>(
        _ operation: KeyringError.Operation, _ work: @escaping Work<R>
    ) async throws(KeyringError) -> R {
        try Self.answer(await perform(work), operation)
    }

    private static func answer<R>(
        _ result: Result<R, BusFailure>, _ operation: KeyringError.Operation
    ) throws(KeyringError) -> R {
        do throws(BusFailure) {
            return try result.get()
        } catch {
            throw KeyringError(error, operation)
        }
    }

    /// Runs `work` on the bus's thread, against the deadline and the cancellation of this task.
    private nonisolated func perform<R: Sendable>(_ work: @escaping Work<R>) async -> Result<R, BusFailure> {
        let call = BusCall()
        return await withTaskCancellationHandler {
            async let _ = expire(call)  // cancelled and awaited when this scope ends
            return await run(work, call)
        } onCancel: {
            call.interrupt(.cancelled)
        }
    }

    private nonisolated func expire(_ call: BusCall) async {
        do {
            var seen = personWait.count
            while true {
                try await clock.sleep(for: deadline)
                // A person was asked meanwhile: what is waited for has only begun since.
                guard personWait.isOpen || personWait.count != seen else { break }
                seen = personWait.isOpen ? seen : personWait.count
            }
            call.interrupt(.deadline)
        } catch {
            // Cancelled: the call has ended, or its own cancellation ends it.
        }
    }

    /// Tries once more over a new connection where the one we had turns out to be gone.
    private func run<R>(_ work: Work<R>, _ call: BusCall) -> Result<R, BusFailure> {
        do throws(BusFailure) {
            return .success(try work(self, call))
        } catch .lost {
            link = nil
        } catch {
            return .failure(error)
        }
        return Result { () throws(BusFailure) in try work(self, call) }
    }

    /// How often the open link waited for an answer.
    var waits: Int { link?.waits ?? 0 }

    private func currentLink(_ call: BusCall) throws(BusFailure) -> SecretServiceLink {
        try call.check()
        if let link { return link }
        let opened = try newLink(call)
        link = opened
        return opened
    }

    /// On the first bus that answers. What is wrong with one that does answer is told, and no other one is tried.
    private func newLink(_ call: BusCall) throws(BusFailure) -> SecretServiceLink {
        for (index, text) in addresses.enumerated() {
            do throws(BusFailure) {
                let link = try SecretServiceLink(to: BusAddress(text), trusting: trust, watch: watch, call: call)
                if index > 0 { noteDetour(from: addresses[0], to: text) }
                return link
            } catch .notReady(.noBus) {
                continue
            }
        }
        throw .notReady(.noBus)
    }

    private func noteDetour(from stale: String, to used: String) {
        guard !hasNoticed else { return }
        hasNoticed = true
        let used = used.plainLine(limit: 200)
        notice(
            """
            no bus answers at \(stale.plainLine(limit: 200)); \(used) is used instead
              for this shell: export DBUS_SESSION_BUS_ADDRESS='\(used)'
            """)
    }
}
