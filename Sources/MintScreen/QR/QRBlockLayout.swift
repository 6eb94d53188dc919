/// How a code's codewords are cut into blocks, each with its own error correction (ISO/IEC 18004, table 9).
struct QRBlockLayout: Equatable, Sendable {
    /// In each block.
    let correctionCodewords: Int
    let blocks: Int
    let codewords: Int

    init(version: QRVersion, level: QRCode.Level) {
        correctionCodewords = Self.correctionCodewords[level.rawValue][version.number - 1]
        blocks = Self.blocks[level.rawValue][version.number - 1]
        codewords = version.codewords
    }

    var dataCodewords: Int { codewords - correctionCodewords * blocks }

    /// The data with its error correction, a codeword of each block in turn.
    ///
    /// - Parameter data: ``dataCodewords`` of them.
    func interleaved(_ data: [UInt8]) -> [UInt8] {
        let code = ReedSolomon(correctionCodewords: correctionCodewords)
        let short = dataCodewords / blocks
        let longBlocks = dataCodewords % blocks
        var rest = data[...]
        let parts = (0..<blocks).map { block in
            let part = rest.prefix(short + (block >= blocks - longBlocks ? 1 : 0))
            rest = rest.dropFirst(part.count)
            return Array(part)
        }
        let corrections = parts.map(code.remainder)
        var result: [UInt8] = []
        result.reserveCapacity(codewords)
        for index in 0...short { result += parts.lazy.filter { index < $0.count }.map { $0[index] } }
        for index in 0..<correctionCodewords { result += corrections.lazy.map { $0[index] } }
        return result
    }

    private static let correctionCodewords = [
        [
            7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
            28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        ],
        [
            10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
            26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        ],
        [
            13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30,
            28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        ],
        [
            17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28,
            30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
        ],
    ]

    private static let blocks = [
        [
            1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8,
            8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
        ],
        [
            1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
            17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
        ],
        [
            1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20,
            23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
        ],
        [
            1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25,
            25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
        ],
    ]
}
