import Glibc
import MintCommands
import MintCore

/// The process's own streams.
enum StandardStreams {
    static func console(_ prompter: Prompter) -> Console {
        Console(
            out: { write($0, to: STDOUT_FILENO) }, err: { write($0, to: STDERR_FILENO) },
            inputIsTerminal: isatty(STDIN_FILENO) == 1, outputIsTerminal: isatty(STDOUT_FILENO) == 1,
            readInput: { try readInput() }, ask: { prompter.ask($0) }, askSecret: { prompter.askSecret($0) })
    }

    /// Everything, or as much as a reader that went away would take.
    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let count = Glibc.write(descriptor, part.baseAddress, part.count)
                if count < 0, errno == EINTR || errno == EAGAIN { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
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
