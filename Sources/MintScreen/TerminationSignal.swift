/// A polite request from outside to end; the raw values are those of POSIX.
public enum TerminationSignal: Int32, Sendable, CaseIterable {
    case hangUp = 1
    case interrupt = 2
    case terminate = 15
}
