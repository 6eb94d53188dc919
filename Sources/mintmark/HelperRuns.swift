import Synchronization

/// The helper programs that run now; an interruption ends those whose output nobody has sent anywhere yet.
final class HelperRuns: Sendable {
    private struct State {
        var isOver = false
        var next = 0
        var ends: [Int: @Sendable () -> Void] = [:]
    }
    private let state = Mutex(State())

    /// - Parameter end: Called at most once; at once where all is over already.
    /// - Returns: The run's name for ``finish(_:)``.
    func begin(_ end: @escaping @Sendable () -> Void) -> Int {
        let (number, isOver) = state.withLock { state in
            state.next += 1
            if !state.isOver { state.ends[state.next] = end }
            return (state.next, state.isOver)
        }
        if isOver { end() }
        return number
    }

    func finish(_ number: Int) { state.withLock { state in state.ends[number] = nil } }

    /// None starts any more.
    func endAll() {
        let ends = state.withLock { state in
            state.isOver = true
            defer { state.ends = [:] }
            return Array(state.ends.values)
        }
        for end in ends { end() }
    }
}
