import CProcess
import Glibc

/// Descriptor numbers that must not come to belong to anything of ours.
enum ReservedDescriptors {
    /// The standard streams, where they were closed, and what `exec` will hand over: another thread that closed its own
    /// descriptor of that number would take the token away again.
    static func take(for arguments: [String]) {
        // Whoever reads there or writes there is told that it is closed.
        for (number, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)] {
            hold(number, mode)
        }
        guard arguments.first == "exec" else { return }
        for number in numbers(in: arguments.prefix { $0 != "--" }) where (3...255).contains(number) {
            hold(number, O_RDONLY)
        }
    }

    static func numbers(in words: some Collection<String>) -> [Int32] {
        var numbers: [Int32] = [], takesNext = false
        for word in words {
            if takesNext || word.hasPrefix("--fd=") {
                numbers += [Int32(word.drop { !$0.isNumber })].compactMap(\.self)
            }
            takesNext = word == "--fd"
            // One of the two, as the other one is asked for or not.
            if word == "--header-file" { numbers += [9, 10] }
        }
        return numbers
    }

    private static func hold(_ number: Int32, _ mode: Int32) {
        guard mint_fd_is_open(number) == 0 else { return }
        let file = open("/dev/null", mode | O_CLOEXEC)
        guard file >= 0, file != number else { return }
        dup2(file, number)
        close(file)
        _ = mint_fd_close_on_exec(number)
    }
}
