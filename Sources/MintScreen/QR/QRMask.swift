/// The eight patterns of which one is laid over the data (ISO/IEC 18004, table 10).
enum QRMask: Int, CaseIterable, Sendable {
    case checkerboard, rows, columns, diagonals, largeCheckerboard, fields, diamonds, meadow

    func covers(_ x: Int, _ y: Int) -> Bool {
        switch self {
        case .checkerboard: (x + y) % 2 == 0
        case .rows: y % 2 == 0
        case .columns: x % 3 == 0
        case .diagonals: (x + y) % 3 == 0
        case .largeCheckerboard: (x / 3 + y / 2) % 2 == 0
        case .fields: x * y % 2 + x * y % 3 == 0
        case .diamonds: (x * y % 2 + x * y % 3) % 2 == 0
        case .meadow: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }
}

/// How misleading a code looks to a reader (ISO/IEC 18004, §7.8.3.1).
enum QRPenalty {
    static func total(of matrix: QRMatrix) -> Int {
        var lines = 0
        for index in 0..<matrix.size {
            lines += line((0..<matrix.size).map { matrix[$0, index] })
            lines += line((0..<matrix.size).map { matrix[index, $0] })
        }
        return lines + squares(matrix) + balance(dark: matrix.modules.count { $0 }, of: matrix.modules.count)
    }

    /// One row or column: runs of five or more modules in one colour, and what looks like a finder pattern beside four
    /// light modules, those of the quiet zone included.
    static func line(_ modules: [Bool]) -> Int {
        var sum = 0
        var run = 0
        var last: Bool?
        var window = 0
        for module in modules {
            run = module == last ? run + 1 : 1
            last = module
            if run == 5 { sum += 3 } else if run > 5 { sum += 1 }
            window = window << 1 & 0x7FF | (module ? 1 : 0)
            sum += finderPenalty(window)
        }
        for _ in 0..<4 {
            window = window << 1 & 0x7FF
            sum += finderPenalty(window)
        }
        return sum
    }

    /// - Parameter window: Eleven modules, the newest last. At the start of a line the bits before it are light.
    private static func finderPenalty(_ window: Int) -> Int {
        window == 0b101_1101_0000 || window == 0b000_0101_1101 ? 40 : 0
    }

    /// Squares of two by two in one colour.
    private static func squares(_ matrix: QRMatrix) -> Int {
        var sum = 0
        for y in 0..<(matrix.size - 1) {
            for x in 0..<(matrix.size - 1) {
                let dark = matrix[x, y]
                if matrix[x + 1, y] == dark, matrix[x, y + 1] == dark, matrix[x + 1, y + 1] == dark { sum += 3 }
            }
        }
        return sum
    }

    /// Ten for each full step of 5 % away from half dark.
    static func balance(dark: Int, of count: Int) -> Int { abs(dark * 20 - count * 10) / count * 10 }
}
