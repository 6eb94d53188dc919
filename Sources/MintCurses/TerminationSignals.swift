import CTerminal
import Dispatch
import Glibc
public import MintScreen

/// SIGHUP, SIGINT and SIGTERM as an async sequence instead of a sudden end.
///
/// One per process: signal actions belong to the process. The former actions come back with ``stop()``.
@MainActor public final class TerminationSignals {
    /// Ends with ``stop()``. One reader.
    public let stream: AsyncStream<TerminationSignal>
    private let source: any DispatchSourceRead
    private let continuation: AsyncStream<TerminationSignal>.Continuation

    /// - Throws: ``TerminalUnavailable/failed(reason:)`` where the pipe or a handler cannot be made.
    public init() throws(TerminalUnavailable) {
        let pipe = mint_ending_signals_pipe()
        guard pipe >= 0, TerminationSignal.allCases.allSatisfy({ mint_ending_signal_watch($0.rawValue) }) else {
            throw .failed(reason: String(cString: strerror(errno)))
        }
        let (stream, continuation) = AsyncStream<TerminationSignal>.makeStream()
        self.stream = stream
        self.continuation = continuation
        source = DispatchSource.makeReadSource(fileDescriptor: pipe, queue: .main)
        source.setEventHandler {
            for number in bytes(from: pipe) {
                if let signal = TerminationSignal(rawValue: Int32(number)) { continuation.yield(signal) }
            }
        }
        source.activate()
    }

    public func stop() {
        for signal in TerminationSignal.allCases { mint_signal_release(signal.rawValue) }
        source.cancel()
        continuation.finish()
    }
}

/// Everything that waits in a non-blocking pipe, up to a bufferful.
func bytes(from pipe: Int32) -> ArraySlice<UInt8> {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = read(pipe, &buffer, buffer.count)
    return buffer.prefix(max(count, 0))
}
