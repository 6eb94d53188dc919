import CSecret

/// Where a connection's answers, signals and end arrive; nothing is looked at until somebody waits.
final class BusContext {
    let raw: OpaquePointer

    init() { raw = g_main_context_new() }

    deinit { g_main_context_unref(raw) }

    /// GLib tells whoever starts something where that thread's default context is: this one, for as long as `body` runs.
    func asDefault<R>(_ body: () -> R) -> R {
        g_main_context_push_thread_default(raw)
        defer { g_main_context_pop_thread_default(raw) }
        return body()
    }

    /// Waits for something to arrive and takes it.
    func iterate() { g_main_context_iteration(raw, 1) }
}
