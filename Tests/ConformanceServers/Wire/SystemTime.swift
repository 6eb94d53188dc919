internal import Glibc

/// The machine's clock: the client under test is a process of its own and reads it too.
enum SystemTime {
    /// Whole seconds since the epoch.
    static var seconds: Int { time(nil) }
}
