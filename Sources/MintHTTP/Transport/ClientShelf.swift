import AsyncHTTPClient
import Dispatch
import NIOCore
import NIOPosix
import Synchronization

/// The clients that stand ready, and who uses them. It outlives the pool for as long as a request has one of them.
final class ClientShelf: Sendable {
    private struct Entry {
        let client: HTTPClient
        let pinGuard: PinGuard?
        var users = 0
        /// A greater one is later.
        var lastUse = 0
    }

    private struct State {
        var group: MultiThreadedEventLoopGroup?
        var entries: [ClientPool.Key: Entry] = [:]
        var uses = 0
        var isClosed = false

        mutating func openGroup() -> MultiThreadedEventLoopGroup? {
            if isClosed { return nil }
            if let group { return group }
            let made = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            group = made
            return made
        }

        /// Takes out the idle pinned clients that are too many, the longest unused first.
        mutating func surplus(over most: Int) -> [HTTPClient] {
            let pinned = entries.filter { $0.value.pinGuard != nil }
            let idle = pinned.filter { $0.value.users == 0 }.sorted { $0.value.lastUse < $1.value.lastUse }
            return idle.prefix(max(pinned.count - most, 0)).compactMap { entries.removeValue(forKey: $0.key)?.client }
        }
    }

    /// A client for one request. Keeps the thread running: a client still has work on it for a moment after its
    /// requests have failed.
    final class Lease: Sendable {
        let client: HTTPClient
        /// Where the client is pinned.
        let pinGuard: PinGuard?
        private let key: ClientPool.Key
        private let shelf: ClientShelf

        fileprivate init(_ client: HTTPClient, _ pinGuard: PinGuard?, _ key: ClientPool.Key, _ shelf: ClientShelf) {
            self.client = client
            self.pinGuard = pinGuard
            self.key = key
            self.shelf = shelf
            shelf.work.enter()
        }

        deinit {
            shelf.putBack(key)
            shelf.work.leave()
        }
    }

    /// Names come and go, so clients that are pinned to their addresses must not pile up.
    private let mostPinned: Int
    private let state = Mutex(State())
    private let work = DispatchGroup()

    init(mostPinned: Int) { self.mostPinned = mostPinned }

    /// - Returns: `nil` where there is none for this key.
    func take(_ key: ClientPool.Key) -> Lease? {
        let entry = state.withLock { Self.use(key, &$0) }
        return entry.map { Lease($0.client, $0.pinGuard, key, self) }
    }

    /// Makes a client, unless another request was faster.
    ///
    /// - Returns: `nil` once closed.
    func make(_ key: ClientPool.Key, _ configuration: HTTPClient.Configuration, _ pinGuard: PinGuard?) -> Lease? {
        let (entry, surplus) = state.withLock { state -> (Entry?, [HTTPClient]) in
            guard let group = state.openGroup() else { return (nil, []) }
            if state.entries[key] == nil {
                let client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
                state.entries[key] = Entry(client: client, pinGuard: pinGuard)
            }
            return (Self.use(key, &state), state.surplus(over: mostPinned))
        }
        end(surplus)
        return entry.map { Lease($0.client, $0.pinGuard, key, self) }
    }

    /// - Returns: `nil` once closed.
    func group() -> MultiThreadedEventLoopGroup? { state.withLock { $0.openGroup() } }

    /// Ends all connections and the thread, without waiting. Again is harmless.
    func close(_ done: @escaping @Sendable () -> Void) {
        let (clients, group) = state.withLock { state in
            defer { state = State(isClosed: true) }
            return (state.entries.values.map(\.client), state.group)
        }
        guard let group else { return done() }
        end(clients)
        work.notify(queue: .global()) { group.shutdownGracefully { _ in done() } }
    }

    private static func use(_ key: ClientPool.Key, _ state: inout State) -> Entry? {
        guard var entry = state.entries[key] else { return nil }
        state.uses += 1
        entry.users += 1
        entry.lastUse = state.uses
        state.entries[key] = entry
        return entry
    }

    private func putBack(_ key: ClientPool.Key) {
        let surplus = state.withLock { state in
            state.entries[key]?.users -= 1
            return state.surplus(over: mostPinned)
        }
        end(surplus)
    }

    private func end(_ clients: [HTTPClient]) {
        for client in clients {
            work.enter()
            client.shutdown { [work] _ in work.leave() }
        }
    }
}
