import MintCommands
import MintCore
import Synchronization

/// The services of one process, opened once: when a verb first asks, or in the background before it does.
final class OpenedServices: Sendable {
    /// The services, and whether the process may end without closing them.
    typealias Opened = (services: Services, mayEndOpen: @Sendable () -> Bool)

    private let open: @Sendable () throws -> Opened
    private let likelyStore: @Sendable () -> (name: StoreName, keyring: any Keyring)?
    private let opening = Mutex<Task<Opened, any Error>?>(nil)

    /// - Parameter likelyStore: Where every profile's secrets must be, as far as that is known without the database.
    init(
        likelyStore: @escaping @Sendable () -> (name: StoreName, keyring: any Keyring)?,
        _ open: @escaping @Sendable () throws -> Opened
    ) {
        self.likelyStore = likelyStore
        self.open = open
    }

    func services() async throws -> Services { try await started().value.services }

    /// Before the process ends by `exit`: closes what must not be left open.
    func end() async {
        guard let task = opening.withLock({ $0 }) else { return }
        if let opened = try? await task.value, opened.mayEndOpen() { return }
        close()
    }

    /// Lets go of them, which closes the database tidily: before the process becomes another one.
    func close() { opening.withLock { $0 = nil } }

    /// Opens what is there already, and the store of this profile; makes nothing.
    ///
    /// - Parameter isThere: Whether there is a database.
    func getReady(for profile: String, isThere: Bool) {
        guard isThere else { return }
        let opening = started()
        let likely = likelyStore()
        if let likely { Task { _ = await likely.keyring.state() } }
        Task {
            guard let services = try? await opening.value.services,
                let store = await services.store(ofProfile: profile), store != likely?.name
            else { return }
            _ = await services.keyrings[store].state()
        }
    }

    private func started() -> Task<Opened, any Error> {
        opening.withLock { opening in
            if let opening { return opening }
            let task = Task { [open] in try open() }
            opening = task
            return task
        }
    }
}

extension Services {
    fileprivate func store(ofProfile name: String) async -> StoreName? {
        try? await profiles.record(named: name)?.profile.store
    }
}
