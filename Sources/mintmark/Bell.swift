import CProcess
import Glibc

/// Wakes one who waits for input.
final class Bell: Sendable {
    /// The ends of a pipe; negative where the process has no descriptor left: then it never rings.
    private let ends: [Int32]

    init() {
        var ends: [Int32] = [-1, -1]
        if mint_pipe(&ends) != 0 { ends = [-1, -1] }
        self.ends = ends
    }

    deinit { for end in ends where end >= 0 { close(end) } }

    func ring() { _ = write(ends[1], [1], 1) }

    /// Waits for input or for the bell.
    func rings(before input: Int32) -> Bool {
        var waits = [
            pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0),
            pollfd(fd: input, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&waits, 2, -1) < 0 { if errno != EINTR { return false } }
        return waits[0].revents != 0
    }
}
