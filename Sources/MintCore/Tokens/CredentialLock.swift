/// Keeps every process of this user but one from using a credential: one token request at a time (LC-7).
///
/// A lock is held by a living process for as long as it works; there is no lease that could run out (B6, B9).
public protocol CredentialLock: Sendable {
    /// Waits as long as the holder lives. Cancelling the task leaves the queue.
    ///
    /// - Throws: ``StateError`` when the lock file cannot be made; `CancellationError`.
    func acquire(_ key: LockKey) async throws -> any LockLease
    /// - Returns: `nil` when somebody else holds it now.
    func acquireNow(_ key: LockKey) throws(StateError) -> (any LockLease)?
}

/// A held lock. Letting go of the last reference releases it as well.
public protocol LockLease: AnyObject, Sendable {
    func release()
}

/// Names a credential for locking: the SHA-256 of the LC-9 tuple in hexadecimal, so that it can name a file.
public struct LockKey: Hashable, Sendable {
    public let digest: String
    /// - Parameter digest: 64 lower-case hexadecimal digits.
    public init(digest: String) { self.digest = digest }
}
