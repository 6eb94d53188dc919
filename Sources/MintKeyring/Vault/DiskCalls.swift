import CProcess
import Glibc

/// The system calls that change a disk, so that a test can let the power go at any of them.
///
/// Each returns what the call does: a count or a descriptor, and -1 with `errno`.
struct DiskCalls: Sendable {
    /// Makes a file (0600) that must not be there yet, in the folder of this descriptor.
    var make: @Sendable (_ folder: Int32, _ name: String) -> Int32
    var write: @Sendable (_ file: Int32, UnsafeRawBufferPointer) -> Int
    /// Lets the disk begin with what was written, and waits for nothing. It may do nothing.
    var begin: @Sendable (_ file: Int32) -> Void
    var synchronize: @Sendable (_ file: Int32) -> Int32
    var rename: @Sendable (_ folder: Int32, _ old: String, _ new: String) -> Int32
    var link: @Sendable (_ folder: Int32, _ old: String, _ new: String) -> Int32
    var unlink: @Sendable (_ folder: Int32, _ name: String) -> Int32

    static let system = DiskCalls(
        make: { openat($0, $1, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600) },
        write: { Glibc.write($0, $1.baseAddress, $1.count) },
        begin: { _ = mint_begin_writeback($0) }, synchronize: { fsync($0) },
        rename: { renameat($0, $1, $0, $2) }, link: { linkat($0, $1, $0, $2, 0) }, unlink: { unlinkat($0, $1, 0) })
}
