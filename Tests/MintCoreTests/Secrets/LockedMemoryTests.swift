import Glibc
import Testing

@testable import MintCore

/// Where secrets rest: blocks of their own, wiped when they go.
@Suite struct LockedMemoryTests {
    @Test(arguments: [1, 31, 32, 33, 100, 1024, 4095, 4096, 4097, 65_536, 1_000_000])
    func `a secret of any size is kept whole`(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let secret = Secret(bytes)
        #expect(secret.count == count && secret.withBytes { Array($0) } == bytes)
        #expect(secret == Secret(bytes) && secret != Secret(bytes.dropLast()))
    }

    @Test func `nothing is a secret, too`() {
        #expect(Secret("").isEmpty && Secret("").withBytes { $0.count } == 0 && Secret("") == Secret([UInt8]()))
        #expect(LockedMemory().take(0) == nil)
    }

    @Test(arguments: [1, 40, 64, 3000, 4096])
    func `what is given back is wiped, and used again`(count: Int) throws {
        let memory = LockedMemory()
        let block = try #require(memory.take(count))
        memset(block, 0xAA, count)
        memory.giveBack(block, count)
        // The block stays ours, so it may be looked at.
        #expect(UnsafeRawBufferPointer(start: block, count: count).allSatisfy { $0 == 0 })
        #expect(memory.take(count) == block)
    }

    @Test func `blocks never overlap, whatever their sizes`() throws {
        let memory = LockedMemory()
        var taken: [(start: UnsafeMutableRawPointer, count: Int)] = []
        for round in 0..<3000 {
            let count = 1 + round * 7919 % 5000
            let start = try #require(memory.take(count))
            #expect(UnsafeRawBufferPointer(start: start, count: count).allSatisfy { $0 == 0 })
            memset(start, Int32(round & 0xFF), count)
            taken.append((start, count))
            if round.isMultiple(of: 3) {
                let gone = taken.remove(at: round * 31 % taken.count)
                memory.giveBack(gone.start, gone.count)
            }
        }
        let ordered = taken.sorted { $0.start < $1.start }
        for (one, next) in zip(ordered, ordered.dropFirst()) { #expect(one.start + one.count <= next.start) }
        for block in taken {
            let bytes = UnsafeRawBufferPointer(start: block.start, count: block.count)
            #expect(Set(bytes).count == 1)
            memory.giveBack(block.start, block.count)
        }
    }

    @Test func `its pages are locked and left out of core dumps, where the system lets us`() throws {
        let secret = Secret([UInt8](repeating: 0x5A, count: 2000))
        let address = secret.withBytes { UInt(bitPattern: $0.baseAddress) }
        let flags = try #require(Self.flags(of: address))
        #expect(flags.contains("dd"))
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(8), &limit)  // RLIMIT_MEMLOCK
        if limit.rlim_cur >= 8 << 20 || geteuid() == 0 { #expect(flags.contains("lo")) }
    }

    /// `VmFlags` of the mapping that holds an address (proc(5)).
    private static func flags(of address: UInt) -> [Substring]? {
        guard let file = fopen("/proc/self/smaps", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 4096)
        var isOurs = false
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let range = text.prefix { $0 != " " }.split(separator: "-")
            if range.count == 2, let start = UInt(range[0], radix: 16), let end = UInt(range[1], radix: 16) {
                isOurs = (start..<end).contains(address)
            } else if isOurs, text.hasPrefix("VmFlags:") {
                return text.split(whereSeparator: \.isWhitespace)
            }
        }
        return nil
    }

    @Test func `ten thousand secrets at once, from several threads, are all there`() async {
        await withTaskGroup(of: Bool.self) { group in
            for part in 0..<4 {
                group.addTask {
                    let secrets = (0..<2500).map { Secret("secret \(part) \($0)") }
                    return secrets.enumerated().allSatisfy { $1 == Secret("secret \(part) \($0)") }
                }
            }
            for await isWhole in group { #expect(isWhole) }
        }
    }
}
