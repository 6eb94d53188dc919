import Glibc
import MintBoard
import MintCore
import Synchronization

/// Asks on the terminal, with and without echo; an interruption in between gives the terminal its echo back.
final class Prompter: Sendable {
    /// A terminal without echo, as it was.
    private let saved = Mutex<(descriptor: Int32, modes: termios)?>(nil)
    private let isAsking = Atomic(false)
    /// Those that work goes on beside.
    private let questions = QuestionQueue()

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
    /// work goes on, some of which must not be cut off. A signal takes the question back; it does not end the process.
    ///
    /// - Returns: ``PassphraseAnswer/notNow`` at once where a dialogue is asking: what is typed there belongs to it.
    func askSecretAside(_ prompt: String, on terminal: Terminal) async -> PassphraseAnswer {
        if questions.hasDialogue { return .notNow }
        switch await aside(isDialogue: false, { self.readSecret(prompt, on: terminal, orUntil: $0) }) {
        case .line(let secret): return .given(secret)
        case .end: return .refused
        case .interrupted: return .interrupted
        }
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
    func lineAside() async -> PlainInput<[UInt8]> {
        await aside(isDialogue: true) { self.readLine(orUntil: $0) }
    }

    /// The same without echo, where there is one.
    ///
    /// - Parameters:
    ///   - prompt: `nil` where the input is no terminal.
    ///   - mayBeKey: Whether a JWK comes whole, with all its lines, as a key in PEM does anywhere.
    func secretLineAside(_ prompt: String?, mayBeKey: Bool) async -> PlainInput<Secret> {
        await aside(isDialogue: true) { bell in
            prompt.map { self.readSecret($0, on: .standard, mayBeKey: mayBeKey, orUntil: bell) }
                ?? self.readSecretLines(from: STDIN_FILENO, mayBeKey: mayBeKey, orUntil: bell)
        }
    }

    private func aside<Value: Sendable>(
        isDialogue: Bool, _ read: @escaping @Sendable (Bell) -> PlainInput<Value>
    ) async -> PlainInput<Value> {
        let (bell, questions) = (Bell(), questions)
        return await withTaskCancellationHandler {
            guard await questions.begin(bell, isDialogue: isDialogue) else { return .interrupted }
            defer { questions.end() }
            return await withCheckedContinuation { continuation in
                let work: @Sendable () -> Void = { continuation.resume(returning: read(bell)) }
                if BlockingThread.start(work) != nil { work() }
            }
        } onCancel: {
            questions.takeBack(bell)
        }
    }

    /// Takes the question back that is asked beside other work.
    ///
    /// - Returns: Whether there was one.
    @discardableResult func interruptLine() -> Bool { questions.interrupt() }

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

    private func readSecret(
        _ prompt: String, on terminal: Terminal, mayBeKey: Bool = false, orUntil bell: Bell?
    ) -> PlainInput<Secret> {
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
        let secret = readSecretLines(from: terminal.input, echoless: terminal.output, mayBeKey: mayBeKey, orUntil: bell)
        StandardStreams.write("\n", to: terminal.output)
        return secret
    }

    /// A line as a secret; of a key in PEM, and where there may be a JWK of that, all lines. What they lay in is wiped.
    ///
    /// - Parameter screen: Where a terminal shows something; there the line is edited here.
    private func readSecretLines(
        from input: Int32, echoless screen: Int32? = nil, mayBeKey: Bool, orUntil bell: Bell?
    ) -> PlainInput<Secret> {
        // Growing would leave copies behind.
        var text: [UInt8] = [], line: [UInt8] = []
        text.reserveCapacity(Self.limit)
        line.reserveCapacity(Self.limit)
        defer {
            text.wipe()
            line.wipe()
        }
        repeat {
            line.wipe()
            switch readLine(into: &line, from: input, isEdited: screen != nil, orUntil: bell) {
            case .line: break
            case .end: return text.isEmpty ? .end : .line(Secret(text))
            case .interrupted: return .interrupted
            }
            if !text.isEmpty {
                if line.elementsEqual(":cancel".utf8) { return .line(Secret(line)) }
                if KeyLines.isEnd(line, after: text) { break }
                text.append(0x0A)
            } else if let screen, KeyLines.goOn(after: line, endingIn: line, mayBeJWK: mayBeKey) {
                StandardStreams.write("\n(a key, up to its last line; an empty line ends it)\n", to: screen)
            }
            text += line
        } while text.count <= Self.limit && KeyLines.goOn(after: text, endingIn: line, mayBeJWK: mayBeKey)
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
            case 0x08 where isEdited, 0x7F where isEdited: line.wipeCharacter()
            case 0x15 where isEdited: line.wipe()
            default: if line.count <= Self.limit { line.append(byte) }
            }
        }
    }
}

extension PlainInput {
    fileprivate var given: Value? { if case .line(let value) = self { value } else { nil } }
}
