import Glibc
import MintCommands
import MintCore
import Synchronization

/// The process's own streams.
enum StandardStreams {
    /// - Parameter redactor: Every line passes it, on its way out and on its way in; but for what is handed out on purpose.
    static func console(_ prompter: Prompter, _ trouble: OutputTrouble, _ redactor: Redactor) -> Console {
        let out = { @Sendable (text: String) in
            if let error = write(text, to: STDOUT_FILENO) { trouble.note(error) }
        }
        return Console(
            out: { out(redactor.redact($0)) }, handOut: out, err: { write(redactor.redact($0), to: STDERR_FILENO) },
            inputIsTerminal: isatty(STDIN_FILENO) == 1, outputIsTerminal: isatty(STDOUT_FILENO) == 1,
            readInput: { try readInput() }, ask: { prompter.ask($0) },
            askSecret: { learned(prompter.askSecret($0), redactor) },
            learn: { redactor.learn($0) }, outputIsGone: { isGone(STDOUT_FILENO) },
            redact: { redactor.redact($0) })
    }

    /// Says something on stderr outside of any verb.
    ///
    /// - Parameter asJSON: A program reads it, as one object a line.
    static func note(_ words: String, asJSON: Bool) {
        let object = JSONValue.object(["note": .string(words), "schema_version": .int(1)])
        write((asJSON ? object.serialized() : words) + "\n", to: STDERR_FILENO)
    }

    private static func learned(_ secret: Secret?, _ redactor: Redactor) -> Secret? {
        if let secret { redactor.learn(secret) }
        return secret
    }

    /// A pipe without a reader says so before anything is written to it.
    private static func isGone(_ descriptor: Int32) -> Bool {
        var looked = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&looked, 1, 0) == 1
    }

    /// Everything, or as much as is taken.
    ///
    /// - Returns: The `errno` of what stopped it.
    @discardableResult static func write(_ text: String, to descriptor: Int32) -> Int32? {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let count = Glibc.write(descriptor, part.baseAddress, part.count)
                if count < 0, errno == EINTR || errno == EAGAIN { continue }
                guard count > 0 else { return errno }
                rest = rest.dropFirst(count)
            }
            return nil
        }
    }

    private static func readInput() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(STDIN_FILENO, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw Failure(headline: "stdin cannot be read: \(String(cString: strerror(errno)))")
            }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= 1 << 20 else { throw Failure(headline: "stdin gave more than 1 MiB") }
        }
    }
}

/// Whether a result could not be written: a script must not take an empty answer for a good one.
final class OutputTrouble: Sendable {
    private let error = Atomic<Int32>(0)

    func note(_ number: Int32) { error.store(number, ordering: .relaxed) }

    /// The exit code of a run that ended with `code`. A reader that went away (`| head`) has all that it wanted.
    func exitCode(_ code: Int32) -> Int32 {
        let number = error.load(ordering: .relaxed)
        guard number != 0, number != EPIPE else { return code }
        StandardStreams.write(
            "mintmark: stdout cannot be written: \(String(cString: strerror(number)))\n", to: STDERR_FILENO)
        return code == 0 ? ExitStatus.local.rawValue : code
    }
}
