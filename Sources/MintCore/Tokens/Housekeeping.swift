import Synchronization

/// What is done beside the rest, so that nobody waits for it with a token in his hand; a process waits for it before it ends.
/// Work that is lost with its process is of the kind that the next one makes up for.
public final class Housekeeping: Sendable {
    private struct Superseded: Sendable {
        var key: KeyringKey
        var store: StoreName
        var sweeper: Sweeper
    }

    private struct State {
        var tasks: [Task<Void, Never>] = []
        var superseded: [Superseded] = []
    }

    private let share: Int
    private let state = Mutex(State())

    /// - Parameter share: So many items are removed together.
    public init(removingTogether share: Int = 1) { self.share = share }

    /// Runs `body`, then waits for what it left.
    public static func during<R>(
        removingTogether share: Int = 1, _ body: (Housekeeping) async throws -> R
    ) async rethrows -> R {
        let housekeeping = Housekeeping(removingTogether: share)
        do {
            let result = try await body(housekeeping)
            await housekeeping.end()
            return result
        } catch {
            await housekeeping.end()
            throw error
        }
    }

    func begin(_ work: @escaping @Sendable () async -> Void) {
        state.withLock { $0.tasks.append(Task { await work() }) }
    }

    /// Removes an item that was just superseded, with others or at the end. No generation is given twice, so
    /// that it needs no lock.
    func remove(_ key: KeyringKey, from store: StoreName, with sweeper: Sweeper) {
        let item = Superseded(key: key, store: store, sweeper: sweeper)
        let together = state.withLock { state -> [Superseded] in
            state.superseded.append(item)
            guard state.superseded.count >= share else { return [] }
            defer { state.superseded = [] }
            return state.superseded
        }
        if !together.isEmpty { begin { await Self.remove(together) } }
    }

    private static func remove(_ items: [Superseded]) async {
        for (store, items) in Dictionary(grouping: items, by: \.store) {
            guard let last = items.last else { continue }
            await last.sweeper.remove(items.map(\.key), from: store)
            await last.sweeper.sweepOld(in: store)
        }
    }

    private func end() async {
        let rest = state.withLock { state in
            defer { state.superseded = [] }
            return state.superseded
        }
        if !rest.isEmpty { begin { await Self.remove(rest) } }
        while let task = state.withLock({ $0.tasks.popLast() }) { await task.value }
    }
}
