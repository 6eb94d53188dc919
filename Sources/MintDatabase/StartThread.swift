import MintCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Runs the body on a thread of its own, where it may block; neither the cooperative pool nor Dispatch lends one.
///
/// - Parameter path: What the thread works on, for the error.
/// - Throws: Where the system has no thread left: an answer then, not a task that waits for ever.
func startThread(for path: String, _ body: @escaping @Sendable () -> Void) throws(StateError) {
    let start = Unmanaged.passRetained(ThreadStart(body))
    var thread = pthread_t()
    let code = pthread_create(
        &thread, nil,
        { argument in
            if let argument { Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().body() }
            return nil
        }, start.toOpaque())
    guard code == 0 else {
        start.release()
        throw .failed(path: path, reason: "no thread to wait on: \(String(cString: strerror(code)))")
    }
    pthread_detach(thread)
}

private final class ThreadStart: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
