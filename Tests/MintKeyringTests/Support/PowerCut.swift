import Glibc
import Synchronization

@testable import MintKeyring

/// A disk whose power goes after so much work: each octet written and each other call is one. From then on nothing happens
/// any more, as in a process that was killed.
final class PowerCut: Sendable {
    private let left: Mutex<Int>

    init(after work: Int) { left = Mutex(work) }

    var happened: Bool { left.withLock { $0 } == 0 }
    /// What is left of the work.
    var rest: Int { left.withLock { $0 } }

    private func spend(_ work: Int) -> Int {
        left.withLock { left in
            let spent = min(work, left)
            left -= spent
            return spent
        }
    }

    private func call(_ work: () -> Int32) -> Int32 {
        guard spend(1) == 1 else {
            errno = EIO
            return -1
        }
        return work()
    }

    /// Nothing is waited for: a test that cuts the power a thousand times has no use for a disk.
    var disk: DiskCalls {
        let system = DiskCalls.system
        return DiskCalls(
            make: { folder, name in self.call { system.make(folder, name) } },
            write: { file, bytes in
                let count = self.spend(bytes.count)
                guard count > 0 || bytes.isEmpty else {
                    errno = EIO
                    return -1
                }
                return system.write(file, UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            },
            begin: { _ in }, synchronize: { _ in self.call { 0 } },
            rename: { folder, old, new in self.call { system.rename(folder, old, new) } },
            link: { folder, old, new in self.call { system.link(folder, old, new) } },
            unlink: { folder, name in self.call { system.unlink(folder, name) } })
    }
}
