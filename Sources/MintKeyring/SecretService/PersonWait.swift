import Synchronization

/// Whether somebody is being asked in a window of the service's own right now. No deadline runs meanwhile: a person
/// may take as long as it takes (A5).
final class PersonWait: Sendable {
    private struct State {
        var isOpen = false
        var count = 0
    }
    private let state = Mutex(State())

    var isOpen: Bool { state.withLock(\.isOpen) }
    /// How many such waits there were.
    var count: Int { state.withLock(\.count) }

    func begin() {
        state.withLock { state in
            state.isOpen = true
            state.count += 1
        }
    }

    func end() { state.withLock { $0.isOpen = false } }
}
