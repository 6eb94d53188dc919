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
        let (size, modules) = (matrix.size, matrix.modules)
        var sum = balance(dark: modules.count { $0 }, of: modules.count)
        for index in 0..<size {
            sum += line(modules, from: index * size, by: 1, count: size)
            sum += line(modules, from: index, by: size, count: size)
            if index > 0 { sum += squares(modules, below: (index - 1) * size, size: size) }
        }
        return sum
    }

    /// One row or column: runs of five or more modules in one colour, and what looks like a finder pattern beside four
    /// light modules, those of the quiet zone included.
    static func line(_ modules: [Bool], from start: Int, by step: Int, count: Int) -> Int {
        var sum = 0
        var run = 0
        var isLastDark = false
        var window = 0
        var index = start
        for _ in 0..<count {
            let isDark = modules[index]
            run = isDark == isLastDark ? run + 1 : 1
            isLastDark = isDark
            if run == 5 { sum += 3 } else if run > 5 { sum += 1 }
            window = window << 1 & 0x7FF | (isDark ? 1 : 0)
            sum += finderPenalty(window)
            index += step
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

    /// Squares of two by two in one colour, in the row that starts at `start` and the one below it.
    private static func squares(_ modules: [Bool], below start: Int, size: Int) -> Int {
        var sum = 0
        for upper in start..<(start + size - 1) {
            let isDark = modules[upper]
            if modules[upper + 1] == isDark, modules[upper + size] == isDark, modules[upper + size + 1] == isDark {
                sum += 3
            }
        }
        return sum
    }

    /// Ten for each full step of 5 % away from half dark.
    static func balance(dark: Int, of count: Int) -> Int { abs(dark * 20 - count * 10) / count * 10 }
}
