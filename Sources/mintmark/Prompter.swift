import Glibc
import MintBoard
import MintCore
import Synchronization

/// Asks on the terminal, with and without echo; an interruption in between gives the terminal its echo back.
final class Prompter: Sendable {
    /// A terminal without echo, as it was.
    private let saved = Mutex<(descriptor: Int32, modes: termios)?>(nil)
    private let isAsking = Atomic(false)
    /// Takes the question of a dialogue back, while there is one.
    private let bell = Mutex<Bell?>(nil)

    func ask(_ prompt: String) -> String? {
        StandardStreams.write(prompt, to: STDERR_FILENO)
        isAsking.store(true, ordering: .relaxed)
        defer { isAsking.store(false, ordering: .relaxed) }
        return readLine().map { String(decoding: $0, as: UTF8.self) }.given
    }

    func askSecret(_ prompt: String) -> Secret? {
        // First of all: a signal from here on gives the echo back and ends the process.
        isAsking.store(true, ordering: .sequentiallyConsistent)
        defer { isAsking.store(false, ordering: .relaxed) }
        return readSecret(prompt, on: .standard, orUntil: nil).given
    }

    /// The same on a thread of its own, and also where the standard input is something else: a person takes long, and other
    /// work goes on. Ctrl-c takes the question back.
    ///
    /// - Returns: `nil` at once where a dialogue is asking: what is typed there belongs to it.
    func askSecretAside(_ prompt: String, on terminal: Terminal) async -> Secret? {
        guard bell.withLock({ $0 == nil }) else { return nil }
        isAsking.store(true, ordering: .sequentiallyConsistent)
        defer { isAsking.store(false, ordering: .relaxed) }
        return await aside { self.readSecret(prompt, on: terminal, orUntil: $0) }.given
    }

    /// Where a question is asked without echo.
    struct Terminal: Sendable {
        var input: Int32, output: Int32

        /// What this process reads from.
        static let standard = Terminal(input: STDIN_FILENO, output: STDERR_FILENO)

        /// The standard input where that is a terminal, else the terminal that this process was started on, unless it is
        /// in the background there.
        ///
        /// - Returns: `nil` where nobody can be asked.
        static func own() -> Terminal? {
            if isatty(STDIN_FILENO) == 1 { return .standard }
            let file = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
            guard file >= 0 else { return nil }
            guard tcgetpgrp(file) == getpgrp() else {
                close(file)
                return nil
            }
            return Terminal(input: file, output: file)
        }

        func end() { if input != STDIN_FILENO { close(input) } }
    }

    /// A line of a dialogue, on a thread of its own. Work goes on beside it, so a signal does not end the process: ctrl-c,
    /// and the end of the task, take the question back.
    func lineAside() async -> PlainInput<[UInt8]> { await aside { self.readLine(orUntil: $0) } }

    /// The same without echo, where there is one. A key in PEM comes whole.
    ///
    /// - Parameter prompt: `nil` where the input is no terminal.
    func secretLineAside(_ prompt: String?) async -> PlainInput<Secret> {
        await aside { bell in
            prompt.map { self.readSecret($0, on: .standard, orUntil: bell) }
                ?? self.readSecretLines(from: STDIN_FILENO, orUntil: bell)
        }
    }

    private func aside<Value>(
        _ read: @escaping @Sendable (Bell) -> PlainInput<Value>
    ) async -> PlainInput<Value> {
        let bell = Bell()
        self.bell.withLock { $0 = bell }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let work: @Sendable () -> Void = {
                    let input = read(bell)
                    self.bell.withLock { $0 = nil }
                    continuation.resume(returning: input)
                }
                if BlockingThread.start(work) != nil { work() }
            }
        } onCancel: {
            bell.ring()
        }
    }

    /// - Returns: Whether a dialogue was asking.
    func interruptLine() -> Bool {
        bell.withLock { bell in
            bell?.ring()
            return bell != nil
        }
    }

    /// - Returns: Whether somebody was being asked, so that there is nothing to finish first.
    func giveBack() -> Bool {
        saved.withLock { saved in
            if var before = saved {
                tcsetattr(before.descriptor, TCSAFLUSH, &before.modes)
                saved = nil
            }
        }
        return isAsking.load(ordering: .relaxed)
    }

    private func readSecret(_ prompt: String, on terminal: Terminal, orUntil bell: Bell?) -> PlainInput<Secret> {
        var before = termios()
        guard tcgetattr(terminal.input, &before) == 0 else { return .end }
        var silent = before
        // By lines, a terminal hands over 4,095 bytes of each at most: the line is edited here.
        silent.c_lflag &= ~tcflag_t(ECHO | ICANON)
        (silent.c_cc.6, silent.c_cc.5) = (1, 0)
        saved.withLock { $0 = (terminal.input, before) }
        tcsetattr(terminal.input, TCSAFLUSH, &silent)
        defer { _ = giveBack() }
        StandardStreams.write(prompt, to: terminal.output)
        let secret = readSecretLines(from: terminal.input, isEdited: true, orUntil: bell)
        StandardStreams.write("\n", to: terminal.output)
        return secret
    }

    /// A line as a secret; of a key in PEM or as a JWK all lines. What they lay in is wiped.
    private func readSecretLines(
        from input: Int32, isEdited: Bool = false, orUntil bell: Bell?
    ) -> PlainInput<Secret> {
        // Growing would leave copies behind.
        var text: [UInt8] = [], line: [UInt8] = []
        text.reserveCapacity(Self.limit)
        line.reserveCapacity(Self.limit)
        func wipe(_ bytes: inout [UInt8]) {
            bytes.withUnsafeMutableBytes { if let base = $0.baseAddress { explicit_bzero(base, $0.count) } }
            bytes.removeAll(keepingCapacity: true)
        }
        defer {
            wipe(&text)
            wipe(&line)
        }
        repeat {
            wipe(&line)
            switch readLine(into: &line, from: input, isEdited: isEdited, orUntil: bell) {
            case .line: break
            case .end: return text.isEmpty ? .end : .line(Secret(text))
            case .interrupted: return .interrupted
            }
            if !text.isEmpty {
                if line.elementsEqual(":cancel".utf8) { return .line(Secret(line)) }
                text.append(0x0A)
            }
            text += line
        } while text.count <= Self.limit && KeyLines.goOn(after: text, endingIn: line)
        return .line(Secret(text))
    }

    private static let limit = 65_536

    /// One line without its end.
    private func readLine(orUntil bell: Bell? = nil) -> PlainInput<[UInt8]> {
        var line: [UInt8] = []
        return readLine(into: &line, from: STDIN_FILENO, orUntil: bell).map { line }
    }

    /// Of a line that is too long one byte more than fits, and all of it is read.
    ///
    /// - Parameter isEdited: The terminal hands over each key, so that it is ours to take a character back.
    private func readLine(
        into line: inout [UInt8], from input: Int32, isEdited: Bool = false, orUntil bell: Bell?
    ) -> PlainInput<Void> {
        var byte: UInt8 = 0
        while true {
            if let bell, bell.rings(before: input) { return .interrupted }
            let count = read(input, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return line.isEmpty ? .end : .line(()) }
            switch byte {
            case 0x0A: return .line(())
            case 0x04 where isEdited: return line.isEmpty ? .end : .line(())
            case 0x08 where isEdited, 0x7F where isEdited:
                // The bytes that go on, and the one that begins the character.
                while let last = line.popLast(), last & 0xC0 == 0x80 {}
            case 0x15 where isEdited: line.removeAll(keepingCapacity: true)
            default: if line.count <= Self.limit { line.append(byte) }
            }
        }
    }
}

extension PlainInput {
    fileprivate var given: Value? { if case .line(let value) = self { value } else { nil } }
}
