import MintCore
import NIOCore
import NIOPosix
import Synchronization

/// One wait on loopback. Forgotten, it ends by itself.
final class LoopbackVisit: RedirectVisit {
    let redirectURI: String
    private let group: MultiThreadedEventLoopGroup
    private let door: RedirectDoor
    private let isTaken = Mutex(false)

    init(redirectURI: String, group: MultiThreadedEventLoopGroup, door: RedirectDoor) {
        self.redirectURI = redirectURI
        self.group = group
        self.door = door
    }

    deinit { group.shutdownGracefully { _ in } }

    /// Ends the visit, however it ends itself. Asked for again, it throws ``RedirectListenerError/closed``.
    func response() async throws -> String {
        let isFirst = isTaken.withLock { isTaken in
            defer { isTaken = true }
            return !isTaken
        }
        guard isFirst else { throw RedirectListenerError.closed }
        do {
            let target = try await door.response()
            await close()
            return target
        } catch {
            await close()
            throw error
        }
    }

    func close() async {
        door.shut()
        // Closes all that runs on the thread. A second time it only waits for the first.
        try? await group.shutdownGracefully()
    }
}
