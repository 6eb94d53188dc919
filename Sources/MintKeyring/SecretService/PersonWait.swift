import Synchronization

extension Result where Failure == BusFailure {
    /// Whether somebody was asked and closed the window.
    var isDismissed: Bool {
        if case .failure(.dismissed) = self { true } else { false }
    }
}

/// Whether somebody is being asked in a window of the service's own right now. No deadline runs meanwhile: a person
/// may take as long as it takes (A5).
final class PersonWait: Sendable {
    private struct State {
        var isOpen = false
        var count = 0
        var wasDismissed = false
    }
    private let state = Mutex(State())

    var isOpen: Bool { state.withLock(\.isOpen) }
    /// How many such waits there were.
    var count: Int { state.withLock(\.count) }

    /// Whether the last answer was none.
    var wasDismissed: Bool { state.withLock(\.wasDismissed) }

    func begin() {
        state.withLock { state in
            state.isOpen = true
            state.count += 1
        }
    }

    func end(isDismissed: Bool) {
        state.withLock { state in
            state.isOpen = false
            state.wasDismissed = isDismissed
        }
    }
}
