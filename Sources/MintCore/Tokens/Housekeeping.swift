import Synchronization

/// What is done beside the rest, so that nobody waits for it with a token in his hand; a process waits for it before it ends.
/// Work that is lost with its process is of the kind that the next one makes up for.
public final class Housekeeping: Sendable {
    private let tasks = Mutex<[Task<Void, Never>]>([])

    public init() {}

    /// Runs `body`, then waits for what it left.
    public static func during<R>(_ body: (Housekeeping) async throws -> R) async rethrows -> R {
        let housekeeping = Housekeeping()
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
        tasks.withLock { $0.append(Task { await work() }) }
    }

    private func end() async {
        while let task = tasks.withLock({ $0.popLast() }) { await task.value }
    }
}
