#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Threads for bodies that wait in system calls; neither the cooperative pool nor Dispatch lends one.
public enum BlockingThread {
    private final class Start: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs the body on a detached thread of its own.
    ///
    /// - Returns: The `errno` of a system that has no thread left, where nothing runs; `nil` where it runs.
    public static func start(_ body: @escaping @Sendable () -> Void) -> Int32? {
        let start = Unmanaged.passRetained(Start(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                // The argument is the pointer passed below; nil would be a broken pthread_create.
                if let argument { Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            return code
        }
        pthread_detach(thread)
        return nil
    }
}
