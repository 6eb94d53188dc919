import Glibc

/// An open file or folder, closed when it goes out of scope.
struct Descriptor: ~Copyable {
    let number: Int32

    init(taking number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    func status(of path: String) throws(FileFailure) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw FileFailure("look at", path) }
        return status
    }

    /// Reads from here to the end; `nil` where there is more than `limit` bytes.
    func contents(limit: Int, path: String) throws(FileFailure) -> [UInt8]? {
        // Most are far smaller than they may be.
        var bytes = [UInt8](repeating: 0, count: min(limit, Self.usual) + 1)
        var count = 0
        while count <= limit {
            if count == bytes.count { bytes += [UInt8](repeating: 0, count: min(count, limit + 1 - count)) }
            let got = bytes.withUnsafeMutableBytes {
                read(number, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if got == 0 { break }
            guard got > 0 else {
                if errno == EINTR { continue }
                throw FileFailure("read", path)
            }
            count += got
        }
        guard count <= limit else { return nil }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static var usual: Int { 4095 }

    /// Writes all of it, waits until it rests on the disk, and reads it back.
    func write(_ bytes: [UInt8], path: String, _ disk: DiskCalls) throws(FileFailure) {
        try put(bytes, path: path, disk)
        try settle(bytes, path: path, disk)
    }

    /// Writes all of it.
    func put(_ bytes: [UInt8], path: String, _ disk: DiskCalls) throws(FileFailure) {
        var count = 0
        while count < bytes.count {
            let put = bytes.withUnsafeBytes { disk.write(number, UnsafeRawBufferPointer(rebasing: $0[count...])) }
            guard put >= 0 else {
                if errno == EINTR { continue }
                throw FileFailure("write", path)
            }
            count += put
        }
    }

    /// Waits until what was put rests on the disk, and reads it back.
    func settle(_ bytes: [UInt8], path: String, _ disk: DiskCalls) throws(FileFailure) {
        guard disk.synchronize(number) == 0 else { throw FileFailure("write", path) }
        guard lseek(number, 0, SEEK_SET) == 0, try contents(limit: bytes.count, path: path) == bytes else {
            throw FileFailure("read back", path, code: EIO)
        }
    }
}
