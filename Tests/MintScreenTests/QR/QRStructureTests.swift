import Testing

@testable import MintScreen

@Suite struct QRStructureTests {
    /// Bytes that a version holds at each level (ISO/IEC 18004, table 7).
    static let capacities = [
        1: [17, 14, 11, 7], 2: [32, 26, 20, 14], 3: [53, 42, 32, 24], 4: [78, 62, 46, 34], 5: [106, 84, 60, 44],
        6: [134, 106, 74, 58], 7: [154, 122, 86, 64], 8: [192, 152, 108, 84], 9: [230, 180, 130, 98],
        10: [271, 213, 151, 119], 11: [321, 251, 177, 137], 12: [367, 287, 203, 155], 13: [425, 331, 241, 177],
        14: [458, 362, 258, 194], 15: [520, 412, 292, 220], 16: [586, 450, 322, 250], 20: [858, 666, 482, 382],
        25: [1273, 997, 715, 535], 40: [2953, 2331, 1663, 1273],
    ]

    @Test(arguments: capacities.keys.sorted(), QRCode.Level.allCases)
    func `a version holds what the standard says, and not a byte more`(version: Int, level: QRCode.Level) throws {
        let most = try #require(Self.capacities[version])[level.rawValue]
        let smallest = [most, most + 1].map { count in
            QRVersion.smallest(for: QRPayload(String(repeating: "a", count: count)), level: level)?.number
        }
        #expect(smallest == [version, version == 40 ? nil : version + 1])
    }

    @Test func `a text that no version holds has no code`() throws {
        #expect(QRCode(String(repeating: "a", count: 2_954), level: .low) == nil)
        #expect(QRCode(String(repeating: "ä", count: 1_477), level: .low) == nil)
        let code = try #require(QRCode(String(repeating: "a", count: 60), level: .low))
        #expect(code.version == 4 && code.size == 33)
    }

    @Test func `nothing is a code too`() throws {
        #expect(try #require(QRCode("")).size == 21)
    }

    @Test(
        arguments: [
            (1, []), (2, [6, 18]), (7, [6, 22, 38]), (14, [6, 26, 46, 66]), (15, [6, 26, 48, 70]),
            (16, [6, 26, 50, 74]),
            (22, [6, 26, 50, 74, 98]), (30, [6, 26, 52, 78, 104, 130]), (32, [6, 34, 60, 86, 112, 138]),
            (36, [6, 24, 50, 76, 102, 128, 154]), (39, [6, 26, 54, 82, 110, 138, 166]),
            (40, [6, 30, 58, 86, 114, 142, 170]),
        ] as [(Int, [Int])])
    func `alignment patterns are centred where annex E says`(version: Int, centres: [Int]) {
        #expect(QRVersion(number: version).alignmentCentres == centres)
    }

    @Test(arguments: [(1, 26), (2, 44), (6, 172), (7, 196), (14, 581), (21, 1156), (40, 3706)])
    func `a version has the codewords of table 1`(version: Int, codewords: Int) {
        #expect(QRVersion(number: version).codewords == codewords)
    }

    @Test(arguments: [(7, 0x07C94), (8, 0x085BC), (20, 0x149A6), (21, 0x15683), (40, 0x28C69)])
    func `version bits are those of annex D`(version: Int, bits: Int) {
        #expect(QRVersion(number: version).versionBits == bits)
    }

    @Test(
        arguments: [
            (.medium, 0, 0b101_0100_0001_0010), (.medium, 5, 0b100_0000_1100_1110), (.low, 0, 0b111_0111_1100_0100),
            (.quartile, 0, 0b011_0101_0101_1111), (.high, 7, 0b000_1000_0011_1011),
        ] as [(QRCode.Level, Int, Int)])
    func `format bits are those of annex C`(level: QRCode.Level, mask: Int, bits: Int) throws {
        #expect(QRBits.format(level: level, mask: try #require(QRMask(rawValue: mask))) == bits)
    }

    @Test func `error correction is that of the standard's example (annex I)`() {
        let data: [UInt8] = [16, 32, 12, 86, 97, 128, 236, 17, 236, 17, 236, 17, 236, 17, 236, 17]
        let expected: [UInt8] = [165, 36, 212, 193, 237, 54, 199, 135, 44, 85]
        #expect(ReedSolomon(correctionCodewords: 10).remainder(data) == expected)
    }

    @Test func `blocks are interleaved, the longer ones last`() {
        // 5-Q: two blocks of 15 data codewords, then two of 16; 18 of correction each.
        let layout = QRBlockLayout(version: QRVersion(number: 5), level: .quartile)
        #expect(layout.dataCodewords == 62 && layout.blocks == 4 && layout.correctionCodewords == 18)
        let result = layout.interleaved((0..<62).map { UInt8($0) })
        #expect(result.count == 134)
        #expect(Array(result.prefix(8)) == [0, 15, 30, 46, 1, 16, 31, 47])
        #expect(Array(result[56..<62]) == [14, 29, 44, 60, 45, 61])
    }

    @Test func `data starts with mode and length, and ends in padding`() {
        let words = QRPayload("ab").codewords(version: QRVersion(number: 1), count: 7)
        #expect(words == [0x40, 0x26, 0x16, 0x20, 0xEC, 0x11, 0xEC])
        let announced = QRPayload("é").codewords(version: QRVersion(number: 1), count: 6)
        #expect(announced == [0x71, 0xA4, 0x02, 0xC3, 0xA9, 0x00])
        let long = QRPayload("a").codewords(version: QRVersion(number: 10), count: 4)
        #expect(long == [0x40, 0x00, 0x16, 0x10])
    }

    @Test func `a code that is full to the last bit has a short terminator`() {
        // 17 bytes in 19 codewords: 4 + 8 + 136 bits leave four for the terminator.
        let words = QRPayload(String(repeating: "a", count: 17)).codewords(version: QRVersion(number: 1), count: 19)
        #expect(words.count == 19 && words.last == 0x10)
    }

    @Test(arguments: [1, 2, 7, 15, 40])
    func `patterns stand where readers look for them`(version: Int) throws {
        let capacity = try #require(Self.capacities[version])[0]
        let code = try #require(QRCode(String(repeating: "q", count: capacity), level: .low))
        let far = code.size - 7
        for (x, y) in [(0, 0), (far, 0), (0, far)] {
            let drawn = (0..<7).map { row in String((0..<7).map { code[x + $0, y + row] ? "#" : "." }) }
            #expect(drawn == ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"])
        }
        #expect(
            (0..<8).allSatisfy { !code[7, $0] && !code[$0, 7] && !code[code.size - 8, $0] && !code[7, far - 1 + $0] })
        #expect((8..<far).allSatisfy { code[$0, 6] == ($0 % 2 == 0) && code[6, $0] == ($0 % 2 == 0) })
        #expect(code[8, code.size - 8])
        #expect(!code[-1, 0] && !code[0, -1] && !code[code.size, 0] && !code[0, code.size] && !code[Int.max, Int.min])
    }

    @Test(
        arguments: [
            ("1111", 0), ("11111", 3), ("1111111", 5), ("0000001", 4), ("0101010", 0), ("110111010000", 40),
            ("10111010000", 80),
            // At a line's edge the quiet zone is the light area.
            ("1011101", 80), ("110111011", 0), ("00001011101", 80), ("0000101110100001", 80),
        ])
    func `a line is punished for runs and for what looks like a finder pattern`(line: String, penalty: Int) {
        let modules = line.map { $0 == "1" }
        #expect(QRPenalty.line(modules, from: 0, by: 1, count: modules.count) == penalty)
        let apart = modules.flatMap { [true, $0, true] }
        #expect(QRPenalty.line(apart, from: 1, by: 3, count: modules.count) == penalty)
    }

    @Test(arguments: [(50, 0), (54, 0), (55, 10), (45, 10), (60, 20), (100, 100), (0, 100)])
    func `a code is punished for each 5 % that it is off balance`(dark: Int, penalty: Int) {
        #expect(QRPenalty.balance(dark: dark, of: 100) == penalty)
    }

    @Test func `the mask taken is the one with the least penalty`() throws {
        let payload = QRPayload("https://id.example/device?user_code=WDJB-MJHT")
        let version = try #require(QRVersion.smallest(for: payload, level: .medium))
        let layout = QRBlockLayout(version: version, level: .medium)
        var matrix = QRMatrix(version: version)
        matrix.place(layout.interleaved(payload.codewords(version: version, count: layout.dataCodewords)))
        let penalties = QRMask.allCases.map { mask in
            var tried = matrix
            tried.apply(mask)
            tried.drawFormat(level: .medium, mask: mask)
            return QRPenalty.total(of: tried)
        }
        let best = matrix.bestMask(level: .medium)
        #expect(penalties[best.rawValue] == penalties.min() && Set(penalties).count > 1)
    }

    @Test func `the same text gives the same code`() {
        #expect(QRCode("same") == QRCode("same"))
        #expect(QRCode("same") != QRCode("other"))
        #expect(QRCode("same", level: .low) != QRCode("same", level: .medium))
    }
}
