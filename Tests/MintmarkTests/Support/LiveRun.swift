import Foundation
import Synchronization
import TestSupport
import Testing

/// One run of the real binary that a test talks to: what it says is waited for, what it reads is sent meanwhile.
final class LiveRun: Sendable {
    struct Ended: Error {
        let expected: String, err: String
    }

    private struct State {
        var out: [UInt8] = []
        var err: [UInt8] = []
        var openStreams = 2
        var code: Int32?
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let pid: pid_t
    private let input: Int32
    private let state = Mutex(State())

    /// - Parameter input: What stdin holds from the start; `nil` leaves it open for ``send(_:)``.
    init(_ program: Program, _ arguments: [String], input text: String? = nil, environment more: [String: String] = [:])
        throws
    {
        var variables = ProcessInfo.processInfo.environment
        variables["MINTMARK_HOME"] = program.home
        variables.merge(program.environment) { $1 }
        variables.merge(more) { $1 }
        let pipes = try (0..<3).map { _ in try Self.pipe() }
        let inside = [pipes[0].read, pipes[1].write, pipes[2].write]
        defer { for end in inside { close(end) } }
        pid = try Spawn.start(program.wrapper + [Program.path] + arguments, environment: variables, streams: inside)
        input = pipes[0].write
        if let text { send(text) }
        for (stream, isError) in [(pipes[1].read, false), (pipes[2].read, true)] {
            Thread.detachNewThread { [self] in collect(stream, isError: isError) }
        }
    }

    /// Writes to stdin and ends it.
    func send(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
        close(input)
    }

    /// Of a run that has ended nobody else is hit.
    func signal(_ number: Int32) {
        if state.withLock({ $0.code == nil }) { kill(pid, number) }
    }

    /// Everything on stderr, once it holds the text.
    @discardableResult func err(with text: String) async throws -> String { try await stream(\.err, with: text) }

    /// Everything on stdout, once it holds the text.
    @discardableResult func out(with text: String) async throws -> String { try await stream(\.out, with: text) }

    private func stream(_ bytes: any KeyPath<State, [UInt8]> & Sendable, with text: String) async throws -> String {
        while true {
            let (said, isOver) = state.withLock {
                (String(decoding: $0[keyPath: bytes], as: UTF8.self), $0.code != nil)
            }
            if said.contains(text) { return said }
            guard !isOver else { throw Ended(expected: text, err: said) }
            await news { String(decoding: $0[keyPath: bytes], as: UTF8.self) == said && $0.code == nil }
        }
    }

    /// How it ended.
    func outcome() async -> Program.Outcome {
        while true {
            let ended = state.withLock { state in
                state.code.map {
                    Program.Outcome(
                        code: $0, out: String(decoding: state.out, as: UTF8.self),
                        err: String(decoding: state.err, as: UTF8.self))
                }
            }
            if let ended { return ended }
            await news { $0.code == nil }
        }
    }

    /// Waits for any change, unless what was seen is not the newest any more.
    private func news(_ isStill: @Sendable (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isNew = state.withLock { state in
                guard isStill(state) else { return true }
                state.waiting.append(continuation)
                return false
            }
            if isNew { continuation.resume() }
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiting = state.withLock { state in
            body(&state)
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// On a thread of its own; the one whose stream ends last learns how the program ended.
    private func collect(_ stream: Int32, isError: Bool) {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(stream, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            let part = chunk[..<count]
            change { if isError { $0.err += part } else { $0.out += part } }
        }
        close(stream)
        let isLast = state.withLock { state in
            state.openStreams -= 1
            return state.openStreams == 0
        }
        guard isLast else { return }
        let code = Spawn.exitCode(of: pid)
        change { $0.code = code }
    }

    /// A socket pair: unlike a pipe, no sibling can inherit it in between.
    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw Ended(expected: "a pipe", err: "") }
        return (ends[0], ends[1])
    }
}
