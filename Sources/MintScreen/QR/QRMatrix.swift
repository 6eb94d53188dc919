/// The modules of a code while it is drawn.
struct QRMatrix: Sendable {
    let size: Int
    /// Row by row; dark is true.
    private(set) var modules: [Bool]
    /// Which modules belong to a pattern: no data lies there, and no mask.
    private var isPattern: [Bool]

    /// The patterns of a version; where the format goes is kept free.
    init(version: QRVersion) {
        size = version.size
        modules = [Bool](repeating: false, count: size * size)
        isPattern = modules
        drawTiming()
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] { drawFinder(x, y) }
        drawAlignment(version.alignmentCentres)
        drawFormat(level: .low, mask: .checkerboard)
        if let bits = version.versionBits { drawVersion(bits) }
    }

    subscript(x: Int, y: Int) -> Bool { modules[y * size + x] }

    private mutating func draw(_ x: Int, _ y: Int, _ isDark: Bool) {
        modules[y * size + x] = isDark
        isPattern[y * size + x] = true
    }

    private mutating func drawTiming() {
        for index in 0..<size {
            draw(6, index, index % 2 == 0)
            draw(index, 6, index % 2 == 0)
        }
    }

    /// A finder pattern with its light border, as far as it lies within.
    private mutating func drawFinder(_ centreX: Int, _ centreY: Int) {
        for y in max(centreY - 4, 0)...min(centreY + 4, size - 1) {
            for x in max(centreX - 4, 0)...min(centreX + 4, size - 1) {
                let ring = max(abs(x - centreX), abs(y - centreY))
                draw(x, y, ring != 2 && ring != 4)
            }
        }
    }

    private mutating func drawAlignment(_ centres: [Int]) {
        for centreY in centres {
            for centreX in centres where !isFinderCorner(centreX, centreY) {
                for (x, y) in (-2...2).flatMap({ y in (-2...2).map { x in (x, y) } }) {
                    draw(centreX + x, centreY + y, max(abs(x), abs(y)) != 1)
                }
            }
        }
    }

    private func isFinderCorner(_ x: Int, _ y: Int) -> Bool {
        (x == 6 && (y == 6 || y == size - 7)) || (x == size - 7 && y == 6)
    }

    /// Twice, and one module that is always dark (figure 25).
    mutating func drawFormat(level: QRCode.Level, mask: QRMask) {
        let bits = QRBits.format(level: level, mask: mask)
        func isDark(_ index: Int) -> Bool { bits >> index & 1 == 1 }
        for index in 0..<6 { draw(8, index, isDark(index)) }
        draw(8, 7, isDark(6))
        draw(8, 8, isDark(7))
        draw(7, 8, isDark(8))
        for index in 9..<15 { draw(14 - index, 8, isDark(index)) }
        for index in 0..<8 { draw(size - 1 - index, 8, isDark(index)) }
        for index in 8..<15 { draw(8, size - 15 + index, isDark(index)) }
        draw(8, size - 8, true)
    }

    /// Twice (figure 27).
    private mutating func drawVersion(_ bits: Int) {
        for index in 0..<18 {
            let isDark = bits >> index & 1 == 1
            draw(size - 11 + index % 3, index / 3, isDark)
            draw(index / 3, size - 11 + index % 3, isDark)
        }
    }

    /// Fills the free modules: two columns at a time from the right, up and down in turn. What is left over stays light.
    mutating func place(_ codewords: [UInt8]) {
        var bit = 0
        for (turn, right) in columnPairs.enumerated() {
            for step in 0..<size {
                let y = turn % 2 == 0 ? size - 1 - step : step
                for x in [right, right - 1] where !isPattern[y * size + x] && bit < codewords.count * 8 {
                    modules[y * size + x] = codewords[bit / 8] >> UInt8(7 - bit % 8) & 1 == 1
                    bit += 1
                }
            }
        }
    }

    /// The right column of each pair; the vertical timing pattern is stepped over.
    private var columnPairs: [Int] {
        Array(stride(from: size - 1, to: 6, by: -2)) + Array(stride(from: 5, to: 0, by: -2))
    }

    /// Inverts what the mask covers; the same mask again undoes it.
    mutating func apply(_ mask: QRMask) {
        for y in 0..<size {
            for x in 0..<size where !isPattern[y * size + x] && mask.covers(x, y) { modules[y * size + x].toggle() }
        }
    }

    /// The mask that leaves the fewest misleading shapes; of equals, the first.
    func bestMask(level: QRCode.Level) -> QRMask {
        let penalties = QRMask.allCases.map { mask in
            var tried = self
            tried.apply(mask)
            tried.drawFormat(level: level, mask: mask)
            return (mask: mask, penalty: QRPenalty.total(of: tried))
        }
        return penalties.min { $0.penalty < $1.penalty }?.mask ?? .checkerboard
    }
}
