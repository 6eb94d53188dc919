#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What was made of a column's bytes, found again by those bytes: no string is made only to be looked up.
struct ByteTable<Value> {
    private struct Entry {
        var hash: Int
        /// Where its key is in `keys`.
        var range: Range<Int>
        var value: Value
    }

    private var entries: [Entry] = []
    private var keys: [UInt8] = []
    /// Places in `entries`, counted from 1, at the key's hash or after it; 0 is free. A power of two, at most half full.
    private var slots = [UInt32](repeating: 0, count: 16)

    /// The value of these bytes; made, and remembered, where they come for the first time.
    mutating func value(
        for key: UnsafeRawBufferPointer, orInsert make: () throws -> Value
    ) rethrows -> Value {
        let hash = Self.hash(key)
        var slot = hash & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if entries[index].hash == hash, isSame(entries[index].range, key) { return entries[index].value }
            slot = (slot + 1) & (slots.count - 1)
        }
        let value = try make()
        if (entries.count + 1) * 2 > slots.count {
            slots = [UInt32](repeating: 0, count: slots.count * 2)
            for index in entries.indices { place(index) }
        }
        entries.append(Entry(hash: hash, range: keys.count..<keys.count + key.count, value: value))
        keys.append(contentsOf: key)
        place(entries.count - 1)
        return value
    }

    private mutating func place(_ index: Int) {
        var slot = entries[index].hash & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(index + 1)
    }

    private func isSame(_ range: Range<Int>, _ key: UnsafeRawBufferPointer) -> Bool {
        guard range.count == key.count else { return false }
        return keys.withUnsafeBytes { keys in
            guard let known = keys.baseAddress, let start = key.baseAddress else { return key.isEmpty }
            return memcmp(known + range.lowerBound, start, key.count) == 0
        }
    }

    /// Eight bytes at a time, mixed as MurmurHash3's finaliser mixes. The rows are our own: nobody aims at it.
    private static func hash(_ key: UnsafeRawBufferPointer) -> Int {
        var hash = UInt64(key.count) &* 0x9E37_79B9_7F4A_7C15
        var offset = 0
        while offset < key.count {
            let isWhole = offset + 8 <= key.count
            let part =
                isWhole ? key.loadUnaligned(fromByteOffset: offset, as: UInt64.self) : UInt64(key[offset])
            hash = (hash ^ part) &* 0xFF51_AFD7_ED55_8CCD
            hash ^= hash >> 32
            offset += isWhole ? 8 : 1
        }
        return Int(hash >> 1)
    }
}
