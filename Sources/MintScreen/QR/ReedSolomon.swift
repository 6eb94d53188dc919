/// The error correction of QR codes: Reed-Solomon over GF(256) modulo x⁸ + x⁴ + x³ + x² + 1 (ISO/IEC 18004, §7.5.2).
struct ReedSolomon: Sendable {
    /// The generator's coefficients below the leading one, highest power first.
    private let generator: [UInt8]

    init(correctionCodewords count: Int) {
        // (x - 2⁰)(x - 2¹)…, one factor after the other.
        var product = [UInt8](repeating: 0, count: count - 1) + [1]
        var root: UInt8 = 1
        for _ in 0..<count {
            for index in product.indices {
                product[index] = Self.multiply(product[index], root)
                if index + 1 < count { product[index] ^= product[index + 1] }
            }
            root = Self.multiply(root, 2)
        }
        generator = product
    }

    /// The correction codewords of one block.
    func remainder(_ data: [UInt8]) -> [UInt8] {
        var rest = [UInt8](repeating: 0, count: generator.count)
        for byte in data {
            let factor = byte ^ rest.removeFirst()
            rest.append(0)
            for index in rest.indices { rest[index] ^= Self.multiply(generator[index], factor) }
        }
        return rest
    }

    static func multiply(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var product = 0
        for bit in (0..<8).reversed() {
            product = (product << 1) ^ ((product >> 7) * 0x11D)
            product ^= (Int(b) >> bit & 1) * Int(a)
        }
        return UInt8(truncatingIfNeeded: product)
    }
}
