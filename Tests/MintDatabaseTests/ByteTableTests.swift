import Testing

@testable import MintDatabase

@Suite struct ByteTableTests {
    @Test func `each key is made once, and told from its neighbours`() {
        var table = ByteTable<Int>()
        // Lengths around the eight bytes that are mixed at once, zeros that a length alone tells apart, prefixes.
        var keys = (0..<20).map { [UInt8](repeating: 0, count: $0) }
        keys += (0..<2000).map { Array("profile-\($0)".utf8) }
        keys += (0..<256).map { [UInt8(truncatingIfNeeded: $0)] + Array(repeating: 7, count: 15) }
        for pass in 0..<2 {
            for (number, key) in keys.enumerated() {
                let value = key.withUnsafeBytes { bytes in
                    table.value(for: bytes) {
                        #expect(pass == 0, "made again")
                        return number
                    }
                }
                #expect(value == number)
            }
        }
    }

    @Test func `what cannot be made is not remembered`() throws {
        var table = ByteTable<Int>()
        let key = Array("settings".utf8)
        #expect(throws: UnreadableColumn.self) {
            _ = try key.withUnsafeBytes { try table.value(for: $0) { throw UnreadableColumn(name: "settings") } }
        }
        #expect(key.withUnsafeBytes { table.value(for: $0) { 3 } } == 3)
        #expect(key.withUnsafeBytes { table.value(for: $0) { 4 } } == 3)
    }

    @Test func `a key of no address is an empty one`() {
        var table = ByteTable<Int>()
        #expect(table.value(for: UnsafeRawBufferPointer(start: nil, count: 0)) { 1 } == 1)
        #expect([UInt8]().withUnsafeBytes { table.value(for: $0) { 2 } } == 1)
    }
}
