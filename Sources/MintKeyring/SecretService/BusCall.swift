import CSecret
import Synchronization

/// One call's way to be given up, from any thread: by its deadline, or by the task that asked.
final class BusCall: Sendable {
    enum Interruption: Equatable, Sendable { case deadline, cancelled }

    /// For GLib's calls. GCancellable may be cancelled from any thread (its documentation says so), the pointer never
    /// changes, and the object lives as long as this one.
    nonisolated(unsafe) let cancellable: UnsafeMutablePointer<GCancellable>
    private let reason = Mutex<Interruption?>(nil)

    init() {
        cancellable = g_cancellable_new()
    }

    deinit {
        g_object_unref(cancellable)
    }

    /// Why the call was given up; the first reason stays.
    var interruption: Interruption? { reason.withLock { $0 } }

    func interrupt(_ interruption: Interruption) {
        reason.withLock { $0 = $0 ?? interruption }
        g_cancellable_cancel(cancellable)
    }

    /// Ends a call early that has not reached the bus yet.
    func check() throws(BusFailure) {
        if let interruption { throw .interrupted(interruption) }
    }
}
