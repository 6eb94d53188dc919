import CNcurses
import Glibc

/// The open ends of a terminal and the `SCREEN` that ncurses keeps for them.
@MainActor final class Descriptors {
    let input: Int32
    let output: Int32
    /// As they were before ncurses changed them.
    private(set) var settings = termios()
    private var files: [UnsafeMutablePointer<FILE>] = []
    private var screen: OpaquePointer?

    nonisolated init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
    }

    /// Starts ncurses on the two ends.
    func open(name: String?) throws(TerminalUnavailable) {
        guard isatty(input) == 1, isatty(output) == 1 else { throw .notATerminal }
        guard let name, !name.isEmpty else { throw .noName }
        guard tcgetattr(output, &settings) == 0 else { throw .failed(reason: String(cString: strerror(errno))) }
        guard mint_terminal_is_known(name, output) else { throw .unknown(name: shown(name)) }
        // Copies, so that closing our files leaves the caller's descriptors open.
        guard let reading = file(input, "r"), let writing = file(output, "w") else {
            let reason = String(cString: strerror(errno))
            close()
            throw .failed(reason: reason)
        }
        // newterm() says NULL where initscr() would exit the process.
        screen = newterm(name, writing, reading)
        guard screen != nil, mint_capability("cup") != nil else {
            let isKnown = screen != nil
            if isKnown { endwin() }
            close()
            throw isKnown ? .tooSimple(name: shown(name)) : .unknown(name: shown(name))
        }
    }

    func close() {
        if let screen { delscreen(screen) }
        screen = nil
        for file in files { fclose(file) }
        files = []
    }

    /// Sends a sequence that ncurses knows nothing about. Failures are left to the next real write: the terminal is
    /// gone then.
    func send(_ sequence: String) { send(Array(sequence.utf8)) }

    func send(_ sequence: [UInt8]) {
        sequence.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = write(output, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Whether the shell has given the terminal to this process: a job in the background keeps its hands off it.
    var isForeground: Bool { tcgetpgrp(output) == getpgrp() }

    /// Whether nothing will ever be read again: the other end has hung up, or reached its end.
    var isAtEnd: Bool {
        var state = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        guard poll(&state, 1, 0) > 0 else { return false }
        if state.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { return true }
        return state.revents & Int16(POLLIN) != 0 && mint_terminal_waiting(input) <= 0
    }

    private func file(_ descriptor: Int32, _ mode: String) -> UnsafeMutablePointer<FILE>? {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { return nil }
        guard let file = fdopen(copy, mode) else {
            Glibc.close(copy)
            return nil
        }
        files.append(file)
        return file
    }

    /// The name comes from the environment: it goes into a message without what could steer a terminal.
    private func shown(_ name: String) -> String {
        String(
            name.unicodeScalars.filter { $0.isASCII && $0.value > 0x20 && $0.value < 0x7F }.prefix(40).map(
                Character.init))
    }
}
