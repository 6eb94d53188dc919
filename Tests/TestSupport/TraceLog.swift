public import MintCore
import Synchronization

/// Keeps the hops of a trace for a test to read.
public final class TraceLog: Sendable {
    private let kept = Mutex<[Trace.Hop]>([])

    public init() {}

    public var hops: [Trace.Hop] { kept.withLock { $0 } }
    public func note(_ hop: Trace.Hop) { kept.withLock { $0.append(hop) } }
}
