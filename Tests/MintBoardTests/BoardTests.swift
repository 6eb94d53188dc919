import MintCore
import MintScreen
import Synchronization
import Testing

@testable import MintBoard

/// The whole board on scripted keys, a clock moved by hand and services that a test answers for.
@MainActor @Suite struct BoardTests {
    private let terminal = ScriptedTerminal()
    private let clock = HandClock()
    private let desk = Desk()

    private func run(
        signals: AsyncStream<TerminationSignal> = AsyncStream { _ in }, _ session: @MainActor () async throws -> Void
    ) async rethrows -> BoardEnding {
        let (services, terminal, clock) = (desk.services(clock: clock), terminal, clock)
        async let ending = Board.run(
            services: services, terminal: terminal, signals: signals, clock: clock, generator: SeededGenerator(seed: 1))
        try await session()
        return await ending
    }

    @Test(.timeLimit(.minutes(1)))
    func `from the first frame to q`() async throws {
        await desk.set([try Samples.record("billing", left: 100)])
        let ending = await run {
            #expect(await terminal.frame(with: "billing").text.contains("01:40"))
            clock.advance(seconds: 1)
            _ = await terminal.frame(with: "01:39")
            terminal.press(.character("q"))
        }
        #expect(ending == .quit && ending.exitStatus == .ok)
    }

    @Test(.timeLimit(.minutes(1)))
    func `the first rows come before the rest, which nobody waits for`() async throws {
        let (first, rest) = try (Samples.record("first", left: 100), Samples.record("rest", left: 200))
        let (reading, read) = AsyncStream<[ProfileRecord]>.makeStream()
        var services = desk.services(clock: clock)
        services.glance = { rows in
            var counts = AttentionCounts()
            for _ in 0...rows { counts.add(.valid) }
            return ProfileGlance([first], of: counts)
        }
        services.records = { await reading.first { _ in true } ?? [] }
        async let ending = Board.run(
            services: services, terminal: terminal, signals: AsyncStream { _ in }, clock: clock,
            generator: SeededGenerator(seed: 1))
        #expect(await !terminal.frame(with: "first").text.contains("rest"))
        read.yield([first, rest])
        #expect(await terminal.frame(with: "rest").text.contains("2 profiles"))
        terminal.press(.character("q"))
        #expect(await ending == .quit)
    }

    @Test(.timeLimit(.minutes(1)))
    func `profiles are read again once something was written, and not before`() async throws {
        let written = Mutex(1), readings = Mutex(0), looks = Mutex(0)
        let records = [try Samples.record("billing", left: 1000)]
        var services = desk.services(clock: clock)
        services.glance = { _ in ProfileGlance(records, at: Samples.now) }
        services.revision = {
            looks.withLock { $0 += 1 }
            return StoreRevision(own: 0, others: written.withLock { $0 })
        }
        services.records = {
            readings.withLock { $0 += 1 }
            return records
        }
        async let ending = Board.run(
            services: services, terminal: terminal, signals: AsyncStream { _ in }, clock: clock,
            generator: SeededGenerator(seed: 1))
        _ = await terminal.frame(with: "billing")
        /// Ticks until the board has looked so often.
        func look(_ count: Int) async {
            while looks.withLock({ $0 }) < count {
                clock.advance(seconds: 1)
                await Task.yield()
            }
        }
        // The glance was all there is; the first look after it knows no revision yet.
        await look(4)
        let before = readings.withLock { $0 }
        #expect(before == 1)
        written.withLock { $0 = 2 }
        await look(7)
        #expect(readings.withLock { $0 } == 2)
        terminal.press(.character("q"))
        #expect(await ending == .quit)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a signal ends it`() async throws {
        let (signals, send) = AsyncStream<TerminationSignal>.makeStream()
        let ending = await run(signals: signals) {
            _ = await terminal.frame(with: "There are no profiles yet.")
            send.yield(.hangUp)
        }
        #expect(ending == .signal(.hangUp) && ending.exitStatus == .interrupted)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a cancelled task ends it`() async throws {
        let (services, terminal, clock) = (desk.services(clock: clock), terminal, clock)
        let task = Task {
            await Board.run(
                services: services, terminal: terminal, signals: AsyncStream { _ in }, clock: clock,
                generator: SeededGenerator(seed: 1))
        }
        _ = await terminal.frame(with: "There are no profiles yet.")
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a terminal that is gone ends it`() async throws {
        let ending = await run { terminal.press(.endOfInput) }
        #expect(ending == .terminalClosed)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a renewal runs, and what another process changed appears by itself`() async throws {
        await desk.set([try Samples.record("billing", left: 100)])
        let ending = try await run {
            _ = await terminal.frame(with: "billing")
            terminal.press(.character("R"))
            _ = await terminal.frame(with: "renewing 0 s")
            var record = try Samples.record("billing", left: 3000)
            record.token?.generation = 2
            await desk.answerRenewal(.success(record))
            _ = await terminal.frame(with: "50:00")
            await desk.set([record, try Samples.record("from-elsewhere")])
            for _ in 0..<4 {
                clock.advance(seconds: 1)
                _ = await terminal.frame(with: "billing")
            }
            _ = await terminal.frame(with: "from-elsewhere")
            terminal.press(.ctrl("c"))
        }
        #expect(ending == .quit)
    }

    @Test(.timeLimit(.minutes(1)))
    func `quitting cancels what is under way and waits for it`() async throws {
        await desk.set([try Samples.record("billing", left: 100)])
        _ = await run {
            _ = await terminal.frame(with: "billing")
            terminal.press(.character("R"))
            _ = await terminal.frame(with: "renewing 0 s")
            await desk.renewalAsked()
            terminal.press(.character("q"))
            _ = await terminal.frame(with: "Ending 1 renewal")
        }
        #expect(await desk.cancellations == 1)
    }

    @Test(.timeLimit(.minutes(1)))
    func `ctrl-z and ctrl-l reach the terminal, a new size is drawn`() async throws {
        await desk.set([try Samples.record("billing", left: 100)])
        _ = await run {
            _ = await terminal.frame(with: "billing")
            terminal.press(.suspend, .ctrl("l"))
            terminal.size = Size(columns: 40, rows: 10)
            terminal.press(.resize, .character("q"))
        }
        #expect(terminal.suspensions == 1 && terminal.invalidations == 1)
        #expect(terminal.frames.last?.size == Size(columns: 40, rows: 10))
    }

    @Test(.timeLimit(.minutes(1)))
    func `rungs appear as they are reported`() async throws {
        await desk.set([try Samples.record("billing", left: 100)])
        _ = await run {
            _ = await terminal.frame(with: "billing")
            terminal.press(.character("p"))
            let probing = await terminal.frame(with: "All the way up")
            #expect(probing.text.contains("ok   name"))
            terminal.press(.character("q"), .character("q"))
        }
    }
}

/// Services whose answers a test gives.
actor Desk {
    private var records: [ProfileRecord] = []
    private(set) var cancellations = 0
    private var pending: CheckedContinuation<ProfileRecord, any Error>?
    private var askedWaiters: [CheckedContinuation<Void, Never>] = []

    func set(_ records: [ProfileRecord]) { self.records = records }

    nonisolated func services(clock: HandClock) -> BoardServices {
        BoardServices(
            hostName: "test", now: { clock.wall }, records: { await self.records },
            renew: { _, _ in try await self.renew() },
            probe: { _, report in await report(Rung(.name, microseconds: 5, detail: "127.0.0.1")) },
            storeStates: { _ in [.vault: .ready] },
            storeDoor: { _ in StoreDoor(state: .ready, opening: .none, wayForward: "") }, openStore: { _, _ in },
            isSealed: { _ in false }, unseal: { _ in }, inspect: .quiet, batch: .quiet, memory: .quiet)
    }

    /// Returns once a renewal waits for its answer.
    func renewalAsked() async {
        if pending == nil { await withCheckedContinuation { askedWaiters.append($0) } }
    }

    func answerRenewal(_ result: Result<ProfileRecord, any Error>) async {
        await renewalAsked()
        if case .success(let record) = result { records = [record] }
        pending?.resume(with: result)
        pending = nil
    }

    private func renew() async throws -> ProfileRecord {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { answer in
                pending = answer
                for waiter in askedWaiters { waiter.resume() }
                askedWaiters = []
            }
        } onCancel: {
            Task { await self.cancelRenewal() }
        }
    }

    private func cancelRenewal() {
        cancellations += 1
        pending?.resume(throwing: CancellationError())
        pending = nil
    }
}
