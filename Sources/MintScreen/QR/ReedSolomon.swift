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
            root = Self.double(root)
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
        guard a != 0, b != 0 else { return 0 }
        return powers[logarithms[Int(a)] + logarithms[Int(b)]]
    }

    private static func double(_ a: UInt8) -> UInt8 { a << 1 ^ (a & 0x80 == 0 ? 0 : 0x1D) }

    /// 2⁰, 2¹, …, twice around, so that the sum of two logarithms needs no division.
    private static let powers: [UInt8] = {
        var powers: [UInt8] = [1]
        while powers.count < 510 { powers.append(double(powers[powers.count - 1])) }
        return powers
    }()

    /// Of 1 to 255; the first entry means nothing.
    private static let logarithms: [Int] = {
        var logarithms = [Int](repeating: 0, count: 256)
        for exponent in 0..<255 { logarithms[Int(powers[exponent])] = exponent }
        return logarithms
    }()
}
