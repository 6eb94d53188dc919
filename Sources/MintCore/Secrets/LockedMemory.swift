import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Memory for secrets: pages that neither swap nor a core dump gets to see, as far as the system lets us.
///
/// Only whole pages can be locked, and a process may lock few (RLIMIT_MEMLOCK is 8 MiB on Debian 12, less in some
/// containers): small secrets share pages. Pages that could not be locked serve as well. What is given back is wiped;
/// pages of small blocks stay with us for the next secret.
final class LockedMemory: Sendable {
    /// One for the process, as the heap is: the limit on locked memory is the process's, too.
    static let process = LockedMemory()

    private static let smallestBlock = 32
    private static let largestBlock = 4096
    /// Pages are taken so many bytes at a time.
    private static let shelf = 16_384

    /// Addresses of blocks that are free, the smallest blocks first. Numbers, for pointers may not cross a lock.
    private let free = Mutex([[UInt]](repeating: [], count: rank(largestBlock) + 1))

    /// At least `count` bytes, all zero; `nil` for none.
    func take(_ count: Int) -> UnsafeMutableRawPointer? {
        guard count > 0 else { return nil }
        guard count <= Self.largestBlock else { return Self.pages(Self.wholePages(count)) }
        let size = Self.blockSize(count)
        let address = free.withLock { free -> UInt in
            if let address = free[Self.rank(size)].popLast() { return address }
            let start = UInt(bitPattern: Self.pages(Self.shelf))
            // The first of them is handed out at once, the others wait in the order of their addresses.
            let others = stride(from: start + UInt(Self.shelf - size), to: start, by: -size)
            free[Self.rank(size)] = Array(others)
            return start
        }
        return UnsafeMutableRawPointer(bitPattern: address)
    }

    /// Wipes what ``take(_:)`` gave for this count.
    func giveBack(_ block: UnsafeMutableRawPointer, _ count: Int) {
        guard count <= Self.largestBlock else {
            explicit_bzero(block, count)
            munmap(block, Self.wholePages(count))
            return
        }
        let size = Self.blockSize(count)
        explicit_bzero(block, size)
        let address = UInt(bitPattern: block)
        free.withLock { $0[Self.rank(size)].append(address) }
    }

    /// Among the sizes of blocks, counted from the smallest.
    private static func rank(_ size: Int) -> Int { (size / smallestBlock).trailingZeroBitCount }

    /// The next power of two.
    private static func blockSize(_ count: Int) -> Int {
        var size = smallestBlock
        while size < count { size *= 2 }
        return size
    }

    private static func wholePages(_ count: Int) -> Int {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        return (count + page - 1) / page * page
    }

    private static func pages(_ size: Int) -> UnsafeMutableRawPointer {
        let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let start, start != MAP_FAILED else {
            // Anonymous pages are refused only where no memory is left, and there the heap ends the process as well: nothing
            // that holds a secret could go on without a place for it.
            fatalError("out of memory")
        }
        mlock(start, size)
        madvise(start, size, MADV_DONTDUMP)
        return start
    }
}
