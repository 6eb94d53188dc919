import MintCore
import NIOCore
import Synchronization

/// What the connections of one visit share: who is there, and whether the right one has come.
final class RedirectDoor: Sendable {
    private struct State {
        var listeners: [any Channel] = []
        /// The oldest first.
        var guests: [any Channel] = []
        var hasAdmitted = false
    }

    private let mostConnections: Int
    private let state = Mutex(State())
    private let first = FirstResult<String>()

    init(mostConnections: Int) { self.mostConnections = mostConnections }

    func opened(_ listeners: [any Channel]) {
        let isLate = state.withLock { state in
            state.listeners = listeners
            return state.hasAdmitted
        }
        // Somebody may have come before all addresses were listened on.
        if isLate { for listener in listeners { listener.close(promise: nil) } }
        for listener in listeners { listener.closeFuture.whenComplete { [weak self] _ in self?.listenerEnded() } }
    }

    func entered(_ channel: any Channel) {
        let leaving = state.withLock { state -> (any Channel)? in
            if state.hasAdmitted { return channel }
            state.guests.append(channel)
            return state.guests.count > mostConnections ? state.guests.removeFirst() : nil
        }
        leaving?.close(promise: nil)
    }

    func left(_ channel: any Channel) {
        state.withLock { state in state.guests.removeAll { $0 === channel } }
    }

    /// Ends the listening and every other connection.
    ///
    /// - Returns: Whether this one is the first that asks for what is waited for.
    func admit(_ channel: any Channel) -> Bool {
        let leaving = state.withLock { state -> [any Channel]? in
            guard !state.hasAdmitted else { return nil }
            state.hasAdmitted = true
            defer { (state.listeners, state.guests) = ([], []) }
            return state.listeners + state.guests.filter { $0 !== channel }
        }
        guard let leaving else { return false }
        for channel in leaving { channel.close(promise: nil) }
        return true
    }

    func deliver(_ target: String) { first.settle(.success(target)) }

    /// Nobody can come any more.
    func shut() { first.settle(.failure(RedirectListenerError.closed)) }

    /// At most one task may wait.
    func response() async throws -> String { try await first.value() }

    private func listenerEnded() {
        if !state.withLock({ $0.hasAdmitted }) { shut() }
    }
}
