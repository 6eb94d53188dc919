import MintCommands
import MintCore
import Synchronization

/// The services of one process, opened once: when a verb first asks, or in the background before it does.
final class OpenedServices: Sendable {
    private let open: @Sendable () throws -> Services
    private let opening = Mutex<Task<Services, any Error>?>(nil)

    init(_ open: @escaping @Sendable () throws -> Services) { self.open = open }

    func services() async throws -> Services { try await started().value }

    /// Lets go of them, which closes the database tidily: before a process ends by `exit`.
    func close() { opening.withLock { $0 = nil } }

    /// Opens what is there already, and the store of this profile; makes nothing.
    ///
    /// - Parameter isThere: Whether there is a database.
    func getReady(for profile: String, isThere: Bool) {
        guard isThere else { return }
        let opening = started()
        Task {
            guard let services = try? await opening.value, let store = await services.store(ofProfile: profile) else {
                return
            }
            _ = await services.keyrings[store].state()
        }
    }

    private func started() -> Task<Services, any Error> {
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
