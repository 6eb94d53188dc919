public import MintCore

/// Storage in the desktop's keyring, over the Secret Service API and libsecret's encrypted sessions.
///
/// No call ever raises a prompt or creates a collection: the state is looked at first. Each call blocks on D-Bus, so
/// the actor brings its own thread; a call is given up at its deadline (``KeyringError/slow(_:_:)``, which never means
/// "absent") or when its task is cancelled. Calls that wait for another one are waiting on their own deadline.
///
/// Nothing is read from the environment: libsecret is put on a connection to the given address.
public actor SecretServiceKeyring: Keyring {
    private let address: String?
    private let deadline: Duration
    private let clock: any Clock<Duration>
    private let trust: BusTrust
    private let thread = SerialThread(label: "secret-service")
    private let watch: Stopwatch
    private var link: SecretServiceLink?

    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - busAddress: The session bus (D-Bus specification, "Server Addresses"): `unix:path=/run/user/1000/bus`.
    ///     `nil` where there is none: the state is then ``StoreState/noBus``.
    ///   - deadline: The longest that any one call may take.
    public init(busAddress: String?, deadline: Duration = .seconds(10)) {
        self.init(busAddress: busAddress, deadline: deadline, clock: ContinuousClock(), trust: BusTrust())
    }

    init(busAddress: String?, deadline: Duration, clock: any Clock<Duration>, trust: BusTrust) {
        address = busAddress
        self.deadline = deadline
        self.clock = clock
        watch = Stopwatch(clock)
        self.trust = trust
    }

    public nonisolated func state() async -> StoreState {
        let result = await perform { (keyring, call) throws(BusFailure) in
            _ = try keyring.currentLink(call).readyCollection(call: call)
        }
        switch result {
        case .success: return .ready
        case .failure(.notReady(let state)): return state
        case .failure(.interrupted(.deadline)): return .refused("it gave no answer within \(deadline)")
        case .failure(.interrupted(.cancelled)): return .refused("the question was cancelled")
        case .failure(let failure): return .refused(KeyringError(failure, .load).headline)
        }
    }

    public nonisolated func store(
        _ secret: Secret, at key: KeyringKey, bound binding: SecretBinding
    ) async throws(KeyringError) {
        try key.checkForm(in: .secretService, .store)
        try secret.checkSize(in: .secretService)
        try await perform(.store) { (keyring, call) throws(BusFailure) in
            try keyring.currentLink(call).store(secret, as: Item(key, binding), call: call)
        }
    }

    /// Reads a secret. The binding is not compared: the Secret Service keeps none (see ``SecretBinding``).
    public nonisolated func secret(
        at key: KeyringKey, bound binding: SecretBinding
    ) async throws(KeyringError) -> Secret? {
        try key.checkForm(in: .secretService, .load)
        return try await perform(.load) { (keyring, call) throws(BusFailure) in
            try keyring.currentLink(call).secret(of: Item(key, binding), call: call)
        }
    }

    public nonisolated func makeReady() async throws(KeyringError) {
        let state = await state()
        guard state == .ready else { throw .unavailable(.secretService, state) }
    }

    public nonisolated func remove(_ key: KeyringKey) async throws(KeyringError) {
        try key.checkForm(in: .secretService, .remove)
        try await perform(.remove) { (keyring, call) throws(BusFailure) in
            try keyring.currentLink(call).remove(Item(key), call: call)
        }
    }
}

extension SecretServiceKeyring {
    private typealias Work<R> = @Sendable (isolated SecretServiceKeyring, BusCall) throws(BusFailure) -> R

    private nonisolated func perform<R: Sendable>(
        _ operation: KeyringError.Operation, _ work: @escaping Work<R>
    ) async throws(KeyringError) -> R {
        do throws(BusFailure) {
            return try await perform(work).get()
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
            try await clock.sleep(for: deadline)
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
        let opened = try SecretServiceLink(to: BusAddress(address), trusting: trust, watch: watch, call: call)
        link = opened
        return opened
    }
}
