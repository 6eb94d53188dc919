import MintCore
import Synchronization

/// Holds a locked file until it is released or forgotten.
final class FileLockLease: LockLease {
    private let file: Mutex<LockFile?>

    init(_ file: consuming sending LockFile) {
        self.file = Mutex(consume file)
    }

    func release() {
        let held = file.withLock { $0.take() }
        held?.unlock()
    }

    deinit { release() }
}
