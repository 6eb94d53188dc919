import Glibc

extension [UInt8] {
    /// Overwrites the bytes in place, best effort: an array that is shared is copied first.
    mutating func wipe() {
        withUnsafeMutableBytes { bytes in
            if let base = bytes.baseAddress { explicit_bzero(base, bytes.count) }
        }
    }
}
