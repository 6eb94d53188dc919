import Glibc
import MintCore
import Synchronization

/// Asks on the terminal, with and without echo; an interruption in between gives the terminal its echo back.
final class Prompter: Sendable {
    private let saved = Mutex<termios?>(nil)
    private let isAsking = Atomic(false)

    func ask(_ prompt: String) -> String? {
        StandardStreams.write(prompt, to: STDERR_FILENO)
        isAsking.store(true, ordering: .relaxed)
        defer { isAsking.store(false, ordering: .relaxed) }
        return readLine().map { String(decoding: $0, as: UTF8.self) }
    }

    func askSecret(_ prompt: String) -> Secret? {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return nil }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        // First of all: a signal from here on gives the echo back and ends the process.
        isAsking.store(true, ordering: .sequentiallyConsistent)
        saved.withLock { $0 = before }
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer { _ = giveBack() }
        StandardStreams.write(prompt, to: STDERR_FILENO)
        var line = readLine()
        isAsking.store(false, ordering: .relaxed)
        StandardStreams.write("\n", to: STDERR_FILENO)
        defer { line?.withUnsafeMutableBytes { if let base = $0.baseAddress { explicit_bzero(base, $0.count) } } }
        return line.map { Secret($0) }
    }

    /// The same on a thread of its own: a person takes long, and other work goes on.
    func askSecretAside(_ prompt: String) async -> Secret? {
        await withCheckedContinuation { continuation in
            let work: @Sendable () -> Void = { continuation.resume(returning: self.askSecret(prompt)) }
            if BlockingThread.start(work) != nil { work() }
        }
    }

    /// A line as it comes, on a thread of its own; `nil` at the end of the input.
    func lineAside() async -> [UInt8]? {
        await withCheckedContinuation { continuation in
            let work: @Sendable () -> Void = {
                self.isAsking.store(true, ordering: .sequentiallyConsistent)
                let line = self.readLine()
                self.isAsking.store(false, ordering: .relaxed)
                continuation.resume(returning: line)
            }
            if BlockingThread.start(work) != nil { work() }
        }
    }

    /// - Returns: Whether somebody was being asked, so that there is nothing to finish first.
    func giveBack() -> Bool {
        saved.withLock { saved in
            if var before = saved {
                tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
                saved = nil
            }
        }
        return isAsking.load(ordering: .relaxed)
    }

    /// One line without its end; `nil` at the end of the input.
    private func readLine() -> [UInt8]? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 65_536 {
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return line.isEmpty ? nil : line }
            if byte == 0x0A { return line }
            line.append(byte)
        }
        return line
    }
}
