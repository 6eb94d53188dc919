public import MintCore
import Synchronization

/// `flock(2)` on one file per credential in `locks/`: held by a living process, gone with it (B6, B9).
///
/// The lock files stay; see ``LockFile``. `acquire` tries at once, and waits on a thread of its own when somebody else
/// holds the file, one thread per credential however many tasks wait.
public final class FileCredentialLock: CredentialLock {
    private let folder: StateFolder
    private let queues = Mutex<[LockKey: LockQueue]>([:])

    /// Touches nothing on disk before the first lock is taken.
    public init(folder: StateFolder) { self.folder = folder }

    public func acquireNow(_ key: LockKey) throws(StateError) -> (any LockLease)? {
        let path = try path(of: key)
        guard let file = try LockFile.lockedNow(at: path) else { return nil }
        return FileLockLease(file)
    }

    public func acquire(_ key: LockKey) async throws -> any LockLease {
        try Task.checkCancellation()
        let path = try path(of: key)
        let queue = queues.withLock { queues in
            if let known = queues[key] { return known }
            let queue = LockQueue(path: path)
            queues[key] = queue
            return queue
        }
        // Whoever waits here already goes first; a waiter that is only just asking does not overtake.
        if queue.isEmpty, let file = try LockFile.lockedNow(at: path) { return FileLockLease(file) }
        let waiter = LockWaiter()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                waiter.begin(continuation)
                queue.add(waiter)
            }
        } onCancel: {
            waiter.settle(.failure(CancellationError()))
        }
    }

    private func path(of key: LockKey) throws(StateError) -> String {
        let digits = key.digest.utf8
        let isDigest =
            digits.count == 64 && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard isDigest else {
            throw .failed(path: folder.locksPath, reason: "a lock is named by 64 hexadecimal digits in lower case")
        }
        try folder.prepareLocks()
        return "\(folder.locksPath)/\(key.digest).lock"
    }
}
